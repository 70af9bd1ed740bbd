import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partOf, ticksOf, valueAt } from './scale.ts';

describe('a scale', () => {
  it.each([
    [{ low: 0, high: 1, log: false }, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [{ low: 0.61, high: 0.97, log: false }, 4, [0.7, 0.8, 0.9]],
    [{ low: 1e-4, high: 1, log: true }, 6, [1e-4, 1e-3, 0.01, 0.1, 1]],
    [{ low: 0.001, high: 0.02, log: true }, 6, [0.001, 0.002, 0.005, 0.01, 0.02]],
    [{ low: 3, high: 3, log: false }, 5, [3]],
    [{ low: 30, high: 40, log: true }, 4, [30, 35, 40]],
  ])('has round ticks %#', (scale, most, ticks) => {
    expect(ticksOf(scale, most)).toEqual(ticks);
  });

  it('has ascending ticks within itself, whatever it spans, and finds every value again', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.double({ min: 1.001, max: 1e6, noNaN: true }),
        fc.boolean(),
        fc.integer({ min: 2, max: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (low, factor, log, most, part) => {
          const scale = { low, high: low * factor, log };
          const ticks = ticksOf(scale, most);
          expect(ticks.length).toBeLessThanOrEqual(2 * most + 1);
          for (const [index, tick] of ticks.entries()) {
            expect(tick).toBeGreaterThanOrEqual(low * (1 - 1e-6));
            expect(tick).toBeLessThanOrEqual(scale.high * (1 + 1e-6));
            if (index > 0) expect(tick).toBeGreaterThan(ticks[index - 1] ?? Infinity);
          }
          expect(partOf(valueAt(part, scale), scale)).toBeCloseTo(part, 5);
        },
      ),
    );
  });
});
