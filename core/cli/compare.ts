import {
  compareRuns,
  judgeRuns,
  type Comparison,
  type FigureName,
  type SettingRow,
  type VariantComparison,
  type Verdict,
  type VerdictFigure,
} from '../analysis/index.ts';
import type { RunDetail } from '../protocol/runs.ts';
import { formatCount, formatDuration, formatLoss, formatNumberOf, formatPercent } from './format.ts';
import { formatTable, print, printJson } from './output.ts';
import { summaryDocument } from './run-document.ts';
import { withRunner } from './with-runner.ts';

/** Prints in what runs differ, their figures, and the verdict where seeds repeat. @throws BlockyardError unknown-run */
export async function compareRunsOf(ids: readonly string[], figure: VerdictFigure, json: boolean): Promise<void> {
  await withRunner((runner) => {
    const runs = ids.map((id) => runner.get(id));
    const { settings, figures, networks } = compareRuns(runs);
    const verdict = judgeRuns(runs, figure);
    if (json) {
      printJson({
        runs: runs.map(({ summary }) => summaryDocument(summary)),
        settings: settings.map(({ path, values }) => ({ path, values: values.map((value) => value ?? null) })),
        figures: figures.map((row) => ({ ...row, values: row.values.map((value) => value ?? null) })),
        networks: networks.map((changes) => changes ?? null),
        verdict,
      });
      return;
    }
    print(
      [runTable(runs), differenceTable(settings, figures, networks), describeVerdict(verdict)]
        .filter((part) => part !== '')
        .join('\n\n'),
    );
  });
}

const letterOf = (index: number): string => `(${String(index + 1)})`;

function runTable(runs: readonly RunDetail[]): string {
  const rows = runs.map(({ summary }, at) => [letterOf(at), summary.id, summary.name, summary.status]);
  return formatTable([{ title: '' }, { title: 'Run' }, { title: 'Name' }, { title: 'Status' }], rows);
}

function differenceTable(
  settings: readonly SettingRow[],
  figures: Comparison['figures'],
  networks: Comparison['networks'],
): string {
  const changed = networks.some((changes) => changes === undefined || changes.length > 0);
  const rows = [
    ...settings.map(({ path, values }) => [
      path,
      ...values.map((value) => (value === undefined ? '-' : String(value))),
    ]),
    ...(changed ? [['changes in the network', ...networks.map(changesText)]] : []),
    ...figures.map(({ figure, values, best }) => [
      figure,
      ...values.map(
        (value, at) => `${value === undefined ? '-' : formatFigure(figure, value)}${best.includes(at) ? ' *' : ''}`,
      ),
    ]),
  ];
  if (rows.length === 0) return 'They do not differ in anything.';
  return formatTable([{ title: '' }, ...networks.map((_, at) => ({ title: letterOf(at) }))], rows);
}

function changesText(changes: Comparison['networks'][number], index: number): string {
  if (index === 0) return '-';
  return changes === undefined ? 'not readable' : formatCount(changes.length);
}

function formatFigure(figure: FigureName, value: number): string {
  switch (figure) {
    case 'bestAccuracy':
    case 'lastAccuracy':
    case 'trainAccuracy':
      return formatPercent(value);
    case 'valLoss':
    case 'trainLoss':
      return formatLoss(value);
    case 'trainingSeconds':
      return formatDuration(value);
    case 'parameters':
    case 'multiplyAdds':
    case 'epochs':
    case 'imagesPerSecond':
      return formatCount(value);
  }
}

/** Empty where nothing is repeated, so that there is nothing to judge. */
function describeVerdict({ figure, variants, comparisons, confidence }: Verdict): string {
  if (comparisons.length === 0 || variants.every(({ runs }) => runs.length < 2)) return '';
  const told = variants.map(({ runs, mean, interval }, at) => {
    const range =
      interval === undefined
        ? ''
        : `, 95% interval ${formatFigure(figure, interval.low)} to ${formatFigure(figure, interval.high)}`;
    return `Variant ${variantName(at)} (${runs[0]?.id ?? ''}): ${formatNumberOf(runs.length, 'seed')}, mean ${formatFigure(figure, mean)}${range}`;
  });
  return [...told, ...comparisons.map((comparison) => describeComparison(comparison, figure, confidence))].join('\n');
}

const variantName = (index: number): string =>
  String.fromCharCode('A'.charCodeAt(0) + (index % 26)).repeat(Math.floor(index / 26) + 1);

function describeComparison(found: VariantComparison, figure: VerdictFigure, confidence: number): string {
  const [first, second] = [variantName(found.first), variantName(found.second)];
  const between = (value: number): string =>
    figure === 'valLoss' ? value.toFixed(4) : `${(100 * value).toFixed(2)} points`;
  const { interval } = found;
  const range =
    interval === undefined
      ? ''
      : ` (${(100 * confidence).toFixed(1).replace(/\.0$/, '')}% interval ${between(interval.low)} to ${between(interval.high)}${found.effect === undefined ? '' : `, Hedges' g ${found.effect.toFixed(2)}`}; ${formatNumberOf(found.count, found.paired ? 'pair' : 'seed')})`;
  switch (found.finding) {
    case 'better':
    case 'worse':
      return `${second} is ${found.finding} than ${first} by ${between(Math.abs(found.difference))}${range}.`;
    case 'undecided':
      return `Whether ${second} differs from ${first} is not decided: the difference is ${between(found.difference)}${range}. ${moreText(found)}`.trimEnd();
    case 'too-few':
      return `${second} against ${first}: two seeds of each are the least that says anything.`;
    case 'no-spread':
      return `${second} against ${first}: every seed gives the same difference, ${between(found.difference)}, so what is chance cannot be told.`;
    case 'other-data':
      return `${second} against ${first}: they were validated on different images, so their figures are not comparable.`;
  }
}

/** Nothing where so few seeds do not even tell how far the difference stands out. */
function moreText({ effect, moreSeeds: seeds }: VariantComparison): string {
  if (effect === undefined) return '';
  return seeds === undefined
    ? 'The difference is so small that no reasonable number of seeds would settle it.'
    : `If it is as large as it looks, about ${formatNumberOf(seeds, 'more seed')} of each would settle it.`;
}
