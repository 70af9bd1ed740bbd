import { describe, expect, it } from 'vitest';
import { betaCells, betaQuantiles } from './beta.ts';

describe('betaQuantiles', () => {
  it.each([
    [0.5, (x: number) => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
    [1, (x: number) => x],
    [2, (x: number) => 3 * x ** 2 - 2 * x ** 3],
    [3, (x: number) => x ** 3 * (10 - 15 * x + 6 * x ** 2)],
  ])('of alpha %d are those of its distribution function', (alpha, distribution) => {
    betaQuantiles(alpha).forEach((quantile, cell) => {
      expect(distribution(quantile)).toBeCloseTo(cell / betaCells, 4);
    });
  });

  it.each([0.01, 0.2, 0.4, 1, 5, 10])('of alpha %d rise from 0 to 1 with the right variance', (alpha) => {
    const table = betaQuantiles(alpha);
    expect([table[0], table[betaCells]]).toEqual([0, 1]);
    let variance = 0;
    for (let cell = 0; cell < betaCells; cell += 1) {
      const [from = NaN, to = NaN] = [table[cell], table[cell + 1]];
      expect(to).toBeGreaterThanOrEqual(from);
      // Of a number uniform between the two, about 1/2.
      variance += ((from - 0.5) ** 2 + (from - 0.5) * (to - 0.5) + (to - 0.5) ** 2) / 3 / betaCells;
    }
    expect(variance).toBeCloseTo(1 / (4 * (2 * alpha + 1)), 3);
  });
});
