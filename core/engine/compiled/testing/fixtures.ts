import {
  inferArchitecture,
  initialWeights,
  parseArchitecture,
  randomStream,
  sizeOf,
  type ImageShape,
  type Network,
} from '../../../model/index.ts';
import { recipeSchema, type Recipe } from '../../../protocol/recipe.ts';
import type { Executor, ImageSet } from '../../executor.ts';
import { createCompiledExecutor } from '../index.ts';

export const testClasses = 5;

/** A network of these document nodes. */
export function networkOf(
  children: readonly unknown[],
  input: ImageShape = [6, 7, 4],
  definitions: readonly unknown[] = [],
): Network {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    name: 'test',
    definitions,
    root: { id: 'root', kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(parsed.error.map(({ path, what }) => `${path}: ${what}`).join('\n'));
  const { network, problems } = inferArchitecture(parsed.value, { input, classes: testClasses });
  if (!network) throw new Error(problems.map(({ path, what }) => `${path}: ${what}`).join('\n'));
  return network;
}

/** The nodes that turn any feature map into class probabilities. */
export const head = [{ kind: 'flatten' }, { kind: 'dense', units: 'classes', activation: 'softmax' }] as const;

export function randomImages(count: number, shape: readonly number[], name = 'images'): ImageSet {
  const uniform = randomStream(7, name);
  return {
    images: Uint8Array.from({ length: count * sizeOf(shape) }, () => Math.floor(uniform() * 256)),
    labels: Uint8Array.from({ length: count }, () => Math.floor(uniform() * testClasses)),
    count,
  };
}

/** Initial weights with every zero and one moved, so that no gradient is hidden behind a symmetric start. */
export function perturbedWeights(network: Network, seed = 1): Map<string, Float32Array> {
  const weights = initialWeights(network, seed);
  for (const [path, values] of weights) {
    const uniform = randomStream(seed, `perturbed ${path}`);
    weights.set(
      path,
      values.map((value) => value + 0.2 * uniform() - 0.05),
    );
  }
  return weights;
}

export interface TestRun {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly weights: Map<string, Float32Array>;
  readonly train: ImageSet;
  readonly validation: ImageSet;
}

export function testRun(network: Network, recipe: unknown = {}, images = 8): TestRun {
  return {
    network,
    recipe: recipeSchema.parse({ optimizer: { kind: 'sgd', momentum: 0 }, seed: 3, ...(recipe as object) }),
    weights: perturbedWeights(network),
    train: randomImages(images, network.input),
    validation: randomImages(images, network.input, 'validation'),
  };
}

export async function withExecutor<T>(run: TestRun, use: (executor: Executor) => Promise<T>): Promise<T> {
  const executor = await createCompiledExecutor(run);
  try {
    return await use(executor);
  } finally {
    executor.dispose();
  }
}

export function firstImages(count: number, begin = 0): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => begin + i);
}

export interface LossAndGradients {
  readonly loss: number;
  readonly gradients: Map<string, Float32Array>;
}

/** By plain gradient descent with rate 1: the gradient is what one step takes away from each weight. */
export async function compiledGradients(run: TestRun, indices: Int32Array): Promise<LossAndGradients> {
  return withExecutor(run, async (executor) => {
    const { loss } = await executor.trainStep(indices, 1, 0);
    const after = await executor.readState();
    const gradients = new Map(
      [...run.weights].map(([path, before]) => [path, before.map((value, i) => value - (after.get(path)?.[i] ?? NaN))]),
    );
    return { loss, gradients };
  });
}

/** Largest difference between two arrays, relative to the larger of 1 and the largest expected value. */
export function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let scale = 1;
  for (let i = 0; i < expected.length; i += 1) {
    const one = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN));
    if (Number.isNaN(one)) return NaN;
    difference = Math.max(difference, one);
    scale = Math.max(scale, Math.abs(expected[i] ?? 0));
  }
  return difference / scale;
}
