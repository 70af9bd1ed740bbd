import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineEvent } from '../protocol/engine.ts';
import { engineEventSchema } from '../protocol/engine.ts';
import { TrainingControl } from './control.ts';
import { eventFile } from './event-log.ts';
import { decodeSafetensors, type TensorFile } from '../export/safetensors.ts';
import { runTraining } from './run-training.ts';
import { bodiesOf, mnistFolder, tinySpec } from './tiny-run.test-support.ts';
import { weightsFile } from '../protocol/transfer.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blockyard-trainer-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Session {
  readonly spec?: ReturnType<typeof tinySpec>;
  readonly control?: TrainingControl;
  readonly onEvent?: (event: EngineEvent) => void;
  readonly folder?: string;
  readonly datasetFolder?: string;
}

async function train({
  spec = tinySpec(),
  control = new TrainingControl(),
  onEvent,
  folder: where = folder,
  datasetFolder = mnistFolder(),
}: Session = {}): Promise<EngineEvent[]> {
  const events: EngineEvent[] = [];
  await runTraining({ kind: 'start', runId: 'run', folder: where, spec, datasetFolder }, control, (event) => {
    events.push(event);
    onEvent?.(event);
  });
  return events;
}

function weights(kind: 'last' | 'best', where = folder): TensorFile {
  return decodeSafetensors(readFileSync(join(where, weightsFile(kind))), kind);
}

function steps(events: readonly EngineEvent[]): number[] {
  return bodiesOf(events, 'metrics').flatMap((body) => body.step);
}

/** Hears a stop at the n-th time that the training asks. */
class StoppedAtTurn extends TrainingControl {
  #left: number;

  constructor(turn: number) {
    super();
    this.#left = turn;
  }

  override turn(): Promise<void> {
    this.#left -= 1;
    if (this.#left === 0) this.end('stop');
    return super.turn();
  }
}

describe('Trainer', () => {
  it('tells both that it is slow and that it trains in float32 where mixed precision was asked for', async () => {
    const events = await train({ spec: tinySpec({ recipe: { epochs: 1, mixedPrecision: true } }) });
    expect(bodiesOf(events, 'ready')[0]?.notice).toMatch(/slower.*float32/);
    expect(bodiesOf(events, 'done')).toHaveLength(1);
  });

  it('records figures of layers at the steps that the recipe asks for, the same when it is continued', async () => {
    const spec = tinySpec({ recipe: { layerFigures: 2 } });
    const whole = await train({ spec });
    expect(bodiesOf(whole, 'layers')).toEqual([
      {
        kind: 'layers',
        layers: [
          { name: 'conv', kind: 'conv' },
          { name: 'norm', kind: 'batchNorm' },
          { name: 'relu', kind: 'activation' },
          { name: 'dense', kind: 'dense' },
        ],
      },
    ]);
    const records = bodiesOf(whole, 'layerFigures');
    expect(records.map(({ step }) => step)).toEqual([1, 3, 5]);
    for (const { figures } of records) expect(figures.gradientNorm.filter((norm) => (norm ?? 0) > 0)).toHaveLength(3);

    const parts = mkdtempSync(join(tmpdir(), 'blockyard-trainer-parts-'));
    const first = await train({ spec, folder: parts, control: new StoppedAtTurn(4) });
    const second = await train({ spec, folder: parts });
    expect(bodiesOf([...first, ...second], 'layerFigures')).toEqual(records);
    rmSync(parts, { recursive: true, force: true });

    const silent = await train({ folder: mkdtempSync(join(folder, 'silent-')) });
    expect(bodiesOf(silent, 'layers')).toEqual([]);
    expect(bodiesOf(silent, 'done')[0]?.weightsHash).toBe(bodiesOf(whole, 'done')[0]?.weightsHash);
  });

  it('trains every step of every epoch and tells all about it', async () => {
    const events = await train({ spec: tinySpec({ recipe: { epochs: 4 } }) });
    for (const event of events) engineEventSchema.parse(event);
    expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1));
    expect(bodiesOf(events, 'ready')).toMatchObject([
      {
        backend: 'js',
        trainSize: 80,
        validationSize: 16,
        stepsPerEpoch: 3,
        totalSteps: 12,
        notice: expect.stringMatching(/slower/) as unknown,
      },
    ]);
    expect(steps(events)).toEqual(Array.from({ length: 12 }, (_, step) => step + 1));
    const epochs = bodiesOf(events, 'epoch');
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 3],
      [2, 6],
      [3, 9],
      [4, 12],
    ]);
    expect(epochs[3]?.loss).toBeLessThan((epochs[0]?.loss ?? 0) * 0.8);
    expect(epochs[3]?.valAccuracy).toBeGreaterThan(0.2);
    expect(bodiesOf(events, 'done')).toMatchObject([{ outcome: 'completed' }]);
    expect(
      readFileSync(join(folder, eventFile), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(events);
  });

  it('reports the mean over the examples of an epoch, also of a smaller last batch', async () => {
    const events = await train({ spec: tinySpec({ recipe: { epochs: 1 } }) });
    const metrics = bodiesOf(events, 'metrics');
    const losses = metrics.flatMap((body) => body.loss);
    const sum = losses.reduce((total, loss, index) => total + loss * (index === 2 ? 16 : 32), 0);
    expect(bodiesOf(events, 'epoch')[0]?.loss).toBeCloseTo(sum / 80, 6);
  });

  it('keeps the last weights with the optimizer, and the best without', async () => {
    const events = await train({ spec: tinySpec({ recipe: { epochs: 3 } }) });
    const best = bodiesOf(events, 'epoch').reduce((one, other) => (other.valAccuracy > one.valAccuracy ? other : one));
    expect(weights('best').metadata).toMatchObject({
      epoch: String(best.epoch),
      valAccuracy: String(best.valAccuracy),
    });
    expect(weights('last').metadata).toMatchObject({
      format: 'blockyard.checkpoint',
      epoch: '3',
      step: '9',
      seed: '1',
    });
    expect([...weights('best').tensors.keys()]).not.toContainEqual(expect.stringMatching(/^optimizer/));
    expect(weights('last').tensors.get('optimizer/m/dense/kernel')?.shape).toEqual(
      weights('last').tensors.get('dense/kernel')?.shape,
    );
  });

  it('stops after the current step and keeps both files, even before the first epoch ends', async () => {
    const control = new TrainingControl();
    const events = await train({
      spec: tinySpec({ recipe: { epochs: 50 } }),
      control,
      onEvent: ({ body }) => {
        if (body.kind === 'metrics') control.end('stop');
      },
    });
    expect(bodiesOf(events, 'done')).toMatchObject([{ outcome: 'stopped' }]);
    expect(bodiesOf(events, 'epoch')).toEqual([]);
    const step = String(steps(events).pop());
    expect(weights('last').metadata).toMatchObject({ epoch: '0', step });
    expect(weights('best').metadata).toMatchObject({ epoch: '0', step });
  });

  it('does nothing while paused, and does not count the pause as training', async () => {
    const control = new TrainingControl();
    let pausedAt = 0;
    const events = await train({
      control,
      onEvent: ({ body, time }) => {
        if (body.kind === 'metrics' && pausedAt === 0) control.pause();
        if (body.kind === 'state' && body.state === 'paused') {
          pausedAt = time;
          setTimeout(() => control.resume(), 700);
        }
      },
    });
    const kinds = events.map(({ body }) => (body.kind === 'state' ? body.state : body.kind));
    const paused = kinds.indexOf('paused');
    expect(kinds[paused + 1]).toBe('running');
    expect((events[paused + 1]?.time ?? 0) - pausedAt).toBeGreaterThan(600);
    const wall = ((events[events.length - 1]?.time ?? 0) - (events[0]?.time ?? 0)) / 1000;
    const trained = bodiesOf(events, 'epoch').reduce((sum, { seconds }) => sum + seconds, 0);
    expect(trained).toBeLessThan(wall - 0.6);
    expect(steps(events)).toHaveLength(6);
  });

  it('can be stopped while paused', async () => {
    const control = new TrainingControl();
    control.pause();
    const events = await train({
      control,
      onEvent: ({ body }) => {
        if (body.kind === 'state') setTimeout(() => control.end('stop'), 10);
      },
    });
    expect(bodiesOf(events, 'done')).toMatchObject([{ outcome: 'stopped' }]);
  });

  it('without a host keeps its state but does not call the run ended', async () => {
    const control = new TrainingControl();
    const events = await train({
      control,
      onEvent: ({ body }) => {
        if (body.kind === 'metrics') control.end('abandon');
      },
    });
    expect(bodiesOf(events, 'done')).toEqual([]);
    expect(Number(weights('last').metadata['step'])).toBeGreaterThan(0);
  });

  it('refuses a damaged checkpoint and leaves it as it is', async () => {
    await train({ spec: tinySpec({ recipe: { epochs: 1 } }) });
    const path = join(folder, weightsFile('last'));
    const damaged = readFileSync(path).subarray(0, 3000);
    writeFileSync(path, damaged);
    const events = await train();
    expect(bodiesOf(events, 'failed')).toMatchObject([{ problem: { code: 'checkpoint-corrupt', facts: { path } } }]);
    expect(readFileSync(path)).toEqual(damaged);
  });

  it('says what is wrong with a network and with a dataset', async () => {
    const spec = tinySpec();
    const broken = {
      ...spec,
      architecture: {
        ...(spec.architecture as object),
        root: { id: 'r', kind: 'sequence', children: [{ id: 'x', kind: 'warp' }] },
      },
    };
    expect(bodiesOf(await train({ spec: broken }), 'failed')).toMatchObject([
      { problem: { code: 'invalid-architecture' } },
    ]);
    expect(
      bodiesOf(await train({ spec: { ...spec, data: { ...spec.data, dataset: 'nothing' } } }), 'failed'),
    ).toMatchObject([{ problem: { code: 'dataset-missing' } }]);
  });
});

describe.each(['compiled', 'js'] as const)('Trainer on %s', (backend) => {
  it('is deterministic, and another seed is another run', async () => {
    const hash = async (name: string, seed: number): Promise<string | undefined> => {
      const where = mkdtempSync(join(folder, name));
      return bodiesOf(await train({ spec: tinySpec({ backend, recipe: { seed } }), folder: where }), 'done')[0]
        ?.weightsHash;
    };
    const first = await hash('a', 1);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash('b', 1)).toBe(first);
    expect(await hash('c', 2)).not.toBe(first);
  });

  it('does not continue on images that have changed', async () => {
    await train({ control: new StoppedAtTurn(2) });
    const changed = join(folder, 'changed');
    mkdirSync(changed);
    for (const name of readdirSync(mnistFolder())) copyFileSync(join(mnistFolder(), name), join(changed, name));
    const path = join(changed, 't10k-labels-idx1-ubyte');
    const labels = readFileSync(path);
    labels[8] = 9 - (labels[8] ?? 0);
    writeFileSync(path, labels);
    const events = await train({ datasetFolder: changed });
    expect(bodiesOf(events, 'failed').map(({ problem }) => problem)).toEqual([
      { code: 'dataset-changed', facts: { name: 'mnist' } },
    ]);
    expect(bodiesOf(await train(), 'done').map(({ outcome }) => outcome)).toEqual(['completed']);
  });

  it.each([{}, { augmentation: { crop: 2, rotation: 10, mixup: 0.5, cutmix: 1 } }])(
    'continues a stopped run to the very weights of an uninterrupted one, recipe %j',
    async (recipe) => {
      const spec = tinySpec({ backend, recipe });
      const whole = mkdtempSync(join(folder, 'whole'));
      const uninterrupted = await train({ spec, folder: whole });
      // Three steps, a validation of one batch, one more step.
      const stopped = await train({ spec, control: new StoppedAtTurn(6) });
      expect(bodiesOf(stopped, 'done')).toMatchObject([{ outcome: 'stopped' }]);
      expect(weights('last').metadata).toMatchObject({ epoch: '1', step: '4' });
      const continued = await train({ spec });
      expect(continued[0]?.sequence).toBe((stopped[stopped.length - 1]?.sequence ?? 0) + 1);
      expect(steps(continued)).toEqual([5, 6]);
      expect(bodiesOf(continued, 'done')).toEqual(bodiesOf(uninterrupted, 'done'));
      const figures = ({
        loss,
        accuracy,
        valLoss,
        valAccuracy,
      }: {
        loss: number;
        accuracy: number;
        valLoss: number;
        valAccuracy: number;
      }): number[] => [loss, accuracy, valLoss, valAccuracy];
      expect(bodiesOf(continued, 'epoch').map(figures)).toEqual(bodiesOf(uninterrupted, 'epoch').slice(1).map(figures));
    },
  );

  it('ends a diverging run at its step, names the layer, and never saves the bad weights', async () => {
    // SGD with this much l2 multiplies every kernel by -2e4 at each step; the first to overflow is the variance in batch norm.
    const recipe = { learningRate: 1e4, l2: 1, epochs: 10, optimizer: { kind: 'sgd', momentum: 0 } };
    const events = await train({ spec: tinySpec({ backend, recipe }) });
    const [failed] = bodiesOf(events, 'failed');
    expect(failed?.problem).toMatchObject({ code: 'non-finite-loss', facts: { learningRate: 1e4, layer: 'norm' } });
    expect(failed?.problem.facts['epoch']).toBeGreaterThan(0);
    expect(failed?.problem.facts['step']).toBeGreaterThan(3);
    expect(bodiesOf(events, 'done')).toEqual([]);
    const { tensors, metadata } = weights('last');
    for (const { data } of tensors.values()) expect(data.every(Number.isFinite)).toBe(true);
    expect(metadata['epoch']).toBe(String(failed?.problem.facts['epoch']));
  });
});
