import { describe, expect, it } from 'vitest';
import { noAugmentation } from '../protocol/augmentation.ts';
import { defaultRecipe } from '../protocol/ready-experiment.ts';
import { dataOf, recipeOf } from './train-options.ts';
import { augmentation, fold, imageShape, number, wholeNumber, word } from './arguments.ts';

const base = defaultRecipe('resnet20');
const plain = { data: 'mnist', backend: 'auto' } as const;

describe('recipeOf', () => {
  it('is the recipe of the preset when nothing is asked for', () => {
    expect(recipeOf(plain, base)).toEqual(base);
  });

  it('takes every option', () => {
    const recipe = recipeOf(
      {
        ...plain,
        epochs: 2,
        batch: 32,
        lr: 0.1,
        optimizer: 'sgd',
        momentum: 0.8,
        nesterov: true,
        schedule: 'cosine',
        warmup: 0.1,
        labelSmoothing: 0.2,
        l2: 0.001,
        classWeights: 'balanced',
        augment: augmentation('flip,crop4'),
        seed: 9,
      },
      base,
    );
    expect(recipe).toEqual({
      ...base,
      epochs: 2,
      batchSize: 32,
      learningRate: 0.1,
      optimizer: { kind: 'sgd', momentum: 0.8, nesterov: true },
      schedule: { kind: 'cosine', floor: 0 },
      warmup: 0.1,
      labelSmoothing: 0.2,
      l2: 0.001,
      classWeights: 'balanced',
      augmentation: { ...noAugmentation, horizontalFlip: true, crop: 4 },
      seed: 9,
    });
  });

  it('gives sgd a rate of its own, and adamw its decay', () => {
    expect(recipeOf({ ...plain, optimizer: 'sgd' }, base).learningRate).toBe(0.05);
    expect(recipeOf({ ...plain, optimizer: 'adamw', weightDecay: 0.1 }, base)).toMatchObject({
      learningRate: base.learningRate,
      optimizer: { weightDecay: 0.1 },
    });
  });

  it.each([
    [{ momentum: 0.9 }, '--momentum'],
    [{ nesterov: true }, '--nesterov'],
    [{ optimizer: 'sgd', weightDecay: 0.1 }, '--weight-decay'],
    [{ optimizer: 'rmsprop', nesterov: true }, '--nesterov'],
  ] as const)('refuses %j and names the option', (options, path) => {
    expect(() => recipeOf({ ...plain, ...options }, base)).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({
          code: 'invalid-run-spec',
          facts: expect.objectContaining({ path }) as unknown,
        }) as unknown,
      }) as Error,
    );
  });
});

describe('dataOf', () => {
  it('validates on the test set, on a part of the training images, or on a fold of them', () => {
    expect(dataOf(plain)).toEqual({ dataset: 'mnist', validation: { kind: 'test' } });
    expect(dataOf({ ...plain, limit: 50, valSplit: 0.2 })).toEqual({
      dataset: 'mnist',
      limit: 50,
      validation: { kind: 'split', fraction: 0.2 },
    });
    expect(dataOf({ ...plain, fold: fold('2/5') })).toEqual({
      dataset: 'mnist',
      validation: { kind: 'fold', index: 2, of: 5 },
    });
    expect(() => dataOf({ ...plain, valSplit: 0.2, fold: fold('2/5') })).toThrow(/--fold/);
  });
});

describe('values', () => {
  it('are taken as they are meant', () => {
    expect(wholeNumber({ min: 1, max: 10 })('10')).toBe(10);
    expect(number({ min: 0, max: 1 })('1e-3')).toBe(0.001);
    expect(word(['constant', 'oneCycle'])('One-Cycle')).toBe('oneCycle');
    expect(imageShape('32x24x3')).toEqual([32, 24, 3]);
  });

  it.each([
    () => wholeNumber({ min: 1, max: 10 })('0'),
    () => wholeNumber({ min: 1, max: 10 })('2.5'),
    () => wholeNumber({ min: 1, max: 10 })(''),
    () => number({ min: 0, max: 1 })('Infinity'),
    () => number({ min: 0, max: 1, open: true })('0'),
    () => word(['a', 'b'])('c'),
    () => augmentation('flop'),
    () => augmentation('crop2.5'),
    () => imageShape('0x1x1'),
    () => imageShape('32x32'),
    () => fold('6/5'),
    () => fold('0/5'),
    () => fold('1/1'),
    () => fold('1/101'),
    () => fold('1'),
  ])('are refused when they make no sense (%#)', (parse) => {
    expect(parse).toThrow();
  });
});
