import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareOutcomes, mcNemar } from './agreement.ts';
import { outcomesOf } from './outcomes.test-support.ts';

/** Made by mcnemar_values.py beside it. */
const golden = JSON.parse(readFileSync(new URL('../__golden__/mcnemar-values.json', import.meta.url), 'utf8')) as {
  readonly cases: { firstOnly: number; secondOnly: number; pValue: number }[];
};

describe('two models on the same images', () => {
  it.each(golden.cases)(
    'differ as statsmodels says: $firstOnly and $secondOnly',
    ({ firstOnly, secondOnly, pValue }) => {
      expect(Math.abs(mcNemar(firstOnly, secondOnly) - pValue)).toBeLessThan(1e-9 + 1e-7 * pValue);
    },
  );

  const first = outcomesOf(
    [0, 1, 1, 0],
    [
      [0.9, 0.1],
      [0.8, 0.2],
      [0.4, 0.6],
      [0.3, 0.7],
    ],
  );
  const second = outcomesOf(
    [0, 1, 1, 0],
    [
      [0.9, 0.1],
      [0.1, 0.9],
      [0.6, 0.4],
      [0.2, 0.8],
    ],
  );

  it('are counted by which of them is right', () => {
    expect(compareOutcomes(first, second)).toEqual({
      both: 1,
      firstOnly: 1,
      secondOnly: 1,
      neither: 1,
      differing: [1, 2],
      pValue: 1,
    });
  });

  it('are not compared on other images', () => {
    expect(compareOutcomes(first, { ...second, index: Uint32Array.of(0, 1, 2, 9) })).toBeUndefined();
    expect(compareOutcomes(first, outcomesOf([0], [[0.9, 0.1]]))).toBeUndefined();
  });
});
