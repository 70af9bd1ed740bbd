import type { Interval, SampleComparison } from './compare-samples.ts';
import type { Claim, StudyResult } from './study-result.ts';
import type { StudyWords } from './study-words.ts';

/** `12.34%` */
export function errorText(value: number): string {
  return `${(100 * value).toFixed(2)}%`;
}

/** An interval of errors, which are never less than nothing or more than everything. */
export function errorRange({ low, high }: Interval): string {
  return `${errorText(Math.max(0, low))} – ${errorText(Math.min(1, high))}`;
}

interface ClaimText {
  readonly claim: string;
  /** What it stands on. */
  readonly grounds: readonly string[];
}

/** What a study found, in plain words: a sentence about all of it, what else is to be known, and each claim with its grounds. */
export function studyText(
  result: StudyResult,
  words: StudyWords,
): { readonly headline: string; readonly notes: readonly string[]; readonly claims: readonly ClaimText[] } {
  const { counts, claims } = result;
  return {
    headline: result.finding === undefined ? words.family : words.findings[result.finding],
    notes: [
      ...(counts.active > 0 ? [words.waiting(counts.active)] : []),
      ...(counts.lost > 0 ? [words.lost(counts.lost)] : []),
    ],
    claims: claims.map((claim) => claimText(claim, result, words)),
  };
}

function moreText({ effect, moreSeeds }: SampleComparison, words: StudyWords): string {
  if (effect === undefined) return words.moreUnknown;
  return moreSeeds === undefined ? words.neverSettled : words.moreSeeds(moreSeeds);
}

function claimText({ found, first, second, part }: Claim, result: StudyResult, words: StudyWords): ClaimText {
  const titleOf = (variant: number): string => result.variants[variant]?.title ?? '';
  const [one, other] = [titleOf(first), titleOf(second)];
  const points = (value: number): string => words.points((100 * value).toFixed(2));
  const what = words.parts[part].toLowerCase();
  const grounds: string[] = [];
  if (found.interval !== undefined) {
    const confidence = `${(100 * result.confidence).toFixed(1).replace(/\.0$/, '')}%`;
    grounds.push(words.differenceInterval(confidence, points(found.interval.low), points(found.interval.high)));
  }
  if (found.effect !== undefined) grounds.push(words.effect(found.effect.toFixed(2)));
  if (found.finding !== 'too-few') grounds.push(found.paired ? words.pairs(found.count) : words.unpaired(found.count));
  switch (found.finding) {
    case 'worse':
      return { claim: words.larger(other, one, what, points(Math.abs(found.difference))), grounds };
    case 'better':
      return { claim: words.smaller(other, one, what, points(Math.abs(found.difference))), grounds };
    case 'undecided':
      grounds.push(moreText(found, words));
      return { claim: words.undecided(other, one, what, points(found.difference)), grounds };
    case 'no-spread':
      return { claim: words.noSpread(other, one, what, points(found.difference)), grounds };
    case 'too-few':
      return { claim: words.tooFew(other, one), grounds };
  }
}
