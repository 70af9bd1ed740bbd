import type { RateCourse } from '../protocol/rate-test.ts';

/** What a learning-rate range test shows. */
export interface RateFinding {
  /** The losses without the noise of single batches, a value for each. */
  readonly smooth: readonly number[];
  /** Where the smooth loss falls the most steeply by the logarithm of the rate; undefined where it does not fall by more than noise. */
  readonly suggestion: { readonly rate: number; readonly step: number } | undefined;
}

/** Standard deviation of the smoothing, as a part of the test. */
const width = 1 / 40;

/** Reads the curve of a range test. Smoothing looks as far ahead as back, since a running mean would lag behind and suggest too high a rate. */
export function judgeRates({ rates, losses }: RateCourse): RateFinding {
  const smooth = smoothed(losses, Math.max(1, losses.length * width));
  const lowest = smooth.indexOf(Math.min(...smooth));
  let steepest: number | undefined;
  let slope = 0;
  for (let at = 1; at < lowest; at += 1) {
    const change = ((smooth[at + 1] ?? NaN) - (smooth[at - 1] ?? NaN)) / 2;
    if (change < slope) {
      slope = change;
      steepest = at;
    }
  }
  const fall = (smooth[0] ?? 0) - (smooth[lowest] ?? 0);
  if (steepest === undefined || fall <= noiseOf(losses, smooth, lowest)) return { smooth, suggestion: undefined };
  return { smooth, suggestion: { rate: twoDigits(rates[steepest] ?? 0), step: steepest } };
}

/** Means weighted by a normal distribution over neighbouring steps. */
function smoothed(values: readonly number[], deviation: number): number[] {
  const reach = Math.ceil(3 * deviation);
  return values.map((_, at) => {
    let sum = 0;
    let weights = 0;
    for (let other = Math.max(0, at - reach); other <= Math.min(values.length - 1, at + reach); other += 1) {
      const weight = Math.exp(-(((other - at) / deviation) ** 2) / 2);
      sum += weight * (values[other] ?? 0);
      weights += weight;
    }
    return sum / weights;
  });
}

/** Root of the mean square of what smoothing took away, up to a step: beyond it a diverging loss jumps. */
function noiseOf(values: readonly number[], smooth: readonly number[], to: number): number {
  let sum = 0;
  for (let at = 0; at <= to; at += 1) sum += ((values[at] ?? 0) - (smooth[at] ?? 0)) ** 2;
  return Math.sqrt(sum / (to + 1));
}

/** A range test tells no more. */
function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
