import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shouldStop, type Course } from './early-stopping.ts';

const course = (...accuracies: number[]): Course => accuracies.map((valAccuracy, i) => ({ epoch: i + 1, valAccuracy }));

describe('stopping for lack of patience', () => {
  const rule = { kind: 'patience', epochs: 2, least: 0.01 } as const;

  it('waits as long as the best accuracy rises enough, and two epochs after', () => {
    expect(shouldStop(rule, course(0.5, 0.6, 0.7), [])).toBe(false);
    expect(shouldStop(rule, course(0.5, 0.6, 0.6), [])).toBe(false);
    expect(shouldStop(rule, course(0.5, 0.6, 0.605, 0.6), [])).toBe(true);
    expect(shouldStop(rule, course(0.5, 0.6, 0.55, 0.7), [])).toBe(false);
    expect(shouldStop(rule, [], [])).toBe(false);
  });

  it('stops, once it would, whatever stays as bad', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }),
        (accuracies) => {
          const flat = [...accuracies, ...Array<number>(2).fill(Math.min(...accuracies))];
          expect(shouldStop(rule, course(...flat), [])).toBe(true);
        },
      ),
    );
  });
});

describe('stopping below the median', () => {
  const rule = { kind: 'median', after: 2, others: 3 } as const;
  const others = [course(0.5, 0.7, 0.9), course(0.4, 0.6, 0.8), course(0.1, 0.3)];

  it('compares the best so far with what others had on average by then', () => {
    // By the second epoch: 0.6, 0.5 and 0.2 on average.
    expect(shouldStop(rule, course(0.2, 0.49), others)).toBe(true);
    expect(shouldStop(rule, course(0.2, 0.5), others)).toBe(false);
    expect(shouldStop(rule, course(0.55, 0.1), others)).toBe(false);
  });

  it('lets a run be for its first epochs, and until enough others came as far', () => {
    expect(shouldStop(rule, course(0.01), others)).toBe(false);
    expect(shouldStop(rule, course(0.01, 0.01, 0.01), others)).toBe(false);
    expect(shouldStop(rule, course(0.01, 0.01), others.slice(1))).toBe(false);
  });
});

it('never stops where nothing is to', () => {
  expect(shouldStop({ kind: 'none' }, course(0.5, 0.1, 0.1, 0.1), [course(0.9, 0.9, 0.9, 0.9)])).toBe(false);
});
