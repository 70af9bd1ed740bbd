import { describe, expect, it } from 'vitest';
import { sizesOf } from '../../state/experiment.svelte.ts';
import { epochInProgress, epochsPlanned } from './epoch-in-progress.ts';
import { parseFractions } from './parse-fractions.ts';
import { recentMean } from './recent-mean.ts';

describe('epochInProgress', () => {
  it('counts from 1 and ends at the last', () => {
    const at = (step: number) => epochInProgress({ step, stepsPerEpoch: 10, totalSteps: 30 });
    expect([0, 9, 10, 29, 30].map(at)).toEqual([1, 1, 2, 3, 3]);
    expect(epochInProgress({ step: 4 })).toBe(1);
    expect(epochsPlanned({ step: 0, stepsPerEpoch: 938, totalSteps: 2814 })).toBe(3);
  });
});

describe('parseFractions', () => {
  it('reads numbers between 0 and 1 in any order', () => {
    expect(parseFractions('0.75, 0.5')).toEqual([0.5, 0.75]);
    expect(parseFractions('0.5，1')).toEqual([0.5, 1]);
  });

  it('refuses what is anything else', () => {
    for (const text of ['', '1.5', '-0.1', 'half', '0.5 x', Array(101).fill('0.1').join(',')])
      expect(parseFractions(text)).toBeUndefined();
  });
});

describe('recentMean', () => {
  it('is the mean of the last values', () => {
    expect(recentMean([9, 9, 1, 3], 2)).toBe(2);
    expect(recentMean([4], 50)).toBe(4);
    expect(recentMean([], 50)).toBeUndefined();
  });
});

describe('sizesOf', () => {
  const mnist = { trainSize: 60_000, testSize: 10_000 };

  it('splits as the engine does', () => {
    expect(sizesOf(mnist, { dataset: 'mnist', validation: { kind: 'test' } })).toEqual({
      train: 60_000,
      validation: 10_000,
    });
    expect(sizesOf(mnist, { dataset: 'mnist', limit: 1000, validation: { kind: 'test' } })).toEqual({
      train: 1000,
      validation: 200,
    });
    expect(sizesOf(mnist, { dataset: 'mnist', limit: 1001, validation: { kind: 'fold', index: 1, of: 5 } })).toEqual({
      train: 800,
      validation: 201,
    });
    expect(sizesOf(mnist, { dataset: 'mnist', limit: 1001, validation: { kind: 'fold', index: 2, of: 5 } })).toEqual({
      train: 801,
      validation: 200,
    });
    expect(sizesOf(mnist, { dataset: 'mnist', limit: 1000, validation: { kind: 'split', fraction: 0.1 } })).toEqual({
      train: 900,
      validation: 100,
    });
  });
});
