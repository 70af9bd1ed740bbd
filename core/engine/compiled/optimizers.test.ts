import { describe, expect, it } from 'vitest';
import type { Network } from '../../model/index.ts';
import type { Optimizer } from '../../protocol/recipe.ts';
import { loadTensorFlow, type TensorFlow } from '../tensorflow.ts';
import {
  firstImages,
  head,
  networkOf,
  relativeDifference,
  testRun,
  withExecutor,
  type TestRun,
} from './testing/fixtures.ts';
import { oracle } from './testing/oracle.ts';

const tf = await loadTensorFlow();

const network = networkOf([{ kind: 'conv', filters: 4, kernelSize: [3, 3], activation: 'tanh' }, ...head]);
const steps = 5;
type Values = ReadonlyMap<string, Float32Array>;

/** Weights after some steps with the gradients of the oracle, updated by `update`. */
function reference(
  run: TestRun,
  update: (weights: Map<string, Float32Array>, gradients: Values, step: number) => void,
): Values {
  const weights = new Map([...run.weights].map(([path, values]) => [path, values.slice()]));
  for (let step = 0; step < steps; step += 1)
    update(weights, oracle(tf, run.network, weights, run.train).gradients, step);
  return weights;
}

async function compiled(run: TestRun, learningRateAt: (step: number) => number): Promise<Values> {
  return withExecutor(run, async (executor) => {
    for (let step = 0; step < steps; step += 1)
      await executor.trainStep(firstImages(run.train.count), learningRateAt(step), step);
    return executor.readState();
  });
}

function expectEqualWeights(actual: Values, expected: Values): void {
  for (const [path, values] of expected)
    expect.soft(relativeDifference(actual.get(path) ?? [], values), path).toBeLessThan(1e-4);
}

const falling = (step: number): number => 0.05 / (1 + step);

/** Formulas of Keras 3 (keras/src/optimizers), value by value, with a rate that changes. `kept` are the slots of one value. */
type Formula = (at: {
  w: number;
  g: number;
  lr: number;
  t: number;
  kept: Record<string, number>;
  isKernel: boolean;
}) => number;

const formulas: readonly { readonly name: string; readonly optimizer: Optimizer; readonly formula: Formula }[] = [
  { name: 'sgd', optimizer: { kind: 'sgd', momentum: 0, nesterov: false }, formula: ({ w, g, lr }) => w - lr * g },
  {
    name: 'momentum',
    optimizer: { kind: 'sgd', momentum: 0.8, nesterov: false },
    formula: ({ w, g, lr, kept }) => {
      kept['v'] = 0.8 * (kept['v'] ?? 0) - lr * g;
      return w + kept['v'];
    },
  },
  {
    name: 'nesterov',
    optimizer: { kind: 'sgd', momentum: 0.8, nesterov: true },
    formula: ({ w, g, lr, kept }) => {
      kept['v'] = 0.8 * (kept['v'] ?? 0) - lr * g;
      return w + 0.8 * kept['v'] - lr * g;
    },
  },
  {
    name: 'adam',
    optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.99, epsilon: 1e-3 },
    formula: (at) => adam(at, at.w),
  },
  {
    name: 'adamw',
    optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.1 },
    formula: (at) => adam(at, at.isKernel ? at.w - at.lr * 0.1 * at.w : at.w),
  },
  {
    name: 'rmsprop',
    optimizer: { kind: 'rmsprop', rho: 0.9, momentum: 0, epsilon: 1e-3 },
    formula: ({ w, g, lr, kept }) => {
      kept['s'] = 0.9 * (kept['s'] ?? 0) + 0.1 * g * g;
      return w - (lr * g) / Math.sqrt(kept['s'] + 1e-3);
    },
  },
  {
    name: 'rmsprop with momentum',
    optimizer: { kind: 'rmsprop', rho: 0.9, momentum: 0.5, epsilon: 1e-3 },
    formula: ({ w, g, lr, kept }) => {
      kept['s'] = 0.9 * (kept['s'] ?? 0) + 0.1 * g * g;
      kept['v'] = 0.5 * (kept['v'] ?? 0) + (lr * g) / Math.sqrt(kept['s'] + 1e-3);
      return w - kept['v'];
    },
  },
];

function adam({ g, lr, t, kept }: Parameters<Formula>[0], w: number): number {
  kept['m'] = (kept['m'] ?? 0) + 0.1 * (g - (kept['m'] ?? 0));
  kept['v'] = (kept['v'] ?? 0) + 0.01 * (g * g - (kept['v'] ?? 0));
  const alpha = (lr * Math.sqrt(1 - 0.99 ** t)) / (1 - 0.9 ** t);
  return w - (alpha * kept['m']) / (Math.sqrt(kept['v']) + 1e-3);
}

describe('optimizer steps', () => {
  it.each(formulas)('$name: the formula of Keras', async ({ optimizer, formula }) => {
    const run = testRun(network, { optimizer });
    const slots = new Map<string, Record<string, number>>();
    const expected = reference(run, (weights, gradients, step) => {
      for (const [path, gradient] of gradients) {
        const values = weights.get(path) ?? new Float32Array();
        values.forEach((w, i) => {
          const key = `${path}:${String(i)}`;
          const kept = slots.get(key) ?? {};
          slots.set(key, kept);
          values[i] = formula({
            w,
            g: gradient[i] ?? NaN,
            lr: falling(step),
            t: step + 1,
            kept,
            isKernel: path.endsWith('/kernel'),
          });
        });
      }
    });
    expectEqualWeights(await compiled(run, falling), expected);
  });

  const lr = 0.03;
  const ofTfjs: readonly {
    readonly name: string;
    readonly optimizer: Optimizer;
    readonly create: () => TensorFlow.Optimizer;
  }[] = [
    { name: 'sgd', optimizer: { kind: 'sgd', momentum: 0, nesterov: false }, create: () => tf.train.sgd(lr) },
    {
      name: 'momentum',
      optimizer: { kind: 'sgd', momentum: 0.9, nesterov: false },
      create: () => tf.train.momentum(lr, 0.9),
    },
    {
      name: 'nesterov',
      optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true },
      create: () => tf.train.momentum(lr, 0.9, true),
    },
    // tfjs adds epsilon after the bias correction and Keras before it, so it is made too small to matter.
    {
      name: 'adam',
      optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-10 },
      create: () => tf.train.adam(lr, 0.9, 0.999, 1e-10),
    },
    {
      name: 'rmsprop',
      optimizer: { kind: 'rmsprop', rho: 0.9, momentum: 0.5, epsilon: 1e-7 },
      create: () => tf.train.rmsprop(lr, 0.9, 0.5, 1e-7),
    },
  ];

  it.each(ofTfjs)('$name: the optimizer of tfjs', async ({ optimizer, create }) => {
    const run = testRun(network, { optimizer });
    const stock = create();
    const variables = new Map([...run.weights].map(([path, values]) => [path, tf.variable(tf.tensor(values), true)]));
    const expected = reference(run, (weights, gradients) => {
      const byName = [...gradients].map(([path, gradient]) => ({
        name: variables.get(path)?.name ?? '',
        tensor: tf.tensor(gradient),
      }));
      stock.applyGradients(byName);
      for (const [path, variable] of variables) weights.set(path, variable.dataSync<'float32'>());
    });
    expectEqualWeights(await compiled(run, () => lr), expected);
  });

  it('adds the l2 of the recipe to the gradient of kernels alone', async () => {
    const run = testRun(network, { l2: 0.2 });
    const expected = reference(run, (weights, gradients) => {
      for (const [path, gradient] of gradients) {
        const l2 = path.endsWith('/kernel') ? 0.2 : 0;
        weights.set(
          path,
          (weights.get(path) ?? new Float32Array()).map((w, i) => w - 0.05 * ((gradient[i] ?? NaN) + 2 * l2 * w)),
        );
      }
    });
    expectEqualWeights(await compiled(run, () => 0.05), expected);
  });

  it('keeps the slots of an optimizer in its state', async () => {
    const slotsOf = async (net: Network, optimizer: Optimizer): Promise<string[]> =>
      withExecutor(testRun(net, { optimizer }), async (executor) =>
        [...(await executor.readState()).keys()].filter((key) => key.startsWith('optimizer/')),
      );
    expect(await slotsOf(network, { kind: 'sgd', momentum: 0, nesterov: false })).toEqual([]);
    expect(await slotsOf(network, { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 })).toContain(
      'optimizer/v/conv1/kernel',
    );
  });
});
