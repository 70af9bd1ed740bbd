import { describe, expect, it } from 'vitest';
import { findPreset, inferArchitecture, workKinds, type Network, type WorkKind } from '../model/index.ts';
import { calibrationSchema, calibrationVersion, type Calibration } from './calibration.ts';
import { epochWork } from './epoch-work.ts';
import type { MeasuredTraining } from './measured-training.ts';
import { predictTraining, type PredictedTime } from './prediction.ts';
import { recipeSchema, type Recipe } from './recipe.ts';

const seconds: Partial<Record<WorkKind, number>> = { steps: 1e-3, kernels: 2e-5, norms: 5e-10 };
const calibration: Calibration = calibrationSchema.parse({
  version: calibrationVersion,
  backend: 'compiled',
  device: 'CPU, 2 threads',
  versions: {},
  measuredAt: 0,
  secondsPer: Object.fromEntries(workKinds.map((kind) => [kind, seconds[kind] ?? 5e-11])),
  error: 0.1,
  baseBytes: 5e8,
});

const sizes = { trainSize: 5000, validationSize: 1000 };

function networkOf(preset: string): Network {
  const architecture = findPreset(preset)?.architecture;
  const network = architecture && inferArchitecture(architecture, { input: [32, 32, 3], classes: 10 }).network;
  if (network === undefined) throw new Error(`There is no preset ${preset}.`);
  return network;
}

function predict(
  preset: string,
  trainings: readonly MeasuredTraining[] = [],
  recipe: Partial<Record<keyof Recipe, unknown>> = {},
): PredictedTime {
  const { time } = predictTraining({
    network: networkOf(preset),
    recipe: recipeSchema.parse(recipe),
    ...sizes,
    calibration,
    trainings,
    machineMemoryBytes: 2 ** 34,
    imageBudgetBytes: 2 ** 31,
  });
  if (time === undefined) throw new Error('There is no prediction.');
  return time;
}

/** A training of a preset that took `factor` times as long as was predicted. */
function trained(preset: string, factor: number, more: Partial<MeasuredTraining> = {}): MeasuredTraining {
  return {
    run: `${preset} ${String(factor)}`,
    name: preset,
    backend: 'compiled',
    device: 'CPU, 2 threads',
    mixedPrecision: false,
    augmented: false,
    ...epochWork(networkOf(preset), recipeSchema.parse({}), sizes),
    secondsPerEpoch: factor * predict(preset).secondsPerEpoch,
    ...more,
  };
}

describe('a training that has ended', () => {
  it('corrects the next one of the same network and batch by all that was wrong', () => {
    const before = predict('resnet20');
    const training = trained('resnet20', 1.4);
    const after = predict('resnet20', [training]);
    expect(after.secondsPerEpoch).toBeCloseTo(training.secondsPerEpoch, 9);
    expect(after.secondsPerStep).toBeCloseTo(1.4 * before.secondsPerStep, 9);
    expect(after.imagesPerSecond).toBeCloseTo(before.imagesPerSecond / 1.4, 6);
    expect([before.correctedBy, after.correctedBy]).toEqual([undefined, training]);
  });

  it('corrects others by less, the less they are alike', () => {
    const trainings = [trained('resnet20', 0.7)];
    const factor = (preset: string, recipe: object = {}): number =>
      predict(preset, trainings, recipe).secondsPerEpoch / predict(preset, [], recipe).secondsPerEpoch;
    const factors = [factor('resnet20'), factor('plain20'), factor('resnet56'), factor('lenet5')];
    expect(factors[0]).toBeCloseTo(0.7, 9);
    expect(factors).toEqual([...factors].sort((a, b) => a - b));
    expect(factors[2]).toBeLessThan(1);
    expect(factors[3]).toBe(1);
    expect(factor('resnet20', { batchSize: 128 })).toBeGreaterThan(0.7);
    expect(factor('resnet20', { batchSize: 128 })).toBeLessThan(1);
  });

  it('is the newest of those that are equally alike, and the most alike of all', () => {
    const [newer, older, other] = [trained('resnet20', 1.2), trained('resnet20', 1.5), trained('resnet56', 2)];
    expect(predict('resnet20', [other, newer, older]).correctedBy).toBe(newer);
    expect(predict('resnet110', [newer, other]).correctedBy).toBe(other);
  });

  it.each<[string, Partial<MeasuredTraining>]>([
    ['on another device', { device: 'NVIDIA H100' }],
    ['by another backend', { backend: 'js' }],
    ['in mixed precision', { mixedPrecision: true }],
    ['on varied images', { augmented: true }],
    ['while the machine slept', { secondsPerEpoch: 1e5 }],
  ])('says nothing where it trained %s', (_, more) => {
    expect(predict('resnet20', [trained('resnet20', 1.4, more)])).toEqual(predict('resnet20'));
  });

  it('corrects what varies its images by what did so too', () => {
    const training = trained('resnet20', 1.3, { augmented: true });
    expect(predict('resnet20', [training], { augmentation: { crop: 4 } }).correctedBy).toBe(training);
  });

  it('never makes a deeper network faster than a shallower one', () => {
    for (const factor of [0.5, 2]) {
      const times = ['resnet20', 'resnet56', 'resnet110'].map(
        (preset) => predict(preset, [trained('resnet20', factor)]).secondsPerEpoch,
      );
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
  });
});
