import { describe, expect, it } from 'vitest';
import { recordedLayers } from '../../model/recorded-layers.ts';
import type { LayerFigureName, LayerValues } from '../../protocol/layer-figures.ts';
import { createPortableExecutor } from '../portable/executor.ts';
import { loadTensorFlow } from '../tensorflow.ts';
import { firstImages, head, networkOf, testRun, withExecutor, type TestRun } from './testing/fixtures.ts';
import { oracle } from './testing/oracle.ts';

const tf = await loadTensorFlow();

const conv = { kind: 'conv', filters: 6, kernelSize: [3, 3], padding: 'same' };
const relu = { kind: 'activation', activation: 'relu' };
const network = networkOf([conv, { kind: 'batchNorm' }, relu, { ...conv, strides: [2, 2] }, relu, ...head]);
const recorded = { layerFigures: 1 };

const norm = (values: readonly (Float32Array | undefined)[]): number =>
  Math.hypot(...values.flatMap((one) => [...(one ?? [NaN])]));

async function valuesOf(run: TestRun, learningRate = 0.1): Promise<LayerValues> {
  return withExecutor(run, async (executor) => {
    const { layers } = await executor.trainStep(firstImages(8), learningRate, 0, true);
    if (layers === undefined) throw new Error('No figures came.');
    return layers;
  });
}

/** Of the weights of each recorded layer, or undefined where it has none. */
function byLayer(run: TestRun, values: ReadonlyMap<string, Float32Array>): (number | undefined)[] {
  return recordedLayers(run.network).map(({ weights }) => {
    const trainable = weights.filter((spec) => spec.trainable);
    return trainable.length === 0 ? undefined : norm(trainable.map(({ path }) => values.get(path)));
  });
}

function expectClose(
  actual: readonly (number | null)[],
  expected: readonly (number | undefined)[],
  within: number,
): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    if (value === undefined) expect(actual[i]).toBeNull();
    else expect(Math.abs((actual[i] ?? NaN) - value)).toBeLessThanOrEqual(within * Math.max(1e-6, Math.abs(value)));
  });
}

describe('figures of layers', () => {
  it('are the norms of the gradients that stock tfjs finds, and of the weights', async () => {
    const run = testRun(network, { ...recorded, l2: 0.01 });
    const figures = await valuesOf(run);
    const { gradients } = oracle(tf, run.network, run.weights, run.train);
    expectClose(figures.gradientNorm, byLayer(run, gradients), 1e-4);
    expectClose(figures.weightNorm, byLayer(run, run.weights), 1e-5);
  });

  it('tell by what part a step moves the weights', async () => {
    const run = testRun(network, recorded);
    const { gradientNorm, weightNorm, updateRatio } = await valuesOf(run, 0.05);
    const expected = gradientNorm.map((gradient, i) =>
      gradient === null ? undefined : (0.05 * gradient) / (weightNorm[i] ?? NaN),
    );
    expectClose(updateRatio, expected, 1e-3);
    // A step of nothing moves nothing.
    expect((await valuesOf(run, 0)).updateRatio.filter((value) => value !== null)).toEqual([0, 0, 0, 0]);
  });

  it('tell mean and deviation of what a relu lets through, and how many of its channels are dead', async () => {
    const run = testRun(networkOf([conv, relu, ...head]), recorded);
    const [kernel, bias] = recordedLayers(run.network)[0]?.weights ?? [];
    if (kernel === undefined || bias === undefined) throw new Error('A convolution has a kernel and a bias.');
    const shifted = run.weights.get(bias.path)?.map((value, channel) => (channel < 2 ? -1000 : value));
    run.weights.set(bias.path, shifted ?? new Float32Array());
    const expected = tf.tidy(() => {
      const x = tf.tensor4d(
        Float32Array.from(run.train.images, (value) => value / 255),
        [run.train.count, 6, 7, 4],
      );
      const weights = tf.tensor4d(run.weights.get(kernel.path) ?? [], [3, 3, 4, 6]);
      const y = tf
        .conv2d(x, weights, 1, 'same')
        .add(shifted ?? [])
        .relu();
      const { mean, variance } = tf.moments(y);
      return { mean: mean.dataSync()[0], deviation: Math.sqrt(variance.dataSync()[0] ?? NaN) };
    });
    const figures = await valuesOf(run);
    expectClose(figures.activationMean, [undefined, expected.mean, undefined], 1e-5);
    expectClose(figures.activationDeviation, [undefined, expected.deviation, undefined], 1e-5);
    expectClose(figures.deadShare, [undefined, 2 / 6, undefined], 1e-6);
  });

  it('have no share of dead channels where nothing rectifies', async () => {
    const run = testRun(networkOf([conv, { kind: 'activation', activation: 'tanh' }, ...head]), recorded);
    const figures = await valuesOf(run);
    expect(figures.deadShare).toEqual([null, null, null]);
    expect(figures.activationMean.filter((value) => value !== null)).toHaveLength(1);
  });

  it('come only where they are asked for', async () => {
    await withExecutor(testRun(network, recorded), async (executor) => {
      expect(await executor.trainStep(firstImages(8), 0.1, 0)).not.toHaveProperty('layers');
    });
    await withExecutor(testRun(network), async (executor) => {
      expect(await executor.trainStep(firstImages(8), 0.1, 0, true)).not.toHaveProperty('layers');
    });
  });

  it.each<[string, object]>([
    ['adamw', { optimizer: { kind: 'adamw' }, l2: 1e-3, labelSmoothing: 0.1 }],
    ['sgd with momentum', { optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true } }],
    ['mixed precision', { optimizer: { kind: 'adam' }, mixedPrecision: true }],
  ])('change no bit of a training: %s', async (_, recipe) => {
    const deep = networkOf(
      [
        { kind: 'conv', filters: 16, kernelSize: [3, 3], activation: 'relu' },
        { kind: 'resnetBasic', filters: 32, strides: [2, 2] },
        { kind: 'dropout', rate: 0.3 },
        ...head,
      ],
      [12, 12, 3],
    );
    const trained = (layerFigures: number): Promise<string> =>
      withExecutor(testRun(deep, { ...recipe, layerFigures }, 64), async (executor) => {
        const parts: string[] = [];
        for (let step = 0; step < 8; step += 1) {
          const record = layerFigures > 0 && step % layerFigures === 0;
          const { loss } = await executor.trainStep(firstImages(16, (step % 4) * 16), 0.01, step, record);
          parts.push(String(loss));
        }
        for (const [key, values] of await executor.readState())
          parts.push(key, Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64'));
        return parts.join();
      });
    const plain = await trained(0);
    expect(await trained(1)).toBe(plain);
    expect(await trained(3)).toBe(plain);
  });

  it('agree between both executors, the portable one without activations', async () => {
    const run = testRun(network, { ...recorded, l2: 0.01, optimizer: { kind: 'adam' } });
    const compiled = await valuesOf(run, 0.01);
    const portable = await createPortableExecutor(run, 'oracle');
    try {
      const { layers } = await portable.trainStep(firstImages(8), 0.01, 0, true);
      for (const name of ['gradientNorm', 'weightNorm', 'updateRatio'] satisfies LayerFigureName[])
        expectClose(
          layers?.[name] ?? [],
          compiled[name].map((value) => value ?? undefined),
          2e-3,
        );
      expect(layers?.activationMean.every((value) => value === null)).toBe(true);
      expect(layers?.deadShare.every((value) => value === null)).toBe(true);
    } finally {
      portable.dispose();
    }
  });
});
