import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { importDataset, removePack, datasetFolder } from '../data/index.ts';
import { writeIdxPair } from '../data/idx.test-support.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { runSpecSchema } from '../protocol/run-spec.ts';
import type { EngineEvent } from '../protocol/engine.ts';
import { callInChild } from './compiled/testing/child.ts';
import { writeLargePack } from './compiled/testing/memory-of-stream.ts';
import { TrainingControl } from './control.ts';
import { runTraining } from './run-training.ts';
import { bodiesOf, tinyArchitecture } from './tiny-run.test-support.ts';

/** Less than the images of the test's dataset take. */
const smallBudget = '0.01';
let home = '';

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-streaming-'));
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});
afterEach(() => {
  delete process.env['BLOCKYARD_IMAGE_MEMORY'];
});

async function importImages(title: string, classes = 4): Promise<string> {
  const shape = [12, 10, 3];
  const folder = mkdtempSync(join(home, 'files-'));
  const paths = [
    ...writeIdxPair(folder, { count: 150, shape, classes }),
    ...writeIdxPair(folder, { count: 60, shape, classes, prefix: 't10k' }),
  ];
  return (await importDataset(home, { paths, title })).name;
}

interface Options {
  readonly dataset: string;
  readonly backend?: 'js' | 'compiled';
  readonly budget?: string;
  readonly recipe?: object;
  readonly data?: object;
  readonly onEvent?: (event: EngineEvent) => void;
  readonly folder?: string;
  readonly control?: TrainingControl;
}

async function train({
  dataset,
  backend = 'js',
  budget,
  recipe = {},
  data = {},
  ...rest
}: Options): Promise<EngineEvent[]> {
  if (budget !== undefined) process.env['BLOCKYARD_IMAGE_MEMORY'] = budget;
  const spec = runSpecSchema.parse({
    version: 1,
    name: 'streamed',
    architecture: tinyArchitecture,
    data: { dataset, ...data },
    recipe: { epochs: 3, batchSize: 32, learningRate: 0.01, ...recipe },
    backend,
  });
  const folder = rest.folder ?? mkdtempSync(join(home, 'run-'));
  const events: EngineEvent[] = [];
  const command = { kind: 'start', runId: 'run', folder, spec, datasetFolder: datasetFolder(dataset, home) } as const;
  await runTraining(command, rest.control ?? new TrainingControl(), (event) => {
    events.push(event);
    rest.onEvent?.(event);
  });
  delete process.env['BLOCKYARD_IMAGE_MEMORY'];
  return events;
}

/** What a run comes to: every figure of every step and of every epoch, and the weights. */
function outcomeOf(events: readonly EngineEvent[]): unknown {
  return [
    bodiesOf(events, 'metrics').flatMap(({ loss, accuracy }) => loss.map((value, i) => [value, accuracy[i]])),
    bodiesOf(events, 'epoch').map(({ valLoss, valAccuracy }) => [valLoss, valAccuracy]),
    bodiesOf(events, 'done')[0]?.weightsHash ?? bodiesOf(events, 'failed'),
  ];
}

function isStreamed(events: readonly EngineEvent[]): boolean {
  return bodiesOf(events, 'log').some(({ message }) => /read from the disk/.test(message));
}

const recipes = {
  plain: {},
  augmented: {
    augmentation: { horizontalFlip: true, crop: 2, mixup: 0.2 },
    labelSmoothing: 0.1,
    optimizer: { kind: 'adamw' },
  },
};

describe.each(['js', 'compiled'] as const)('a run by the %s executor', (backend) => {
  it.each(Object.entries(recipes))(
    'gives the same weights bit for bit from the disk (%s)',
    { timeout: 120_000 },
    async (name, recipe) => {
      const dataset = await importImages(`same ${backend} ${name}`);
      const data = { validation: name === 'plain' ? { kind: 'test' } : { kind: 'fold', index: 2, of: 3 } };
      const resident = await train({ dataset, backend, recipe, data });
      const streamed = await train({ dataset, backend, recipe, data, budget: smallBudget });
      expect([isStreamed(resident), isStreamed(streamed)]).toEqual([false, true]);
      expect(bodiesOf(resident, 'done')).toHaveLength(1);
      expect(outcomeOf(streamed)).toEqual(outcomeOf(resident));
    },
  );

  it('goes on when its dataset is removed, in memory or on the disk', { timeout: 60_000 }, async () => {
    for (const budget of [undefined, smallBudget]) {
      const dataset = await importImages(`removed ${backend} ${budget ?? ''}`);
      const kept = await train({ dataset, backend, ...(budget !== undefined && { budget }) });
      let removing: Promise<void> | undefined;
      const events = await train({
        dataset,
        backend,
        ...(budget !== undefined && { budget }),
        onEvent: ({ body }) => {
          if (body.kind === 'ready') removing = removePack(home, dataset);
        },
      });
      await removing;
      expect(bodiesOf(events, 'done')).toHaveLength(1);
      expect(outcomeOf(events)).toEqual(outcomeOf(kept));
    }
  });

  it('ends with what happened, and its weights kept, when its images on the disk are lost', async () => {
    const dataset = await importImages(`lost ${backend}`);
    const path = join(datasetFolder(dataset, home), 'train-images.u8');
    const events = await train({
      dataset,
      backend,
      budget: smallBudget,
      recipe: { epochs: 1000 },
      onEvent: ({ body }) => {
        if (body.kind === 'epoch' && body.epoch === 2) truncateSync(path, 100);
      },
    });
    const [failed] = bodiesOf(events, 'failed');
    expect(failed?.problem).toMatchObject({ code: 'dataset-lost', facts: { name: dataset, path } });
    const epoch = Number(failed?.problem.facts['epoch']);
    expect(epoch).toBeGreaterThanOrEqual(2);
    const [saved] = bodiesOf(events, 'checkpoint')
      .filter(({ which }) => which === 'last')
      .slice(-1);
    const steps = bodiesOf(events, 'metrics').flatMap(({ step }) => step);
    expect(saved).toMatchObject({ epoch, step: steps[steps.length - 1] });
    if (failed !== undefined)
      expect(new BlockyardError(failed.problem.code, failed.problem.facts).message).toMatch(/weights of epoch/);
  });
});

it('goes on from the disk with what was begun in memory, to the same weights', { timeout: 60_000 }, async () => {
  const dataset = await importImages('continued');
  const whole = await train({ dataset });
  const folder = mkdtempSync(join(home, 'run-'));
  const control = new TrainingControl();
  await train({
    dataset,
    folder,
    control,
    onEvent: ({ body }) => {
      if (body.kind === 'epoch') control.end('abandon');
    },
  });
  const rest = await train({ dataset, folder, budget: smallBudget });
  expect(bodiesOf(rest, 'done')).toEqual(bodiesOf(whole, 'done'));
});

it('does not go on with other images under the same name', { timeout: 60_000 }, async () => {
  const dataset = await importImages('exchanged');
  const folder = mkdtempSync(join(home, 'run-'));
  await train({ dataset, folder, budget: smallBudget, recipe: { epochs: 1 } });
  await removePack(home, dataset);
  expect(await importImages('exchanged', 5)).toBe(dataset);
  for (const budget of [smallBudget, undefined]) {
    const events = await train({ dataset, folder, ...(budget !== undefined && { budget }), recipe: { epochs: 2 } });
    expect(bodiesOf(events, 'metrics')).toEqual([]);
    expect(bodiesOf(events, 'failed')[0]?.problem).toEqual({ code: 'dataset-changed', facts: { name: dataset } });
  }
});

it('holds no dataset that is larger than the budget', { timeout: 240_000 }, async () => {
  const { bytes } = await writeLargePack(home);
  process.env['BLOCKYARD_HOME'] = home;
  process.env['BLOCKYARD_IMAGE_MEMORY'] = '4';
  const few = (await callInChild('memory-of-stream', 'peakWithFewImages')) as number;
  const all = (await callInChild('memory-of-stream', 'peakWithAllImages')) as number;
  // What is read ahead, 32 MiB, and what the allocators have not given back of it; in memory it would be twice the images.
  expect(all - few).toBeLessThan(bytes / 2);
});
