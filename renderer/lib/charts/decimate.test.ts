import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerBound, nearest, VisiblePoints } from './decimate.ts';

function visible(...look: Parameters<VisiblePoints['take']>): { x: number; y: number }[] {
  const { x, y, length } = new VisiblePoints().take(...look);
  return Array.from({ length }, (_, index) => ({ x: x[index] ?? NaN, y: y[index] ?? NaN }));
}

describe('lowerBound and nearest', () => {
  it('find places in an ascending column', () => {
    const x = [2, 4, 4, 8];
    expect([1, 2, 3, 4, 5, 9].map((value) => lowerBound(x, value))).toEqual([0, 0, 1, 1, 3, 4]);
    expect([0, 2.9, 3.1, 7, 99].map((value) => nearest(x, value))).toEqual([0, 0, 1, 3, 3]);
    expect(nearest([], 1)).toBe(-1);
  });
});

describe('visible points', () => {
  it('are all where there is room, and one beyond each edge', () => {
    const x = [1, 2, 3, 4, 5, 6];
    expect(visible(x, x, 3, 4, 100).map((point) => point.x)).toEqual([2, 3, 4, 5]);
    expect(visible(x, x, 1, 6, 100)).toHaveLength(6);
  });

  it('keep first, last, lowest and highest of a hundred thousand points in few', () => {
    const length = 100_000;
    const x = Float64Array.from({ length }, (_, index) => index + 1);
    const y = Float32Array.from({ length }, (_, index) => Math.sin(index / 999));
    y[77_123] = 40;
    y[12_345] = -40;
    const points = visible(x, y, 1, length, 500);
    expect(points.length).toBeLessThanOrEqual(1006);
    const values = points.map((point) => point.y);
    expect(Math.max(...values)).toBe(40);
    expect(Math.min(...values)).toBe(-40);
    expect(points[0]?.x).toBe(1);
    expect(points.at(-1)?.x).toBe(length);
  });

  it('lose no peak, keep their order and their number, wherever one looks', () => {
    const part = fc.tuple(fc.nat(999), fc.nat(999)).map(([a, b]): [number, number] => (a < b ? [a, b] : [b, a + 1]));
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 1000 }),
        part,
        fc.integer({ min: 1, max: 60 }),
        (y, [from, to], columns) => {
          const x = y.map((_, index) => index);
          const points = visible(x, y, from, to, columns);
          const seen = y.filter((_, index) => index >= from && index <= to);
          const drawn = points.map((point) => point.y);
          expect(points.length).toBeLessThanOrEqual(2 * columns + 6);
          expect(points.every((point, index) => index === 0 || point.x > (points[index - 1]?.x ?? 0))).toBe(true);
          expect(points.every((point) => y[point.x] === point.y)).toBe(true);
          for (const value of seen.length === 0 ? [] : [Math.max(...seen), Math.min(...seen)])
            expect(drawn).toContain(value);
        },
      ),
    );
  });

  it('stay the same while a curve is moved: what was drawn of a part is drawn of it again', () => {
    const length = 10_000;
    const x = Float64Array.from({ length }, (_, index) => index);
    const y = Float64Array.from({ length }, (_, index) => Math.sin(index * index));
    const within = (points: { x: number }[]) => points.map((point) => point.x).filter((at) => at > 3000 && at < 5000);
    const before = within(visible(x, y, 2000, 6000, 300));
    expect(before.length).toBeGreaterThan(200);
    expect(within(visible(x, y, 2345, 6345, 300))).toEqual(before);
  });

  it('are not led astray by values that are no numbers', () => {
    const y = Float32Array.from({ length: 4000 }, (_, index) => (index % 10 === 0 ? NaN : index === 2005 ? 7 : 1));
    const x = y.map((_, index) => index);
    const values = visible(x, y, 0, 4000, 100).map((point) => point.y);
    expect(Math.max(...values.filter(Number.isFinite))).toBe(7);
    expect(values.filter(Number.isNaN)).toHaveLength(1);
  });
});
