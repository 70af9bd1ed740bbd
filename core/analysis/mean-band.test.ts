import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanBand } from './mean-band.ts';

const curve = fc
  .uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 8 })
  .chain((xs) =>
    fc
      .array(fc.integer({ min: -50, max: 50 }), { minLength: xs.length, maxLength: xs.length })
      .map((y) => ({ x: [...xs].sort((a, b) => a - b), y })),
  );

describe('the mean and the band of curves', () => {
  it('goes through every point where there is one curve', () => {
    const found = meanBand([{ x: [1, 3, 7], y: [0.5, 0.25, 1] }]);
    expect([[...found.x], [...found.mean], [...found.low], [...found.high]]).toEqual([
      [1, 3, 7],
      [0.5, 0.25, 1],
      [0.5, 0.25, 1],
      [0.5, 0.25, 1],
    ]);
  });

  it('takes a curve for straight between its points, and leaves it out where it has ended', () => {
    const found = meanBand([
      { x: [0, 2], y: [0, 1] },
      { x: [0, 1, 2, 3], y: [1, 1, 1, 3] },
    ]);
    expect([...found.x]).toEqual([0, 1, 2, 3]);
    expect([...found.mean]).toEqual([0.5, 0.75, 1, 3]);
    expect([...found.low]).toEqual([0, 0.5, 1, 3]);
    expect([...found.high]).toEqual([1, 1, 1, 3]);
  });

  it('leaves out what is not finite', () => {
    const found = meanBand([
      { x: [1, 2], y: [1, NaN] },
      { x: [1, 2], y: [3, 4] },
    ]);
    expect([...found.mean]).toEqual([2, 4]);
    expect(meanBand([{ x: [1], y: [NaN] }]).mean[0]).toBeNaN();
    expect(meanBand([]).x).toHaveLength(0);
  });

  it('agrees with looking every curve up at every x', () => {
    fc.assert(
      fc.property(fc.array(curve, { minLength: 1, maxLength: 5 }), (curves) => {
        const at = ({ x, y }: (typeof curves)[number], wanted: number): number | undefined => {
          const after = x.findIndex((value) => value >= wanted);
          if (after < 0 || wanted < (x[0] ?? Infinity)) return undefined;
          if (x[after] === wanted) return y[after];
          const [x0, x1, y0, y1] = [x[after - 1] ?? 0, x[after] ?? 0, y[after - 1] ?? 0, y[after] ?? 0];
          return y0 + ((wanted - x0) / (x1 - x0)) * (y1 - y0);
        };
        const found = meanBand(curves);
        expect([...found.x]).toEqual([...new Set(curves.flatMap(({ x }) => x))].sort((a, b) => a - b));
        for (const [index, x] of found.x.entries()) {
          const values = curves.map((one) => at(one, x)).filter((value) => value !== undefined);
          expect(found.low[index]).toBeCloseTo(Math.min(...values), 9);
          expect(found.high[index]).toBeCloseTo(Math.max(...values), 9);
          expect(found.mean[index]).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 9);
        }
      }),
    );
  });
});
