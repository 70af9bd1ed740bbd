import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  confidenceInterval,
  pairedDifference,
  unpairedDifference,
  valuesNeeded,
  type Difference,
} from './two-samples.ts';

interface Case {
  readonly a: number[];
  readonly b: number[];
  readonly confidence: number;
  readonly mean: number;
  readonly interval: [number, number];
  readonly freedom?: number;
  readonly effect: number | null;
}

/** Made by scipy_values.py beside it. */
const scipy = JSON.parse(readFileSync(new URL('__golden__/scipy-values.json', import.meta.url), 'utf8')) as {
  readonly paired: Case[];
  readonly unpaired: Case[];
  readonly needed: { effect: number; paired: boolean; confidence: number; count: number | null }[];
};

function near(value: number | undefined, expected: number | null): void {
  if (expected === null) expect(value).toBeUndefined();
  else expect(Math.abs((value ?? NaN) - expected)).toBeLessThan(1e-7 * Math.max(1e-3, Math.abs(expected)));
}

function check(found: Difference, wanted: Case): void {
  near(found.mean, wanted.mean);
  const { low, high } = confidenceInterval(found, wanted.confidence);
  near(low, wanted.interval[0]);
  near(high, wanted.interval[1]);
  near(found.effect, wanted.effect);
}

describe('against SciPy', () => {
  it.each(scipy.paired.map((wanted) => [wanted.a.length, wanted] as const))('%d pairs', (_, wanted) => {
    check(pairedDifference(wanted.a, wanted.b), wanted);
  });

  it.each(scipy.unpaired.map((wanted) => [wanted.a.length, wanted.b.length, wanted] as const))(
    '%d and %d values',
    (_, __, wanted) => {
      const found = unpairedDifference(wanted.a, wanted.b);
      check(found, wanted);
      near(found.degreesOfFreedom, wanted.freedom ?? NaN);
    },
  );

  it('as many values are needed as its noncentral t distribution says', () => {
    for (const { effect, paired, confidence, count } of scipy.needed) {
      const found = valuesNeeded(effect, { paired, confidence, power: 0.8, most: 1000 });
      expect([effect, paired, confidence, found]).toEqual([effect, paired, confidence, count ?? undefined]);
    }
    expect(valuesNeeded(-0.5, { paired: true, confidence: 0.95, power: 0.8, most: 1000 })).toBe(
      scipy.needed.find(({ effect, paired, confidence }) => effect === 0.5 && paired && confidence === 0.95)?.count,
    );
  });
});
