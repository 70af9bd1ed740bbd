import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paretoFront } from './pareto.ts';

const directions = fc.constantFrom('higher' as const, 'lower' as const);
// Few different values, so that there are equal ones.
const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), { maxLength: 25 });

describe('the Pareto front', () => {
  it('is of those that no other point beats, as comparing all pairs finds it', () => {
    fc.assert(
      fc.property(points, directions, directions, (all, x, y) => {
        const gain = (value: number, better: 'higher' | 'lower'): number => (better === 'higher' ? value : -value);
        const beats = (a: [number, number], b: [number, number]): boolean => {
          const [dx, dy] = [gain(a[0], x) - gain(b[0], x), gain(a[1], y) - gain(b[1], y)];
          return dx >= 0 && dy >= 0 && (dx > 0 || dy > 0);
        };
        const unbeaten = all.flatMap((point, index) => (all.some((other) => beats(other, point)) ? [] : [index]));
        const front = paretoFront(
          all.map(([value]) => value),
          all.map(([, value]) => value),
          { x, y },
        );
        expect([...front].sort((a, b) => a - b)).toEqual(unbeaten);
        const along = front.map((index) => all[index]?.[0] ?? NaN);
        expect(along).toEqual([...along].sort((a, b) => a - b));
      }),
    );
  });

  it('leaves out what has no value', () => {
    expect(paretoFront([1, NaN, 2], [0.5, 0.9, NaN], { x: 'lower', y: 'higher' })).toEqual([0]);
  });
});
