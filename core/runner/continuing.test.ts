import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { importDataset, removePack } from '../data/index.ts';
import { writeIdxPair } from '../data/idx.test-support.ts';
import { tinySpec } from '../engine/tiny-run.test-support.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import type { Epoch, RunSummary } from '../protocol/runs.ts';
import { openLibrary, type Library } from '../store/index.ts';
import { buildBundles } from './bundles.test-support.ts';
import { forkEngineHost, openRunner, type Runner } from './index.ts';

/** Runs that go on, with the real engine. */
let bundles = '';
beforeAll(async () => {
  bundles = await buildBundles({ engine: 'core/engine/main.ts' });
});
afterAll(() => {
  rmSync(bundles, { recursive: true, force: true });
});

let home = '';
let library: Library;
let runner: Runner;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-continue-'));
  library = openLibrary(home);
  runner = await openRunner({ library, engineHost: forkEngineHost(join(bundles, 'engine.cjs')) });
});
afterEach(async () => {
  await runner.close();
  library.close();
  rmSync(home, { recursive: true, force: true });
});

async function train(spec: RunSpec): Promise<RunSummary> {
  const { id } = await runner.start(spec);
  return runner.wait(id);
}

/** Trains until the run has so many epochs, then stops it. */
async function trainUntil(spec: RunSpec, epochs: number): Promise<RunSummary> {
  const { id } = await runner.start(spec);
  await new Promise<void>((resolve) => {
    const unsubscribe = runner.subscribe((notice) => {
      if (notice.name !== 'run.epoch' || notice.payload.epoch.epoch < epochs) return;
      unsubscribe();
      resolve();
    });
  });
  runner.stop(id);
  return runner.wait(id);
}

const figures = (id: string): number[][] =>
  runner
    .get(id)
    .epochs.map(({ epoch, loss, accuracy, valLoss, valAccuracy }: Epoch) => [
      epoch,
      loss,
      accuracy,
      valLoss,
      valAccuracy,
    ]);

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof BlockyardError) return error.problem.code;
    throw error;
  }
  return 'nothing';
}

describe('a run that goes on to more epochs', { timeout: 120_000 }, () => {
  it.each(['compiled', 'js'] as const)(
    'on %s is a new run, bit-equal to one that was started with as many, curves and all',
    async (backend) => {
      const whole = await train(tinySpec({ backend, recipe: { epochs: 4 } }));
      const half = await train(tinySpec({ backend, recipe: { epochs: 2 } }));
      const entered = runner.continue(half.id, { epochs: 4 });
      expect(entered).toMatchObject({ origin: { kind: 'continue', run: half.id }, epochs: 2, totalSteps: 12 });
      const longer = await runner.wait(entered.id);
      expect(longer).toMatchObject({ status: 'completed', weightsHash: whole.weightsHash, epochs: 4, step: 12 });
      expect(longer.bestEpoch?.valAccuracy).toBe(whole.bestEpoch?.valAccuracy);
      expect(figures(longer.id)).toEqual(figures(whole.id));
      expect(runner.metrics(longer.id)).toEqual(runner.metrics(whole.id));
      // The one it goes on from is what it was, and may go without harm to the other.
      expect(runner.get(half.id).summary).toEqual(half);
      runner.remove([half.id]);
      runner.erase([half.id]);
      expect(readFileSync(join(runner.folder(longer.id), 'weights/best.safetensors')).length).toBeGreaterThan(1000);
      const best = (id: string): Buffer => readFileSync(join(runner.folder(id), 'weights/best.safetensors'));
      expect(best(longer.id).equals(best(whole.id))).toBe(true);
    },
  );

  it('counts the time of both, and not the time between', async () => {
    const half = await train(tinySpec({ recipe: { epochs: 2 } }));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const longer = await runner.wait(runner.continue(half.id, { epochs: 3 }).id);
    expect(longer.trainingSeconds).toBeGreaterThan(half.trainingSeconds);
    const wall = ((longer.endedAt ?? 0) - half.createdAt) / 1000;
    expect(longer.trainingSeconds).toBeLessThan(wall - 1.5);
  });
});

describe('a run that was stopped', { timeout: 120_000 }, () => {
  it('goes on as the same run, to the weights that it would have had', async () => {
    const spec = tinySpec({ recipe: { epochs: 30, schedule: { kind: 'cosine' } } });
    const whole = await train(spec);
    const stopped = await trainUntil(spec, 2);
    expect(stopped).toMatchObject({ status: 'stopped' });
    const entered = runner.continue(stopped.id);
    expect(entered).toMatchObject({ id: stopped.id, status: 'starting' });
    const ended = await runner.wait(stopped.id);
    expect(ended).toMatchObject({ status: 'completed', weightsHash: whole.weightsHash, step: 90, epochs: 30 });
    expect(figures(ended.id)).toEqual(figures(whole.id));
    expect([...runner.metrics(ended.id).step]).toEqual(Array.from({ length: 90 }, (_, step) => step + 1));
  });

  it('is what it was when it is taken out of the queue before it went on', async () => {
    const stopped = await trainUntil(tinySpec({ recipe: { epochs: 1000 } }), 1);
    runner.queue.set({ paused: true });
    expect(runner.continue(stopped.id, { wait: true })).toMatchObject({ id: stopped.id, status: 'queued' });
    expect(codeOf(() => runner.continue(stopped.id))).toBe('run-not-ended');
    runner.queue.remove([stopped.id]);
    expect(runner.get(stopped.id).summary).toEqual(stopped);
  });

  it('goes on to fewer epochs than planned as a new run', async () => {
    const stopped = await trainUntil(tinySpec({ recipe: { epochs: 100_000 } }), 1);
    const epochs = stopped.epochs + 2;
    const shorter = await runner.wait(runner.continue(stopped.id, { epochs }).id);
    expect(shorter).toMatchObject({ status: 'completed', epochs, origin: { kind: 'continue', run: stopped.id } });
    const straight = await train(tinySpec({ recipe: { epochs } }));
    expect(shorter.weightsHash).toBe(straight.weightsHash);
  });
});

describe('what cannot go on', { timeout: 120_000 }, () => {
  it('says why', async () => {
    const done = await train(tinySpec({ recipe: { epochs: 2 } }));
    expect(codeOf(() => runner.continue(done.id))).toBe('run-complete');
    expect(codeOf(() => runner.continue(done.id, { epochs: 2 }))).toBe('run-complete');
    expect(codeOf(() => runner.continue(done.id, { epochs: 1 }))).toBe('invalid-run-spec');
    expect(codeOf(() => runner.continue('20200101-aaaaaa'))).toBe('unknown-run');
    rmSync(join(runner.folder(done.id), 'weights'), { recursive: true });
    expect(codeOf(() => runner.continue(done.id, { epochs: 4 }))).toBe('run-no-weights');
    expect(runner.list()).toHaveLength(1);
  });

  it('is a run on data that are other ones by now; it is told before anything waits, and the run stays', async () => {
    const enter = async (count: number): Promise<void> => {
      const files = mkdtempSync(join(home, 'files-'));
      for (const prefix of ['train', 't10k']) writeIdxPair(files, { count, shape: [28, 28], classes: 10, prefix });
      await importDataset(home, { paths: [files], title: 'Patterns' });
    };
    await enter(80);
    const spec = tinySpec({ recipe: { epochs: 2 } });
    const trained = await train({ ...spec, data: { ...spec.data, dataset: 'patterns' } });
    expect(trained).toMatchObject({ status: 'completed', dataset: 'patterns' });
    await removePack(home, 'patterns');
    await enter(90);
    expect(codeOf(() => runner.continue(trained.id, { epochs: 4 }))).toBe('dataset-changed');
    expect([runner.list(), runner.queue.list().length]).toEqual([[trained], 0]);
    // With the same images again, it goes on.
    await removePack(home, 'patterns');
    await enter(80);
    const longer = await runner.wait(runner.continue(trained.id, { epochs: 4 }).id);
    expect(longer).toMatchObject({ status: 'completed', dataHash: trained.dataHash });
  });
});
