import { describe, expect, it } from 'vitest';
import { initialWeights } from '../model/index.ts';
import { balancedClassWeights } from '../protocol/class-weights.ts';
import { recipeSchema } from '../protocol/recipe.ts';
import { createCompiledExecutor } from './compiled/index.ts';
import { head, networkOf, randomImages, testClasses } from './compiled/testing/fixtures.ts';
import type { Executor, ExecutorInput } from './executor.ts';
import { createPortableExecutor } from './portable/executor.ts';
import { loadTensorFlow } from './tensorflow.ts';

/** Most of the images in the first class, none in the last. */
const labels = Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 1, 2, 3);
const batch = Int32Array.from(labels, (_, index) => index);
const learningRate = 0.1;

function runOf(recipe: object): ExecutorInput & { readonly train: { readonly images: Uint8Array } } {
  const network = networkOf(head, [4, 3, 2]);
  return {
    network,
    recipe: recipeSchema.parse({ optimizer: { kind: 'sgd', momentum: 0 }, classWeights: 'balanced', ...recipe }),
    train: { ...randomImages(labels.length, network.input), labels },
    validation: { ...randomImages(labels.length, network.input), labels },
    weights: initialWeights(network, 1),
  };
}

const executors: readonly [string, (run: ExecutorInput) => Promise<Executor>][] = [
  ['compiled', createCompiledExecutor],
  ['portable', (run) => createPortableExecutor(run, 'js')],
];

async function use<T>(executor: Executor, action: (executor: Executor) => Promise<T>): Promise<T> {
  try {
    return await action(executor);
  } finally {
    executor.dispose();
  }
}

describe('balanced class weights', () => {
  it('are those of scikit-learn', () => {
    // The example of its documentation of `compute_class_weight`: y = [1, 1, 1, 1, 0, 0].
    expect(balancedClassWeights(Uint8Array.of(1, 1, 1, 1, 0, 0), 2)).toEqual([1.5, 0.75]);
    // It counts the classes that occur.
    expect(balancedClassWeights(labels, testClasses)).toEqual([10 / (4 * 6), 10 / (4 * 2), 10 / 4, 10 / 4, 0]);
  });

  it.each(executors)("give the loss and the step of stock tfjs' classWeight (%s)", async (_, create) => {
    const run = runOf({});
    const tf = await loadTensorFlow();
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [...run.network.input] }),
        tf.layers.dense({ units: testClasses, activation: 'softmax' }),
      ],
    });
    const [kernel, bias] = run.network.layers.flatMap((layer) => layer.weights);
    if (kernel === undefined || bias === undefined) throw new Error('The network has no dense layer.');
    const initial = [kernel, bias].map(({ path, shape }) => tf.tensor(run.weights.get(path) ?? [], [...shape]));
    model.setWeights(initial);
    model.compile({ optimizer: tf.train.sgd(learningRate), loss: 'categoricalCrossentropy' });
    const x = tf.tensor(
      Float32Array.from(run.train.images, (value) => value / 255),
      [labels.length, ...run.network.input],
    );
    const weights = balancedClassWeights(labels, testClasses);
    const { history } = await model.fit(x, tf.oneHot([...labels], testClasses), {
      batchSize: labels.length,
      epochs: 1,
      shuffle: false,
      classWeight: Object.fromEntries(weights.entries()),
    });
    await use(await create(run), async (executor) => {
      const { loss } = await executor.trainStep(batch, learningRate, 0);
      expect(loss).toBeCloseTo(Number(history['loss']?.[0]), 5);
      const state = await executor.readState();
      const expected = model.getWeights().map((weight) => [...weight.dataSync()]);
      [kernel, bias].forEach(({ path }, place) => {
        state.get(path)?.forEach((value, i) => expect(value).toBeCloseTo(expected[place]?.[i] ?? NaN, 5));
      });
    });
  });

  it.each(executors)('leave the validation loss alone (%s)', async (_, create) => {
    const evaluate = async (recipe: object): Promise<unknown> =>
      use(await create(runOf(recipe)), (executor) => executor.evaluate());
    expect(await evaluate({})).toEqual(await evaluate({ classWeights: 'none' }));
  });

  it.each([
    { labelSmoothing: 0.1 },
    { augmentation: { mixup: 0.4 }, labelSmoothing: 0.1 },
    { augmentation: { cutmix: 1 }, mixedPrecision: false },
  ])('go with smoothed and blended targets, alike in both executors: %j', async (recipe) => {
    const losses: number[] = [];
    for (const [, create] of executors) {
      await use(await create(runOf(recipe)), async (executor) => {
        for (let step = 0; step < 3; step += 1) losses.push((await executor.trainStep(batch, learningRate, step)).loss);
      });
    }
    losses.slice(0, 3).forEach((loss, step) => expect(loss).toBeCloseTo(losses[step + 3] ?? NaN, 4));
    const plain = runOf({ ...recipe, classWeights: 'none' });
    const { loss } = await use(await createCompiledExecutor(plain), (executor) => executor.trainStep(batch, 0.1, 0));
    expect(Math.abs(loss - (losses[0] ?? NaN))).toBeGreaterThan(1e-3);
  });
});

it('reads back recipes of before there were class weights', () => {
  expect(recipeSchema.parse({ epochs: 3 }).classWeights).toBe('none');
});
