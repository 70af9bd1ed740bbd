import { describe, expect, it } from 'vitest';
import { findPreset, inferArchitecture, presets, workKinds, type Network, type WorkKind } from '../model/index.ts';
import { calibrationSchema, calibrationVersion, type Calibration } from './calibration.ts';
import { imageBudget } from './image-budget.ts';
import { predictTraining, type Prediction, type PredictionInput } from './prediction.ts';
import { recipeSchema } from './recipe.ts';

const gibibyte = 2 ** 30;

const calibration: Calibration = calibrationSchema.parse({
  version: calibrationVersion,
  backend: 'compiled',
  device: 'CPU, 2 threads',
  versions: {},
  measuredAt: 0,
  secondsPer: Object.fromEntries(workKinds.map((kind) => [kind, kind === 'steps' ? 1e-3 : 1e-10])) as Record<
    WorkKind,
    number
  >,
  error: 0.1,
  baseBytes: gibibyte / 2,
  deviceMemoryBytes: 8 * gibibyte,
});

function presetNetwork(name: string, input: readonly [number, number, number] = [32, 32, 3]): Network {
  const preset = findPreset(name);
  const network = preset && inferArchitecture(preset.architecture, { input, classes: 10 }).network;
  if (network === undefined) throw new Error(`There is no preset ${name}.`);
  return network;
}

function predict(name: string, recipe: object = {}, more: Partial<PredictionInput> = {}): Prediction {
  return predictTraining({
    network: presetNetwork(name),
    recipe: recipeSchema.parse(recipe),
    trainSize: 50_000,
    validationSize: 10_000,
    calibration,
    trainings: [],
    machineMemoryBytes: 16 * gibibyte,
    imageBudgetBytes: 2 * gibibyte,
    ...more,
  });
}

describe('predicted time', () => {
  it('is that of the steps of an epoch, and of the validation', () => {
    const all = predict('resnet20', { batchSize: 50 }).time;
    const trained = predict('resnet20', { batchSize: 50 }, { validationSize: 0 }).time;
    expect(trained?.secondsPerEpoch).toBeCloseTo(1000 * (trained?.secondsPerStep ?? NaN), 6);
    expect(all?.secondsPerEpoch).toBeGreaterThan(trained?.secondsPerEpoch ?? NaN);
    expect(all?.imagesPerSecond).toBeCloseTo(50 / (all?.secondsPerStep ?? NaN), 6);
  });

  it('counts a last batch that is not full for what it is', () => {
    const whole = predict('lenet5', { batchSize: 64 }, { trainSize: 640, validationSize: 0 }).time;
    const more = predict('lenet5', { batchSize: 64 }, { trainSize: 641, validationSize: 0 }).time;
    const extra = (more?.secondsPerEpoch ?? NaN) - (whole?.secondsPerEpoch ?? NaN);
    expect(extra).toBeGreaterThan(1e-3);
    expect(extra).toBeLessThan(whole?.secondsPerStep ?? NaN);
  });

  it('is not told for a machine that has not been measured', () => {
    const { time, memoryBytes } = predict('resnet20', {}, { calibration: undefined });
    expect(time).toBeUndefined();
    expect(memoryBytes).toBeGreaterThan(100 * 2 ** 20);
  });

  it('never has more images a second from more layers of the same kind', () => {
    const rates = ['resnet20', 'resnet56', 'resnet110'].map((name) => predict(name).time?.imagesPerSecond ?? NaN);
    expect(rates).toEqual([...rates].sort((a, b) => b - a));
    expect(new Set(rates).size).toBe(3);
  });
});

describe('predicted memory', () => {
  const few = { trainSize: 1000, validationSize: 0 };

  it('grows with the batch, the images and what the optimizer keeps', () => {
    for (const { name } of presets) {
      // Of so few images that what the network needs is more than their copies.
      const bytes = [1, 8, 64, 512].map((batchSize) => predict(name, { batchSize }, few).memoryBytes);
      expect(bytes, name).toEqual([...bytes].sort((a, b) => a - b));
      expect(bytes[3], name).toBeGreaterThan(bytes[2] ?? NaN);
    }
    const sgd = predict('vgg16', { optimizer: { kind: 'sgd', momentum: 0 } }).memoryBytes;
    expect(predict('vgg16').memoryBytes).toBeGreaterThan(sgd + 2 * 4 * 15_253_578);
    expect(predict('lenet5', {}, { trainSize: 5e5 }).memoryBytes).toBeGreaterThan(2 * 5e5 * 32 * 32 * 3);
    // Past the budget they stay on the disk, but for those that are read ahead.
    const none = predict('lenet5', {}, { trainSize: 0, validationSize: 0 }).memoryBytes;
    expect(predict('lenet5', {}, { trainSize: 1e6 }).memoryBytes).toBeLessThan(none + 64 * 2 ** 20);
  });

  it('counts images as often as the budget does: they take what it gives them of a machine, when they are handed over', () => {
    const machineMemoryBytes = 8 * gibibyte;
    const imageBudgetBytes = imageBudget(machineMemoryBytes);
    const most = Math.floor(imageBudgetBytes / (32 * 32 * 3));
    const none = predict('lenet5', {}, { trainSize: 0, validationSize: 0 }).memoryBytes;
    const full = predict('lenet5', {}, { trainSize: most, validationSize: 0, machineMemoryBytes, imageBudgetBytes });
    expect(full.memoryBytes - none).toBeLessThanOrEqual(0.4 * machineMemoryBytes);
    expect(full.memoryBytes - none).toBeGreaterThan(0.39 * machineMemoryBytes);
  });

  it('is less in mixed precision, for activations alone', () => {
    const savedAt = (batchSize: number): number =>
      predict('resnet20', { batchSize }, few).memoryBytes -
      predict('resnet20', { batchSize, mixedPrecision: true }, few).memoryBytes;
    const saved = savedAt(64);
    const savedAtOne = savedAt(512);
    expect(saved).toBeGreaterThan(0);
    expect(savedAtOne).toBeGreaterThan(saved);
  });

  it('says whether it fits: with room to spare, just, or not', () => {
    const on = (gib: number): string =>
      predict('resnet20', {}, { calibration: undefined, machineMemoryBytes: gib * gibibyte }).fits;
    const need = predict('resnet20', {}, { calibration: undefined }).memoryBytes / gibibyte;
    expect([on(need * 2), on(need * 1.1), on(need * 0.9)]).toEqual(['yes', 'tight', 'no']);
    expect(predict('resnet20').deviceMemoryBytes).toBe(8 * gibibyte);
  });
});
