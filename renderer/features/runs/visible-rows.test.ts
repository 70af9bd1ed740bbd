import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowPlaces, visibleRows } from './visible-rows.ts';

describe('visibleRows', () => {
  it('makes every row that can be seen, few more, and keeps the height of the whole', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.integer({ min: -50, max: 900_000 }), fc.nat(2000), (count, top, height) => {
        const { from, to, before, after } = visibleRows(count, 43, top, height);
        expect(before + (to - from) * 43 + after).toBe(count * 43);
        expect(to - from).toBeLessThanOrEqual(rowPlaces(43, height));
        for (const seen of [top, top + height / 2, top + height - 1]) {
          const row = Math.floor(seen / 43);
          if (seen >= 0 && row < count && height > 0) expect(row >= from && row < to).toBe(true);
        }
      }),
    );
  });

  it('makes all of a short list', () => {
    expect(visibleRows(5, 43, 0, 600)).toEqual({ from: 0, to: 5, before: 0, after: 0 });
    expect(visibleRows(0, 43, 0, 600)).toEqual({ from: 0, to: 0, before: 0, after: 0 });
  });
});
