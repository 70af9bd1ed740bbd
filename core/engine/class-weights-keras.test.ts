import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ImageShape } from '../model/index.ts';
import { recipeSchema, type Recipe } from '../protocol/recipe.ts';
import { createCompiledExecutor } from './compiled/index.ts';
import { firstImages, head, networkOf, relativeDifference } from './compiled/testing/fixtures.ts';
import type { Executor, ExecutorInput, ImageSet } from './executor.ts';
import { createPortableExecutor } from './portable/executor.ts';

interface Images {
  readonly images: number[];
  readonly labels: number[];
}

/** Weights of the dense layer. */
interface Head {
  readonly kernel: number[];
  readonly bias: number[];
}

/** One epoch of `Model.fit`, with `class_weight` where there are class weights. */
interface Case extends Head, Pick<Recipe, 'classWeights' | 'labelSmoothing'> {
  readonly losses: number[];
  readonly validationLoss: number;
}

/** Made in Keras by class_weights.py beside it. */
const keras = JSON.parse(readFileSync(new URL('__golden__/class-weights.json', import.meta.url), 'utf8')) as Images &
  Head & {
    readonly shape: ImageShape;
    readonly batch: number;
    readonly rate: number;
    readonly validation: Images;
    readonly cases: readonly Case[];
  };

const network = networkOf(head, keras.shape);
const [kernel = '', bias = ''] = network.layers.flatMap(({ weights }) => weights.map(({ path }) => path));

function setOf({ images, labels }: Images): ImageSet {
  return { images: Uint8Array.from(images), labels: Uint8Array.from(labels), count: labels.length };
}

function inputOf(recipe: Partial<Recipe>): ExecutorInput {
  return {
    network,
    recipe: recipeSchema.parse({ optimizer: { kind: 'sgd', momentum: 0 }, ...recipe }),
    train: setOf(keras),
    validation: setOf(keras.validation),
    weights: new Map([
      [kernel, Float32Array.from(keras.kernel)],
      [bias, Float32Array.from(keras.bias)],
    ]),
  };
}

const executors = {
  compiled: createCompiledExecutor,
  portable: (input: ExecutorInput) => createPortableExecutor(input, 'oracle'),
} satisfies Record<string, (input: ExecutorInput) => Promise<Executor>>;

describe.each(Object.entries(executors))('%s: training with class weights', (_, create) => {
  it.each(keras.cases)(
    'is that of Keras: $classWeights, label smoothing $labelSmoothing',
    async ({ classWeights, labelSmoothing, losses, validationLoss, ...trained }) => {
      const executor = await create(inputOf({ classWeights, labelSmoothing }));
      try {
        for (const [step, expected] of losses.entries()) {
          const batch = firstImages(keras.batch, step * keras.batch);
          const { loss } = await executor.trainStep(batch, keras.rate, step);
          expect(loss).toBeCloseTo(expected, 5);
        }
        expect((await executor.evaluate())?.loss).toBeCloseTo(validationLoss, 5);
        const state = await executor.readState();
        expect(relativeDifference(state.get(kernel) ?? [], trained.kernel)).toBeLessThan(1e-5);
        expect(relativeDifference(state.get(bias) ?? [], trained.bias)).toBeLessThan(1e-5);
      } finally {
        executor.dispose();
      }
    },
  );
});
