import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importDataset, openDataset } from '../../data/index.ts';
import { writeIdxPair } from '../../data/idx.test-support.ts';
import type { EvaluationData } from '../../protocol/trained-model.ts';
import { TrainingControl } from '../control.ts';
import { runTraining } from '../run-training.ts';
import { bodiesOf, mnistFolder, tinySpec } from '../tiny-run.test-support.ts';
import type { EngineEvent } from '../../protocol/engine.ts';
import { enterOutcomes, evaluateModel } from './evaluate.ts';
import type { Inference } from './inference.ts';
import { openInference } from './open-inference.ts';
import { loadTrainedModel, type TrainedModel } from './trained-model.ts';
import { weightsFile } from '../../protocol/transfer.ts';

let home = '';
let folder = '';
let model: TrainedModel;
let inference: Inference;
const events: EngineEvent[] = [];
const spec = tinySpec({ limit: 400, backend: 'auto' });

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-evaluate-'));
  folder = join(home, 'run');
  mkdirSync(folder);
  const command = { kind: 'start', runId: 'run', folder, spec, datasetFolder: mnistFolder() } as const;
  await runTraining(command, new TrainingControl(), (event) => events.push(event));
  model = await loadTrainedModel({ folder, spec, home, weights: 'last' });
  inference = await openInference(model);
});
afterAll(() => {
  inference.dispose();
  rmSync(home, { recursive: true, force: true });
});

const evaluate = (data: EvaluationData) =>
  evaluateModel({ model, inference, spec, data, home, onProgress: () => undefined });

describe('a trained model', () => {
  it('has the accuracy and the loss on its validation images that training told', async () => {
    const { outcomes, part, epoch } = await evaluate({ kind: 'validation' });
    const [, last] = bodiesOf(events, 'epoch');
    const right = outcomes.label.filter((label, at) => label === outcomes.predicted[at]).length;
    expect(part).toBe('test');
    expect(epoch).toBe(2);
    expect(outcomes.index).toHaveLength(80);
    expect(right / 80).toBe(last?.valAccuracy);
    const loss = outcomes.truth.reduce((sum, probability) => sum - Math.log(probability), 0) / 80;
    expect(loss).toBeCloseTo(last?.valLoss ?? NaN, 5);
  });

  it('is evaluated on what it was trained on, and on a whole part of a dataset', async () => {
    expect((await evaluate({ kind: 'training' })).outcomes.index).toHaveLength(400);
    const { outcomes, dataset } = await evaluate({ kind: 'dataset', part: 'test' });
    expect(dataset).toBe('mnist');
    expect([...outcomes.label]).toEqual([...(await openDataset('mnist')).test.labels]);
    // Every figure of an image agrees with the others.
    for (let at = 0; at < 500; at += 1) {
      const isRight = outcomes.label[at] === outcomes.predicted[at];
      expect(outcomes.rank[at] === 0).toBe(isRight);
      expect(outcomes.confidence[at]).toBeGreaterThanOrEqual(outcomes.truth[at] ?? NaN);
    }
  });

  it('tells apart the classes of a dataset that has them in another order', async () => {
    const files = join(home, 'digits');
    mkdirSync(files);
    writeIdxPair(files, { count: 20, shape: [28, 28], classes: 10 });
    const classes = ['9', '8', '7', '6', '5', '4', '3', '2', '1', '0'];
    await importDataset(home, { paths: [files], title: 'Reversed', classes });
    const { train } = await openDataset('reversed', join(home, 'datasets', 'reversed'));
    const { outcomes } = await evaluate({ kind: 'dataset', dataset: 'reversed', part: 'train' });
    expect([...outcomes.label]).toEqual([...train.labels].map((label) => 9 - label));
  });

  it('says why it cannot be evaluated', async () => {
    const small = join(home, 'small');
    const words = join(home, 'words');
    for (const [path, shape] of [
      [small, [12, 12]],
      [words, [28, 28]],
    ] as const) {
      mkdirSync(path);
      writeIdxPair(path, { count: 20, shape: [...shape], classes: 10 });
      const classes = Array.from({ length: 10 }, (_, at) => (path === words ? `word ${String(at)}` : String(at)));
      await importDataset(home, { paths: [path], classes });
    }
    const on = (dataset: string, part: 'train' | 'test' = 'train') => evaluate({ kind: 'dataset', dataset, part });
    await expect(on('small')).rejects.toMatchObject({
      problem: { code: 'evaluation-size', facts: { found: '12x12x1', wanted: '28x28x1' } },
    });
    await expect(on('words')).rejects.toMatchObject({ problem: { code: 'evaluation-classes' } });
    await expect(on('reversed', 'test')).rejects.toMatchObject({ problem: { code: 'evaluation-empty' } });
    await expect(on('nothing')).rejects.toMatchObject({ problem: { code: 'unknown-dataset' } });
  });
});

describe('weights', () => {
  const load = (path: string) => loadTrainedModel({ folder: path, spec, home, weights: 'best' });

  it('that are gone, cut short, of another network or not numbers are told', async () => {
    const other = join(home, 'other');
    mkdirSync(join(other, 'weights'), { recursive: true });
    await expect(load(other)).rejects.toMatchObject({ problem: { code: 'weights-missing' } });
    const bytes = readFileSync(join(folder, weightsFile('best')));
    const write = (content: Uint8Array): void => {
      writeFileSync(join(other, weightsFile('best')), content);
    };
    for (const length of [0, 7, 100, bytes.length - 1]) {
      write(bytes.subarray(0, length));
      await expect(load(other)).rejects.toMatchObject({ problem: { code: 'checkpoint-corrupt' } });
    }
    const wrong = Buffer.from(bytes);
    wrong.writeBigUInt64LE(2n ** 60n, 0);
    write(wrong);
    await expect(load(other)).rejects.toMatchObject({ problem: { code: 'checkpoint-corrupt' } });
    const notNumbers = Buffer.from(bytes);
    notNumbers.writeFloatLE(NaN, bytes.length - 4);
    write(notNumbers);
    await expect(load(other)).rejects.toMatchObject({
      problem: { code: 'checkpoint-corrupt', facts: { detail: expect.stringContaining('not numbers') as unknown } },
    });
    write(bytes);
    const changed = {
      ...spec,
      architecture: {
        ...(spec.architecture as object),
        root: {
          id: 'r',
          kind: 'sequence',
          children: [
            { id: 'g', kind: 'globalAvgPool' },
            { id: 'd', kind: 'dense', units: 'classes' },
          ],
        },
      },
    };
    await expect(loadTrainedModel({ folder: other, spec: changed, home, weights: 'best' })).rejects.toMatchObject({
      problem: { code: 'checkpoint-corrupt', facts: { detail: 'it belongs to another network' } },
    });
  });

  it('need no dataset to be understood', async () => {
    const gone = { ...spec, data: { ...spec.data, dataset: 'gone' } };
    const { classes, network } = await loadTrainedModel({ folder, spec: gone, home, weights: 'best' });
    expect(classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(network.input).toEqual([28, 28, 1]);
  });
});

describe('outcomes', () => {
  it('rank equal probabilities by their place', () => {
    const outcomes = {
      index: new Uint32Array(2),
      label: new Uint16Array(2),
      predicted: new Uint16Array(2),
      confidence: new Float32Array(2),
      truth: new Float32Array(2),
      rank: new Uint16Array(2),
    };
    enterOutcomes(outcomes, 0, {
      indices: Uint32Array.of(4, 9),
      labels: Uint16Array.of(2, 0),
      probabilities: Float32Array.of(0.25, 0.5, 0.25, 0.5, 0.5, 0),
      classes: 3,
    });
    expect(outcomes).toMatchObject({
      index: Uint32Array.of(4, 9),
      predicted: Uint16Array.of(1, 0),
      rank: Uint16Array.of(2, 0),
    });
  });
});
