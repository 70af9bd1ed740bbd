import { describe, expect, it } from 'vitest';
import { initialWeights, sizeOf } from '../../model/index.ts';
import { loadTensorFlow } from '../tensorflow.ts';
import {
  compiledGradients,
  firstImages,
  head,
  networkOf,
  randomImages,
  relativeDifference,
  testClasses,
  testRun,
  withExecutor,
  type TestRun,
} from './testing/fixtures.ts';
import { oracle } from './testing/oracle.ts';

const tf = await loadTensorFlow();

const conv = (fields: object = {}) => ({ kind: 'conv', filters: 6, kernelSize: [3, 3], activation: 'relu', ...fields });
const convNet = networkOf([conv(), ...head]);
const normNet = networkOf([conv({ useBias: false }), { kind: 'batchNorm' }, { kind: 'dropout', rate: 0.3 }, ...head]);
const adam = { optimizer: { kind: 'adam' } };

const bytes = (state: ReadonlyMap<string, Float32Array>): Map<string, string> =>
  new Map(
    [...state].map(([key, values]) => [
      key,
      Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex'),
    ]),
  );

describe('training figures', () => {
  it('counts the correct and gives the loss without l2', async () => {
    const run = testRun(convNet, { l2: 0.5 });
    const expected = oracle(tf, run.network, run.weights, run.train);
    await withExecutor(run, async (executor) => {
      const probabilities = await executor.predict(run.train.images, run.train.count);
      const correct = [...run.train.labels].filter(
        (label, i) => label === argMax(probabilities.subarray(i * testClasses, (i + 1) * testClasses)),
      );
      const result = await executor.trainStep(firstImages(8), 0.1, 0);
      expect(result.loss).toBeCloseTo(expected.loss, 4);
      expect(result.correct).toBe(correct.length);
    });
  });

  it('trains on the images of the indices, however many', async () => {
    const run = testRun(convNet);
    await withExecutor(run, async (executor) => {
      const losses = await Promise.all(
        [0, 1, 2].map(async (i) => (await executor.trainStep(Int32Array.of(i), 0, 0)).loss),
      );
      const together = (await executor.trainStep(Int32Array.of(2, 0, 1), 0, 0)).loss;
      expect(new Set(losses).size).toBe(3);
      expect(together).toBeCloseTo(losses.reduce((a, b) => a + b) / 3, 5);
    });
  });

  it('smooths labels in training and not in evaluation', async () => {
    const run: TestRun = { ...testRun(convNet, { labelSmoothing: 0.2 }) };
    const sameData = { ...run, validation: run.train };
    const smoothed = oracle(tf, run.network, run.weights, run.train, 0.2);
    const plain = oracle(tf, run.network, run.weights, run.train);
    const actual = await compiledGradients(run, firstImages(8));
    expect(actual.loss).toBeCloseTo(smoothed.loss, 4);
    for (const [path, gradient] of smoothed.gradients)
      expect.soft(relativeDifference(actual.gradients.get(path) ?? [], gradient), path).toBeLessThan(1e-4);
    const evaluation = await withExecutor(sameData, (executor) => executor.evaluate());
    expect(evaluation?.loss).toBeCloseTo(plain.loss, 4);
    expect(Math.abs(plain.loss - smoothed.loss)).toBeGreaterThan(0.01);
  });

  it('trains a network whose only vector is one bias', async () => {
    const run = testRun(networkOf(head));
    await withExecutor(run, async (executor) => {
      const first = await executor.trainStep(firstImages(8), 0.05, 0);
      let last = first;
      for (let step = 1; step < 30; step += 1) last = await executor.trainStep(firstImages(8), 0.05, step);
      expect(last.loss).toBeLessThan(first.loss / 2);
    });
  });

  it('learns', async () => {
    const run = testRun(normNet, adam);
    await withExecutor(run, async (executor) => {
      const first = await executor.trainStep(firstImages(8), 0.01, 0);
      let last = first;
      for (let step = 1; step < 60; step += 1) last = await executor.trainStep(firstImages(8), 0.01, step);
      expect(last.loss).toBeLessThan(first.loss / 4);
      expect(last.correct).toBe(8);
    });
  });
});

describe('evaluation and prediction', () => {
  it('covers sets that do not fill the last batch', async () => {
    const run = { ...testRun(convNet), validation: randomImages(300, convNet.input, 'many') };
    const expected = oracle(tf, run.network, run.weights, run.validation);
    await withExecutor(run, async (executor) => {
      const evaluation = await executor.evaluate(() => Promise.resolve(true));
      expect(evaluation?.loss).toBeCloseTo(expected.loss, 4);
      const probabilities = await executor.predict(run.validation.images, 300);
      const correct = [...run.validation.labels].filter(
        (label, i) => label === argMax(probabilities.subarray(i * testClasses, (i + 1) * testClasses)),
      );
      expect(evaluation?.accuracy).toBeCloseTo(correct.length / 300, 6);
      for (let i = 0; i < 300; i += 1)
        expect(probabilities.subarray(i * testClasses, (i + 1) * testClasses).reduce((a, b) => a + b)).toBeCloseTo(
          1,
          5,
        );
    });
  });

  it('ends early when told to', async () => {
    const run = { ...testRun(convNet), validation: randomImages(300, convNet.input, 'many') };
    let batches = 0;
    const ended = await withExecutor(run, (executor) =>
      executor.evaluate(() => {
        batches += 1;
        return Promise.resolve(batches < 2);
      }),
    );
    expect([ended, batches]).toEqual([undefined, 2]);
  });

  it('takes the outputs of a network without a closing softmax for logits', async () => {
    const withSoftmax = testRun(convNet);
    const without = testRun(networkOf([conv(), { kind: 'flatten' }, { kind: 'dense', units: 'classes' }]));
    const predictionOf = (run: TestRun): Promise<Float32Array> =>
      withExecutor(run, (executor) => executor.predict(run.train.images, 8));
    expect(await predictionOf(without)).toEqual(await predictionOf(withSoftmax));
  });
});

describe('state', () => {
  it('goes on bit for bit from a state written into another executor', async () => {
    const run = testRun(normNet, adam);
    const [state, expected] = await withExecutor(run, async (executor) => {
      for (let step = 0; step < 3; step += 1) await executor.trainStep(firstImages(8), 0.01, step);
      const middle = await executor.readState();
      for (let step = 3; step < 6; step += 1) await executor.trainStep(firstImages(8), 0.01, step);
      return [middle, bytes(await executor.readState())] as const;
    });
    const kept = bytes(state);
    const resumed = await withExecutor({ ...run, weights: initialWeights(run.network, 99) }, async (executor) => {
      await executor.writeState(state);
      expect(bytes(await executor.readState())).toEqual(kept);
      for (let step = 3; step < 6; step += 1) await executor.trainStep(firstImages(8), 0.01, step);
      return bytes(await executor.readState());
    });
    expect(resumed).toEqual(expected);
    expect(bytes(state), 'training writes into its own memory').toEqual(kept);
    expect(resumed).not.toEqual(kept);
  });

  it('starts from the weights it is given and leaves those alone', async () => {
    const run = testRun(normNet, adam);
    const before = bytes(run.weights);
    await withExecutor(run, async (executor) => {
      const state = await executor.readState();
      expect(
        bytes(new Map([...run.weights.keys()].map((path) => [path, state.get(path) ?? new Float32Array()]))),
      ).toEqual(before);
      await executor.trainStep(firstImages(8), 0.1, 0);
    });
    expect(bytes(run.weights)).toEqual(before);
  });

  it('keeps nothing of the arrays it was given, whatever their address', async () => {
    const run = testRun(convNet, adam);
    await withExecutor(run, async (executor) => {
      const start = await executor.readState();
      // TensorFlow takes an array over in place when its address is a multiple of 64: one of sixteen offsets is.
      for (let offset = 0; offset < 16; offset += 1) {
        const shifted = new Map([...start].map(([key, values]) => [key, movedBy(offset, values)]));
        await executor.writeState(shifted);
        for (const values of shifted.values()) values.fill(7);
        expect(bytes(await executor.readState())).toEqual(bytes(start));
      }
    });
  });

  it('refuses a state that misses a key or has a wrong size', async () => {
    const run = testRun(convNet, adam);
    await withExecutor(run, async (executor) => {
      const state = await executor.readState();
      const missing = new Map([...state].filter(([key]) => key !== 'optimizer/m/conv1/kernel'));
      await expect(executor.writeState(missing)).rejects.toThrow('optimizer/m/conv1/kernel');
      await expect(executor.writeState(new Map([...state, ['conv1/bias', new Float32Array(2)]]))).rejects.toThrow(
        'conv1/bias',
      );
    });
  });
});

describe('batch norm statistics', () => {
  it('move by min(0.99, (1 + t) / (10 + t)) towards the moments of the batch', async () => {
    const network = networkOf([{ kind: 'batchNorm' }, conv(), ...head]);
    const run = testRun(network);
    const [height = 0, width = 0, channels = 0] = network.input;
    const pixels = run.train.count * height * width;
    const moments = Array.from({ length: channels }, (_, c) => {
      const values = Array.from({ length: pixels }, (__, i) => (run.train.images[i * channels + c] ?? 0) / 255);
      const mean = values.reduce((a, b) => a + b) / pixels;
      return { mean, variance: values.reduce((total, value) => total + (value - mean) ** 2, 0) / pixels };
    });
    const path = network.layers[1]?.weights[2]?.path.replace(/\/[^/]+$/, '') ?? '';
    for (const [step, momentum] of [
      [0, 0.1],
      [20, 0.7],
      [5000, 0.99],
    ] as const) {
      await withExecutor(run, async (executor) => {
        await executor.trainStep(firstImages(8), 0.1, step);
        const state = await executor.readState();
        for (const [c, { mean, variance }] of moments.entries()) {
          const movedMean = momentum * (run.weights.get(`${path}/movingMean`)?.[c] ?? NaN) + (1 - momentum) * mean;
          const movedVariance =
            momentum * (run.weights.get(`${path}/movingVariance`)?.[c] ?? NaN) + (1 - momentum) * variance;
          expect(state.get(`${path}/movingMean`)?.[c]).toBeCloseTo(movedMean, 5);
          expect(state.get(`${path}/movingVariance`)?.[c]).toBeCloseTo(movedVariance, 5);
        }
      });
    }
  });

  it('normalise in evaluation', async () => {
    const network = networkOf(
      [{ kind: 'batchNorm' }, { kind: 'globalAvgPool' }, { kind: 'dense', units: 'classes', activation: 'softmax' }],
      [2, 2, 3],
    );
    const run = testRun(network);
    const of = (layer: number, weight: number): Float32Array =>
      run.weights.get(network.layers[layer]?.weights[weight]?.path ?? '') ?? new Float32Array();
    const [gamma, beta, mean, variance] = [of(1, 0), of(1, 1), of(1, 2), of(1, 3)];
    const [kernel, bias] = [of(3, 0), of(3, 1)];
    const pooled = [0, 1, 2].map((c) => {
      const values = [0, 1, 2, 3].map(
        (i) => ((run.train.images[i * 3 + c] ?? 0) / 255 - (mean[c] ?? 0)) / Math.sqrt((variance[c] ?? 0) + 1e-3),
      );
      return (values.reduce((a, b) => a + b) / 4) * (gamma[c] ?? 0) + (beta[c] ?? 0);
    });
    const scores = [...bias].map((b, j) =>
      Math.exp(pooled.reduce((total, value, c) => total + value * (kernel[c * testClasses + j] ?? 0), b)),
    );
    const total = scores.reduce((a, b) => a + b);
    const probabilities = await withExecutor(run, (executor) =>
      executor.predict(run.train.images.subarray(0, sizeOf(network.input)), 1),
    );
    expect(
      relativeDifference(
        probabilities,
        scores.map((score) => score / total),
      ),
    ).toBeLessThan(1e-5);
  });
});

describe('divergence', () => {
  const deep = networkOf([
    conv(),
    conv({ kernelSize: [1, 1] }),
    { kind: 'maxPool', poolSize: [2, 2], strides: [2, 2] },
    ...head,
  ]);

  it('changes nothing in a step whose loss is not finite', async () => {
    const run = testRun(deep, adam);
    await withExecutor(run, async (executor) => {
      await executor.trainStep(firstImages(8), 0.01, 0);
      const state = await executor.readState();
      const poisoned = new Map([...state, ['dense1/bias', new Float32Array(testClasses).fill(NaN)]]);
      await executor.writeState(poisoned);
      expect((await executor.trainStep(firstImages(8), 0.01, 1)).loss).toBeNaN();
      expect(bytes(await executor.readState())).toEqual(bytes(poisoned));
      await executor.writeState(state);
      expect((await executor.trainStep(firstImages(8), 0.01, 1)).loss).toBeGreaterThan(0);
      expect(bytes(await executor.readState())).not.toEqual(bytes(state));
    });
  });

  it('changes nothing either in a step whose gradients overflow, and names the layer where they do', async () => {
    const linear = { activation: 'linear', kernelSize: [1, 1] };
    const run = testRun(networkOf([conv(linear), conv(linear), conv(linear), ...head]));
    await withExecutor(run, async (executor) => {
      // Nothing goes forward from conv1, and 1e13 three times over comes back to it.
      const steep = new Map(
        [...(await executor.readState())].map(([path, values]) => [
          path,
          values.map((value) => (/conv1|bias/.test(path) ? 0 : value * 1e13)),
        ]),
      );
      await executor.writeState(steep);
      expect((await executor.trainStep(firstImages(8), 0.01, 0)).loss).toBeNaN();
      expect(bytes(await executor.readState())).toEqual(bytes(steep));
      expect(await executor.findNonFiniteLayer(firstImages(8))).toBe('conv1');
    });
  });

  it.each([
    { name: 'a weight', path: 'conv2/bias', value: NaN, layer: 'conv2' },
    { name: 'an output that overflows', path: 'dense1/kernel', value: 3e38, layer: 'dense1' },
    { name: 'a weight that no output shows', path: 'conv1/kernel', value: -Infinity, layer: 'conv1' },
  ])('names the layer with $name', async ({ path, value, layer }) => {
    const run = testRun(deep);
    await withExecutor(run, async (executor) => {
      expect(await executor.findNonFiniteLayer(firstImages(8))).toBeUndefined();
      const state = await executor.readState();
      await executor.writeState(new Map([...state, [path, (state.get(path) ?? new Float32Array()).fill(value)]]));
      expect(await executor.findNonFiniteLayer(firstImages(8))).toBe(layer);
    });
  });
});

function movedBy(offset: number, values: Float32Array): Float32Array {
  const moved = new Float32Array(values.length + offset).subarray(offset);
  moved.set(values);
  return moved;
}

function argMax(values: Float32Array): number {
  return values.indexOf(Math.max(...values));
}
