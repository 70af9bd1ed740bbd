import type { Outcomes } from '../../protocol/trained-model.ts';

/** What two models made of the same images: how many both had right, the first or the second alone, and neither. */
export interface Agreement {
  readonly both: number;
  readonly firstOnly: number;
  readonly secondOnly: number;
  readonly neither: number;
  /** Places in the outcomes of the images that one of them alone had right. */
  readonly differing: readonly number[];
  /**
   * Probability that models which are equally good differ by as much or more: McNemar's test (1947, doi:10.1007/BF02295996), exact and two-sided, from the
   * binomial distribution of the images that one alone had right.
   */
  readonly pValue: number;
}

/** @returns undefined where the outcomes are not of the same images in the same order */
export function compareOutcomes(first: Outcomes, second: Outcomes): Agreement | undefined {
  const count = first.index.length;
  if (second.index.length !== count) return undefined;
  let [both, firstOnly, secondOnly] = [0, 0, 0];
  const differing: number[] = [];
  for (let at = 0; at < count; at += 1) {
    if (first.index[at] !== second.index[at] || first.label[at] !== second.label[at]) return undefined;
    const [a, b] = [first.rank[at] === 0, second.rank[at] === 0];
    if (a !== b) differing.push(at);
    if (a && b) both += 1;
    else if (a) firstOnly += 1;
    else if (b) secondOnly += 1;
  }
  const neither = count - both - firstOnly - secondOnly;
  return { both, firstOnly, secondOnly, neither, differing, pValue: mcNemar(firstOnly, secondOnly) };
}

/** Of how many images the first and the second model alone had right. */
export function mcNemar(firstOnly: number, secondOnly: number): number {
  const trials = firstOnly + secondOnly;
  const fewer = Math.min(firstOnly, secondOnly);
  // Terms of the binomial distribution with equal chances, each from the one before it, by logarithms, since 2^-trials is too small for a number.
  let logTerm = -trials * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let k = 1; k <= fewer; k += 1) {
    logTerm += Math.log((trials - k + 1) / k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}
