import { describe, expect, it } from 'vitest';
import { lowerBound, nearest, visiblePoints } from './decimate.ts';

describe('lowerBound and nearest', () => {
  it('find places in an ascending column', () => {
    const x = [2, 4, 4, 8];
    expect([1, 2, 3, 4, 5, 9].map((value) => lowerBound(x, value))).toEqual([0, 0, 1, 1, 3, 4]);
    expect([0, 2.9, 3.1, 7, 99].map((value) => nearest(x, value))).toEqual([0, 0, 1, 3, 3]);
    expect(nearest([], 1)).toBe(-1);
  });
});

describe('visiblePoints', () => {
  it('keeps every point where there is room, and one beyond each edge', () => {
    const x = [1, 2, 3, 4, 5, 6];
    expect(visiblePoints(x, x, 3, 4, 100).map((point) => point.x)).toEqual([2, 3, 4, 5]);
    expect(visiblePoints(x, x, 1, 6, 100)).toHaveLength(6);
  });

  it('keeps first, last, lowest and highest of a hundred thousand points in few', () => {
    const length = 100_000;
    const x = Float64Array.from({ length }, (_, index) => index + 1);
    const y = Float32Array.from({ length }, (_, index) => Math.sin(index / 999));
    y[77_123] = 40;
    y[12_345] = -40;
    const points = visiblePoints(x, y, 1, length, 500);
    expect(points.length).toBeLessThanOrEqual(2000);
    const values = points.map((point) => point.y);
    expect(Math.max(...values)).toBe(40);
    expect(Math.min(...values)).toBe(-40);
    expect(points[0]?.x).toBe(1);
    expect(points.at(-1)?.x).toBe(length);
    expect(points.every((point, index) => index === 0 || point.x > (points[index - 1]?.x ?? 0))).toBe(true);
  });

  it('is not led astray by values that are no numbers', () => {
    const y = Float32Array.from({ length: 4000 }, (_, index) => (index % 10 === 0 ? NaN : index === 2005 ? 7 : 1));
    const x = y.map((_, index) => index);
    expect(
      Math.max(
        ...visiblePoints(x, y, 0, 4000, 100)
          .map((point) => point.y)
          .filter(Number.isFinite),
      ),
    ).toBe(7);
  });
});
