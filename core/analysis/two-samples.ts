import jstat from 'jstat';

/** What two samples say about the difference of their means, `b - a`. */
export interface Difference {
  readonly mean: number;
  /** Of the mean. */
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** Hedges' g; undefined where there are too few values to tell it. */
  readonly effect: number | undefined;
}

/**
 * Of values that belong together in pairs. The effect is standardised by the deviation of the differences (Cohen's d_z) and freed of its bias.
 * Lakens 2013, doi:10.3389/fpsyg.2013.00863.
 * @param a as long as `b`, at least two
 */
export function pairedDifference(a: readonly number[], b: readonly number[]): Difference {
  const differences = b.map((value, index) => value - (a[index] ?? NaN));
  const mean = meanOf(differences);
  const deviation = Math.sqrt(varianceOf(differences));
  const degreesOfFreedom = differences.length - 1;
  return {
    mean,
    standardError: deviation / Math.sqrt(differences.length),
    degreesOfFreedom,
    effect: effectOf(mean, deviation, degreesOfFreedom),
  };
}

/**
 * Of values that do not, whose spreads may differ (Welch 1947). The effect is standardised by the pooled deviation (Hedges 1981).
 * @param a at least two, as `b`
 */
export function unpairedDifference(a: readonly number[], b: readonly number[]): Difference {
  const mean = meanOf(b) - meanOf(a);
  const [varianceA, varianceB] = [varianceOf(a), varianceOf(b)];
  const [partA, partB] = [varianceA / a.length, varianceB / b.length];
  const spread = partA + partB;
  const pooledFreedom = a.length + b.length - 2;
  const pooled = Math.sqrt(((a.length - 1) * varianceA + (b.length - 1) * varianceB) / pooledFreedom);
  return {
    mean,
    standardError: Math.sqrt(spread),
    degreesOfFreedom: spread ** 2 / (partA ** 2 / (a.length - 1) + partB ** 2 / (b.length - 1)),
    effect: effectOf(mean, pooled, pooledFreedom),
  };
}

/** The interval that holds the true difference with this confidence, 0..1, if differences are spread normally. */
export function confidenceInterval(difference: Difference, confidence: number): { low: number; high: number } {
  const reach = difference.standardError * quantile((1 + confidence) / 2, difference.degreesOfFreedom);
  return { low: difference.mean - reach, high: difference.mean + reach };
}

/**
 * The fewest values on each side with which a difference as large as `effect` standard deviations is found with this power, by a two-sided t test at
 * the level 1 - confidence. Undefined where that is more than `most`.
 */
export function valuesNeeded(
  effect: number,
  { paired, confidence, power, most }: { paired: boolean; confidence: number; power: number; most: number },
): number | undefined {
  const found = (count: number): number => {
    const freedom = paired ? count - 1 : 2 * count - 2;
    const shift = Math.abs(effect) * Math.sqrt(paired ? count : count / 2);
    const limit = quantile((1 + confidence) / 2, freedom);
    return 1 - jstat.noncentralt.cdf(limit, freedom, shift) + jstat.noncentralt.cdf(-limit, freedom, shift);
  };
  // Power grows with every value: halving finds the first that is enough.
  if (!(found(most) >= power)) return undefined;
  let [low, high] = [1, most];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (found(middle) >= power) high = middle;
    else low = middle;
  }
  return high;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Unbiased; two values at least. */
export function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/** The interval that holds the true mean of values like these, with this confidence. Two values at least. */
export function meanInterval(values: readonly number[], confidence: number): { low: number; high: number } {
  const mean = meanOf(values);
  const standardError = Math.sqrt(varianceOf(values) / values.length);
  return confidenceInterval(
    { mean, standardError, degreesOfFreedom: values.length - 1, effect: undefined },
    confidence,
  );
}

/** Of Student's t distribution. */
function quantile(probability: number, degreesOfFreedom: number): number {
  return jstat.studentt.inv(probability, degreesOfFreedom);
}

/** Cohen's d times the exact correction J of Hedges 1981, eq. 6e; J is 0, and says nothing, with one degree of freedom. */
function effectOf(mean: number, deviation: number, degreesOfFreedom: number): number | undefined {
  if (deviation === 0 || degreesOfFreedom < 2) return undefined;
  const half = degreesOfFreedom / 2;
  return (mean / deviation) * Math.exp(jstat.gammaln(half) - jstat.gammaln(half - 0.5) - Math.log(half) / 2);
}
