import type { VariantComparison, Verdict, VerdictFigure } from '../../../core/analysis/index.ts';
import type { Dictionary } from '../../i18n/en.ts';
import type { Format } from '../../lib/format/format.ts';
import { figureText } from './difference-rows.ts';

/** `A`, `B`, ... */
export function variantName(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + (index % 26)).repeat(Math.floor(index / 26) + 1);
}

/** A difference of figures: of accuracies in points of a hundred. */
function differenceText(figure: VerdictFigure, value: number, words: Dictionary['compare'], format: Format): string {
  return figure === 'valLoss' ? format.loss(value) : words.points(format.significant(100 * value, 3));
}

/** What the seeds carry about one variant against another: the claim, and what it stands on. */
export function findingTexts(
  { figure, confidence }: Pick<Verdict, 'figure' | 'confidence'>,
  found: VariantComparison,
  words: Dictionary['compare'],
  format: Format,
): { claim: string; grounds: readonly string[] } {
  const between = (value: number): string => differenceText(figure, value, words, format);
  const claims = found.finding === 'better' || found.finding === 'worse';
  const claim = words.findings[found.finding](
    variantName(found.second),
    variantName(found.first),
    between(claims ? Math.abs(found.difference) : found.difference),
  );
  if (found.finding === 'other-data' || found.finding === 'too-few') return { claim, grounds: [] };
  const count = format.integer(found.count);
  const more =
    found.moreSeeds === undefined
      ? words.neverSettled
      : words.moreSeeds(found.moreSeeds, format.integer(found.moreSeeds));
  return {
    claim,
    grounds: [
      ...(found.interval === undefined
        ? []
        : [
            words.interval(
              format.percent(confidence, confidence === 0.95 ? 0 : 1),
              between(found.interval.low),
              between(found.interval.high),
            ),
          ]),
      ...(found.effect === undefined ? [] : [words.effect(format.significant(found.effect, 3))]),
      found.paired ? words.pairs(found.count, count) : words.unpaired(found.count, count),
      // So few seeds that they do not tell how far the difference stands out do not tell how many more it takes.
      ...(found.finding === 'undecided' && found.effect !== undefined ? [more] : []),
    ],
  };
}

/** How many seeds a variant has, and their mean with its interval. */
export function variantText(
  figure: VerdictFigure,
  { runs, mean, interval }: Verdict['variants'][number],
  words: Dictionary['compare'],
  format: Format,
): string {
  const line = words.variantLine(
    words.seeds(runs.length, format.integer(runs.length)),
    figureText(figure, mean, format),
  );
  if (interval === undefined) return line;
  return `${line} · ${words.meanInterval(figureText(figure, interval.low, format), figureText(figure, interval.high, format))}`;
}
