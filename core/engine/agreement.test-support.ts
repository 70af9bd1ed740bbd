import { expect } from 'vitest';
import { initialWeights, type Network } from '../model/index.ts';
import { recipeSchema, type Recipe } from '../protocol/recipe.ts';
import { createCompiledExecutor } from './compiled/index.ts';
import { randomImages } from './compiled/testing/fixtures.ts';
import type { Executor, ExecutorInput } from './executor.ts';
import type { PortableBackend } from './portable/backend.ts';
import { createPortableExecutor } from './portable/executor.ts';

/** Dropout draws differ between executors by design, so it is switched off. */
export function withoutDropout(network: Network): Network {
  return {
    ...network,
    layers: network.layers.map((layer) => ('rate' in layer.op ? { ...layer, op: { ...layer.op, rate: 0 } } : layer)),
  };
}

interface Comparison {
  readonly network: Network;
  readonly recipe?: unknown;
  readonly backend?: PortableBackend;
  readonly batch?: number;
  readonly steps?: number;
  readonly learningRate?: number;
  /** Relative. */
  readonly tolerance?: number;
  /** Of the weights' change in one step. */
  readonly weightTolerance?: number;
}

/** Trains both executors from the same weights on the same batches, and compares what they tell and what they have become. */
export async function expectAgreement({
  network,
  recipe: fields = {},
  backend = 'oracle',
  batch = 4,
  steps = 3,
  learningRate = 0.01,
  tolerance = 1e-4,
  weightTolerance = tolerance,
}: Comparison): Promise<void> {
  const recipe: Recipe = recipeSchema.parse({ seed: 3, optimizer: { kind: 'sgd' }, ...(fields as object) });
  const input = {
    network,
    recipe,
    train: randomImages(batch * steps, network.input, 'train'),
    validation: randomImages(6, network.input, 'validation'),
    weights: initialWeights(network, 3),
  } satisfies ExecutorInput;
  const portable = await createPortableExecutor(input, backend);
  const compiled = await createCompiledExecutor(input);
  try {
    for (let step = 0; step < steps; step += 1) {
      const indices = Int32Array.from({ length: batch }, (_, i) => step * batch + i);
      const expected = await portable.trainStep(indices, learningRate, step);
      const actual = await compiled.trainStep(indices, learningRate, step);
      expectClose(actual.loss, expected.loss, tolerance, `loss of step ${String(step)}`);
      expect(actual.correct).toBe(expected.correct);
      if (step === 0)
        expectSameState(await compiled.readState(), await portable.readState(), input, {
          tolerance: weightTolerance,
          floor: 0.01 * learningRate,
        });
    }
    await expectSameEvaluation(compiled, portable, tolerance);
    // Either's state fits the other, and then they evaluate alike again.
    await compiled.writeState(await portable.readState());
    await expectSameEvaluation(compiled, portable, tolerance);
    expectClose(
      Math.max(...(await compiled.predict(input.validation.images, 6))),
      Math.max(...(await portable.predict(input.validation.images, 6))),
      tolerance,
      'prediction',
    );
  } finally {
    portable.dispose();
    compiled.dispose();
  }
}

async function expectSameEvaluation(actual: Executor, expected: Executor, tolerance: number): Promise<void> {
  const [one, other] = [await actual.evaluate(), await expected.evaluate()];
  expectClose(one?.loss ?? NaN, other?.loss ?? NaN, 3 * tolerance, 'validation loss');
  expect(one?.accuracy).toBe(other?.accuracy);
}

/**
 * After one step the change of every weight, and so its gradient, must agree: the error's norm relative to the change's.
 * @param floor change per weight that is rounding, as of a bias before batch norm, whose gradient is zero
 */
function expectSameState(
  actual: ReadonlyMap<string, Float32Array>,
  expected: ReadonlyMap<string, Float32Array>,
  { network, weights }: ExecutorInput,
  { tolerance, floor }: { tolerance: number; floor: number },
): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const { path } of network.layers.flatMap((layer) => layer.weights)) {
    const [before, one, other] = [weights.get(path), actual.get(path), expected.get(path)];
    // A change below float32's resolution of the weight is rounding too.
    const scale = norm(difference(other, before)) + 1e-3 * norm(before) + floor;
    expect(norm(difference(one, other)) / scale, path).toBeLessThan(tolerance);
  }
}

function difference(a: Float32Array | undefined, b: Float32Array | undefined): Float32Array | undefined {
  return a?.map((value, i) => value - (b?.[i] ?? NaN));
}

/** Root mean square. */
function norm(values: Float32Array | undefined): number {
  return values === undefined ? NaN : Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

function expectClose(actual: number, expected: number, tolerance: number, what: string): void {
  expect(
    Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-2),
    `${what}: ${String(actual)} is not ${String(expected)}`,
  ).toBeLessThan(tolerance);
}
