import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import { BlockyardError, describeProblem } from '../protocol/problems.ts';
import type { RunDetail } from '../protocol/runs.ts';
import { openLibrary, type Library } from '../store/index.ts';
import { forkEngineHost, openRunner, type Runner, type RunnerNotice, type RunnerTiming } from './index.ts';

const faultyEngine = fileURLToPath(new URL('./__fixtures__/faulty-engine.cjs', import.meta.url));
/** Patience for a loaded machine; only the tests of hangs wait for as long. */
const impatient = { unresponsiveSeconds: 1, stopGraceSeconds: 1, pollMs: 50 };

let home = '';
let library: Library;
let runner: Runner;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-runner-'));
  library = openLibrary(home);
  runner = await openRunner({ library, engineHost: forkEngineHost(faultyEngine) });
});

afterEach(async () => {
  await runner.close();
  library.close();
  rmSync(home, { recursive: true, force: true });
});

async function reopen(timing: Partial<RunnerTiming>): Promise<void> {
  await runner.close();
  runner = await openRunner({ library, engineHost: forkEngineHost(faultyEngine), timing });
}

async function train(fault: string): Promise<RunDetail> {
  const { id } = await runner.start({ ...readyExperiment(), name: fault });
  await runner.wait(id);
  return runner.get(id);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

const logOf = (run: RunDetail): string => run.log.map((line) => line.message).join('\n');

describe('a run', () => {
  it('keeps everything that its engine said', async () => {
    const run = await train('none');
    expect(run.summary).toMatchObject({
      status: 'completed',
      backend: 'compiled',
      step: 2,
      epochs: 1,
      totalSteps: 20,
      weightsHash: 'abc',
    });
    expect(run.summary.bestEpoch).toMatchObject({ epoch: 1, valAccuracy: 0.75 });
    expect(run.epochs).toHaveLength(1);
    expect(Number(run.versions.pid)).toBeGreaterThan(0);
    const metrics = runner.metrics(run.summary.id);
    expect([[...metrics.step], [...metrics.loss], [...metrics.learningRate]]).toEqual([
      [1, 2],
      [2, 1],
      [0.5, 0.25],
    ]);
  });

  it('tells its subscribers, and what it tells goes on from what it answered', async () => {
    const notices: RunnerNotice[] = [];
    const unsubscribe = runner.subscribe((notice) => notices.push(notice));
    const run = await train('none');
    unsubscribe();
    const names = notices.map((notice) => notice.name);
    expect(names.filter((name) => name === 'run.epoch')).toHaveLength(1);
    const steps = notices.flatMap((notice) => (notice.name === 'run.metrics' ? [...notice.payload.metrics.step] : []));
    expect(steps).toEqual([1, 2]);
    const last = notices.filter((notice) => notice.name === 'run.changed').at(-1);
    expect(last?.payload).toEqual(run.summary);
  });

  it('is told of at most ten times a second, with nothing left out', async () => {
    const rounds: { at: number; steps: number[] }[] = [];
    const unsubscribe = runner.subscribe((notice) => {
      if (notice.name === 'run.metrics')
        rounds.push({ at: performance.now(), steps: [...notice.payload.metrics.step] });
    });
    const { id } = await runner.start({ ...readyExperiment(), name: 'trains on and on' });
    await until(() => rounds.length > 5);
    runner.stop(id);
    await runner.wait(id);
    unsubscribe();
    const gaps = rounds.slice(1, 6).map(({ at }, index) => at - (rounds[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(95);
    expect(rounds.flatMap(({ steps }) => steps)).toEqual([...runner.metrics(id).step]);
  });

  it('waits for the one before it', async () => {
    const first = await runner.start({ ...readyExperiment(), name: 'goes on until told' });
    const second = await runner.start({ ...readyExperiment(), name: 'none' });
    const third = await runner.start({ ...readyExperiment(), name: 'none' });
    expect([first.status, second.status, third.status]).toEqual(['starting', 'queued', 'queued']);
    expect(() => {
      runner.pause(second.id);
    }).toThrow(/not training now/);
    runner.stop(third.id);
    await until(() => runner.get(first.id).summary.status === 'running');
    runner.pause(first.id);
    await until(() => runner.get(first.id).summary.status === 'paused');
    runner.resume(first.id);
    await until(() => runner.get(first.id).summary.status === 'running');
    runner.stop(first.id);
    expect(await runner.wait(first.id)).toMatchObject({ status: 'stopped', weightsHash: 'abc' });
    expect(await runner.wait(second.id)).toMatchObject({ status: 'completed' });
    expect(await runner.wait(third.id)).toMatchObject({ status: 'stopped', step: 0 });
    expect(() => {
      runner.stop(first.id);
    }).toThrow(/not training now/);
  });
});

describe('an engine that goes wrong', () => {
  it.each([
    ['throws', 'engine-crashed', /exit code 1/],
    ['leaves without a word', 'engine-crashed', /exit code 0/],
    ['is killed by a fault', 'engine-crashed', /signal SIGSEGV/],
    ['is killed', 'engine-out-of-memory', /signal SIGKILL/],
    ['prints bad_alloc', 'engine-out-of-memory', /signal SIGABRT/],
  ])('"%s" is %s and loses nothing', async (fault, code, detail) => {
    const run = await train(fault);
    expect(run.summary).toMatchObject({ status: 'failed', problem: { code }, epochs: 1, step: 2 });
    const words = run.summary.problem && describeProblem(run.summary.problem);
    expect(words).toMatch(detail);
    expect(words).toMatch(/The weights of epoch 1 are kept/);
    expect(logOf(run)).toMatch(/The training process ended/);
  });

  it('leaves its last words in the log', async () => {
    expect(logOf(await train('throws'))).toMatch(/an error nobody caught/);
  });

  it('does not keep the next run from training', async () => {
    const bad = await runner.start({ ...readyExperiment(), name: 'is killed' });
    const good = await runner.start({ ...readyExperiment(), name: 'none' });
    expect([(await runner.wait(bad.id)).status, (await runner.wait(good.id)).status]).toEqual(['failed', 'completed']);
  });

  it.each(['hangs', 'is silent'])('"%s" is ended', async (fault) => {
    await reopen(impatient);
    const run = await train(fault);
    expect(run.summary).toMatchObject({
      status: 'failed',
      problem: { code: 'engine-unresponsive', facts: { seconds: 1, epoch: 1 } },
    });
  });

  it.each(['is alive', 'is paused', 'is slow in plain JavaScript'])('"%s" is not taken to hang', async (fault) => {
    await reopen(impatient);
    expect((await train(fault)).summary.status).toBe('completed');
  });

  it('that does not stop is ended, and what it saved is kept', async () => {
    await reopen({ ...impatient, unresponsiveSeconds: 60 });
    const { id } = await runner.start({ ...readyExperiment(), name: 'hangs' });
    await until(() => runner.get(id).epochs.length === 1);
    runner.stop(id);
    expect(await runner.wait(id)).toMatchObject({ status: 'stopped', epochs: 1 });
    expect(logOf(runner.get(id))).toMatch(/ended before it could stop by itself; the weights of epoch 1 are kept/);
  });

  it('that does not leave after its end is ended, and has completed', async () => {
    await reopen(impatient);
    expect((await train('does not leave')).summary).toMatchObject({ status: 'completed', weightsHash: 'abc' });
  });

  it('that talks nonsense is not listened to', async () => {
    const run = await train('talks nonsense');
    expect(run.summary.status).toBe('completed');
    expect(run.log.filter((line) => line.level === 'warning')).toHaveLength(1);
  });

  it('is believed what it wrote and could not send, up to the line it could not finish', async () => {
    expect((await train('says the end to its file alone')).summary).toMatchObject({
      status: 'completed',
      weightsHash: 'abc',
    });
  });

  it('that is not there is a failed run', async () => {
    await runner.close();
    runner = await openRunner({ library, engineHost: forkEngineHost(join(home, 'no-engine.cjs')) });
    const run = await train('none');
    expect(run.summary.problem?.code).toBe('engine-crashed');
    expect(run.summary.problem && describeProblem(run.summary.problem)).toMatch(/No weights had been saved yet/);
    expect(logOf(run)).toMatch(/Cannot find module/);
  });
});

describe('a disk that is full', () => {
  it('stops the run, is told, and loses nothing once there is room again', async () => {
    await reopen({ ...impatient, unresponsiveSeconds: 60, heartbeatMs: 50 });
    const full = (): never => {
      throw new BlockyardError('no-space', { path: home });
    };
    const { id } = await runner.start({ ...readyExperiment(), name: 'trains on and on' });
    await until(() => runner.get(id).epochs.length === 1);
    const refusals = [
      vi.spyOn(library.runs, 'ingest').mockImplementation(full),
      vi.spyOn(library.runs, 'finish').mockImplementation(full),
    ];
    expect(await runner.wait(id)).toMatchObject({ status: 'failed', problem: { code: 'no-space' } });
    expect(runner.get(id).summary.status).toBe('failed');
    expect(runner.list()[0]?.problem?.code).toBe('no-space');
    const next = await runner.start({ ...readyExperiment(), name: 'none' });
    for (const refusal of refusals) refusal.mockRestore();
    expect((await runner.wait(next.id)).status).toBe('completed');
    await until(() => library.runs.summary(id).weightsHash === 'abc');
    expect(runner.get(id).summary).toMatchObject({ status: 'stopped', epochs: 1 });
    expect(logOf(runner.get(id))).toMatch(/The disk that holds .* is full/);
  });
});
