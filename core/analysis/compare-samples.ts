import { confidenceInterval, pairedDifference, unpairedDifference, valuesNeeded } from './two-samples.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A figure of one training. */
export interface SeededValue {
  readonly seed: number;
  readonly value: number;
}

/**
 * What the seeds carry about a second sample against the first.
 * - `better`, `worse`: the interval of the difference leaves zero out.
 * - `undecided`: it does not.
 * - `too-few`: less than two seeds on a side, so nothing can be said about chance.
 * - `no-spread`: every difference is the same, so how much is chance cannot be estimated.
 */
export type SampleFinding = 'better' | 'worse' | 'undecided' | 'too-few' | 'no-spread';

export interface SampleComparison {
  readonly finding: SampleFinding;
  /** Over seeds that both have, where there are two; else all seeds of each (Welch). */
  readonly paired: boolean;
  /** Pairs, or the smaller side. */
  readonly count: number;
  /** The second less the first. */
  readonly difference: number;
  readonly interval?: Interval;
  /** Hedges' g. */
  readonly effect?: number;
  /** Seeds on each side, beyond those there are, with which a difference as large as this one would be found in four of five tries. */
  readonly moreSeeds?: number;
}

const power = 0.8;
/** More seeds than this are no plan. */
const mostSeeds = 1000;

/** @param better which of two values is the better one */
export function compareSamples(
  first: readonly SeededValue[],
  second: readonly SeededValue[],
  { confidence, better }: { confidence: number; better: 'higher' | 'lower' },
): SampleComparison {
  const common = first.filter(({ seed }) => second.some((other) => other.seed === seed));
  const paired = common.length >= 2 || first.length < 2 || second.length < 2;
  // In the order of the seeds, so that pairs meet.
  const valuesOf = (sample: readonly SeededValue[]): number[] =>
    (paired ? sample.filter(({ seed }) => common.some((one) => one.seed === seed)) : [...sample])
      .sort((a, b) => a.seed - b.seed)
      .map(({ value }) => value);
  const [a, b] = [valuesOf(first), valuesOf(second)];
  const base = { paired, count: Math.min(a.length, b.length) };
  if (base.count < 2) return { ...base, difference: mean(second) - mean(first), finding: 'too-few' };
  const found = (paired ? pairedDifference : unpairedDifference)(a, b);
  const told = { ...base, difference: found.mean };
  // Differences of a few units in the last place are the rounding of equal ones.
  if (found.standardError <= 1e-12 * Math.max(1, Math.abs(found.mean))) return { ...told, finding: 'no-spread' };
  const interval = confidenceInterval(found, confidence);
  const finding = findingOf(interval, better);
  const needed =
    finding === 'undecided' && found.effect !== undefined
      ? valuesNeeded(found.effect, { paired, confidence, power, most: mostSeeds })
      : undefined;
  return {
    ...told,
    finding,
    interval,
    ...(found.effect !== undefined && { effect: found.effect }),
    ...(needed !== undefined && { moreSeeds: Math.max(1, needed - base.count) }),
  };
}

function findingOf({ low, high }: Interval, better: 'higher' | 'lower'): SampleFinding {
  if (low <= 0 && high >= 0) return 'undecided';
  return low > 0 === (better === 'higher') ? 'better' : 'worse';
}

function mean(sample: readonly SeededValue[]): number {
  return sample.reduce((sum, { value }) => sum + value, 0) / sample.length;
}
