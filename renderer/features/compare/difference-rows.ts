import type { Comparison, FigureName } from '../../../core/analysis/index.ts';
import type { Dictionary } from '../../i18n/en.ts';
import type { Format } from '../../lib/format/format.ts';

/** A line of the table of differences: a value of each run. */
export interface DifferenceRow {
  readonly label: string;
  readonly values: readonly string[];
  /** Where the best values stand. */
  readonly best: readonly number[];
}

/** Settings, then the network, then what came of them: only what differs. */
export function differenceRows(comparison: Comparison, words: Dictionary, format: Format): DifferenceRow[] {
  const { settings, networks, figures } = comparison;
  const none = '–';
  const changed = networks.some((changes) => changes === undefined || changes.length > 0);
  return [
    ...settings.map(({ path, values }) => ({
      label: settingLabel(path, words),
      values: values.map((value) => settingText(path, value, words, format) ?? none),
      best: [],
    })),
    ...(changed
      ? [
          {
            label: words.compare.networkChanges,
            values: networks.map((changes, index) => changesText(changes, index, words, format)),
            best: [],
          },
        ]
      : []),
    ...figures.map(({ figure, values, best }) => ({
      label: words.compare.results[figure],
      values: values.map((value) => (value === undefined ? none : figureText(figure, value, format))),
      best,
    })),
  ];
}

export function figureText(figure: FigureName, value: number, format: Format): string {
  switch (figure) {
    case 'bestAccuracy':
    case 'lastAccuracy':
    case 'trainAccuracy':
      return format.percent(value);
    case 'valLoss':
    case 'trainLoss':
      return format.loss(value);
    case 'trainingSeconds':
      return format.duration(value);
    case 'parameters':
    case 'multiplyAdds':
    case 'epochs':
      return format.integer(value);
    case 'imagesPerSecond':
      return format.significant(value, 4);
  }
}

function changesText(
  changes: Comparison['networks'][number],
  index: number,
  { compare }: Dictionary,
  format: Format,
): string {
  if (index === 0) return compare.firstNetwork;
  if (changes === undefined) return compare.unreadableNetwork;
  return changes.length === 0 ? compare.sameNetwork : compare.changes(changes.length, format.integer(changes.length));
}

/** Texts of a dictionary by their keys, of which some are no texts. */
type Texts = Readonly<Record<string, unknown>>;

/** What the recipe form calls a setting. */
export function settingLabel(path: string, words: Dictionary): string {
  const parts = path.split('.');
  const last = parts.at(-1) ?? path;
  const whole: Readonly<Record<string, string>> = {
    network: words.runs.network,
    backend: words.runs.backend,
    device: words.runs.columns.device,
    'data.dataset': words.runs.columns.dataset,
    'data.hash': words.compare.dataHash,
    'data.limit': words.recipe.limit,
    'data.validation.kind': words.recipe.validation,
    'transfer.from': words.transfer.fact,
    'transfer.fresh': words.transfer.freshFact,
    'transfer.frozen': words.transfer.frozenFact,
    'recipe.optimizer.kind': words.recipe.optimizer,
    'recipe.schedule.kind': words.recipe.schedule,
  };
  const known = whole[path];
  if (known !== undefined) return known;
  if (parts[1] === 'augmentation')
    return `${words.augmentation.title}: ${textOf(words.augmentation.names, last) ?? textOf(words.augmentation, last) ?? last}`;
  return textOf(words.recipe, last) ?? path;
}

function textOf(texts: Texts, key: string): string | undefined {
  const text = texts[key];
  return typeof text === 'string' ? text : undefined;
}

/** A setting's value as the recipe form shows it. */
export function settingText(
  path: string,
  value: string | number | boolean | undefined,
  words: Dictionary,
  format: Format,
): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'boolean') return value ? words.recipe.on : words.recipe.off;
  if (path === 'data.hash') return String(value).slice(0, 12);
  if (typeof value === 'number') return path === 'data.limit' ? format.integer(value) : String(value);
  const named: Readonly<Record<string, Texts>> = {
    backend: words.recipe.backends,
    'data.validation.kind': words.recipe.validations,
    'recipe.optimizer.kind': words.recipe.optimizers,
    'recipe.schedule.kind': words.recipe.schedules,
  };
  return textOf(named[path] ?? {}, value) ?? value;
}
