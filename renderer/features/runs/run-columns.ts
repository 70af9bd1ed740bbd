import type { RunOrigin } from '../../../core/protocol/run-spec.ts';
import type { RunSummary } from '../../../core/protocol/runs.ts';
import { deviceText } from '../../i18n/device-text.ts';
import type { Dictionary } from '../../i18n/en.ts';
import type { Format } from '../../lib/format/format.ts';

type Value = string | number | undefined;

interface Column {
  /** What it is sorted by. */
  readonly value: (run: RunSummary) => Value;
  readonly width: number;
  readonly numeric?: boolean;
  /** A column of numbers or times is sorted from the largest first. */
  readonly descending?: boolean;
}

const figure = { numeric: true, descending: true } as const;

/** Every column that the list of runs can have, in the order in which they are offered and shown. */
export const columnsById = {
  status: { value: (run) => run.status, width: 150 },
  name: { value: (run) => run.name, width: 164 },
  network: { value: (run) => run.architecture, width: 190 },
  dataset: { value: (run) => run.dataset, width: 96 },
  params: { value: (run) => run.params?.total, width: 106, ...figure },
  multiplyAdds: { value: (run) => run.multiplyAdds, width: 116, ...figure },
  valAccuracy: { value: (run) => run.bestEpoch?.valAccuracy, width: 148, ...figure },
  lastAccuracy: { value: (run) => run.lastEpoch?.valAccuracy, width: 148, ...figure },
  accuracy: { value: (run) => run.lastEpoch?.accuracy, width: 136, ...figure },
  valLoss: { value: (run) => run.lastEpoch?.valLoss, width: 96, numeric: true },
  loss: { value: (run) => run.lastEpoch?.loss, width: 96, numeric: true },
  epochs: { value: (run) => run.epochs, width: 84, ...figure },
  batchSize: { value: (run) => run.settings.batchSize, width: 84, ...figure },
  learningRate: { value: (run) => run.settings.learningRate, width: 108, ...figure },
  optimizer: { value: (run) => run.settings.optimizer, width: 96 },
  schedule: { value: (run) => run.settings.schedule, width: 110 },
  seed: { value: (run) => run.settings.seed, width: 76, numeric: true },
  duration: { value: (run) => run.trainingSeconds, width: 94, ...figure },
  rate: { value: (run) => run.imagesPerSecond, width: 96, ...figure },
  started: { value: (run) => run.createdAt, width: 128, descending: true },
  device: { value: (run) => run.device, width: 212 },
  origin: { value: (run) => run.origin?.kind, width: 180 },
  notes: { value: (run) => (run.notes === '' ? undefined : run.notes), width: 220 },
} as const satisfies Readonly<Record<string, Column>>;

export type RunColumn = keyof typeof columnsById;
export const runColumns = Object.keys(columnsById) as readonly RunColumn[];

export function columnOf(id: RunColumn): Column {
  return columnsById[id];
}

/** What runs can be grouped by: whatever several can have in common. */
export const groupColumns = [
  'status',
  'network',
  'dataset',
  'params',
  'multiplyAdds',
  'valAccuracy',
  'epochs',
  'batchSize',
  'learningRate',
  'optimizer',
  'schedule',
  'seed',
  'started',
  'device',
  'origin',
] as const satisfies readonly RunColumn[];
export type GroupColumn = (typeof groupColumns)[number];

/** Columns without which a line says nothing. */
export const fixedColumns = ['status', 'name'] as const satisfies readonly RunColumn[];

/** Shown until a person chooses others, the first as the window becomes narrow and the last as it becomes wide. */
const byWeight: readonly RunColumn[] = [
  'valAccuracy',
  'started',
  'duration',
  'network',
  'loss',
  'params',
  'dataset',
  'device',
];

/** As many of the usual columns as there is room for, in their order. */
export function columnsForWidth(width: number): readonly RunColumn[] {
  let room = width - fixedColumns.reduce((sum, id) => sum + columnOf(id).width, 0);
  const chosen = new Set<RunColumn>(fixedColumns);
  for (const id of byWeight) {
    room -= columnOf(id).width;
    if (room < 0) break;
    chosen.add(id);
  }
  return runColumns.filter((id) => chosen.has(id));
}

interface Texts {
  readonly words: Dictionary;
  readonly format: Format;
  readonly datasetTitle: (name: string) => string;
  /** Undefined: it was erased. */
  readonly runName: (id: string) => string | undefined;
}

type TextColumn = Exclude<RunColumn, (typeof fixedColumns)[number]>;

/** What the list says of a run in a column; a dash where there is nothing to say. */
export function cellText(column: TextColumn, run: RunSummary, texts: Texts): string {
  const text = cellTexts[column](run, texts);
  return text === undefined || text === '' ? '–' : text;
}

/** What the list says of all runs of a group. Times and accuracies are grouped roughly: by days, and by whole percents. */
export function groupText(column: GroupColumn, run: RunSummary, texts: Texts): string {
  const { format, words } = texts;
  if (column === 'status') return words.status[run.status];
  if (column === 'started') return format.day(run.createdAt);
  if (column === 'epochs') return format.integer(run.settings.epochs);
  if (column !== 'valAccuracy') return cellText(column, run, texts);
  return run.bestEpoch === undefined ? '–' : format.percent(Math.floor(100 * run.bestEpoch.valAccuracy) / 100, 0);
}

const percent = (value: number | undefined, { format }: Texts) =>
  value === undefined ? undefined : format.percent(value);
const loss = (value: number | undefined, { format }: Texts) => (value === undefined ? undefined : format.loss(value));

const cellTexts: Readonly<Record<TextColumn, (run: RunSummary, texts: Texts) => string | undefined>> = {
  network: (run) => run.architecture,
  dataset: (run, { datasetTitle }) => datasetTitle(run.dataset),
  params: (run, { format }) => run.params && format.count(run.params.total),
  multiplyAdds: (run, { format }) => (run.multiplyAdds === undefined ? undefined : format.count(run.multiplyAdds)),
  valAccuracy: (run, texts) => percent(run.bestEpoch?.valAccuracy, texts),
  lastAccuracy: (run, texts) => percent(run.lastEpoch?.valAccuracy, texts),
  accuracy: (run, texts) => percent(run.lastEpoch?.accuracy, texts),
  valLoss: (run, texts) => loss(run.lastEpoch?.valLoss, texts),
  loss: (run, texts) => loss(run.lastEpoch?.loss, texts),
  epochs: (run, { format }) => `${format.integer(run.epochs)} / ${format.integer(run.settings.epochs)}`,
  batchSize: (run, { format }) => format.integer(run.settings.batchSize),
  learningRate: (run) => String(run.settings.learningRate),
  optimizer: (run, { words }) => words.recipe.optimizers[run.settings.optimizer],
  schedule: (run, { words }) => words.recipe.schedules[run.settings.schedule],
  seed: (run) => String(run.settings.seed),
  duration: (run, { format }) => (run.trainingSeconds > 0 ? format.duration(run.trainingSeconds) : undefined),
  rate: (run, { format }) =>
    run.imagesPerSecond === undefined ? undefined : format.significant(run.imagesPerSecond, 4),
  started: (run, { format }) => format.dateTime(run.createdAt),
  device: ({ device, backend }, { words, format }) =>
    [device && deviceText(device, words, format), backend && words.recipe.backends[backend]]
      .filter((part) => part !== undefined)
      .join(' · '),
  origin: ({ origin }, texts) => origin && originText(origin, texts),
  notes: (run) => run.notes.replace(/\s+/gu, ' '),
};

/** `Forked from ResNet-20 on MNIST` */
export function originText(
  { kind, run }: RunOrigin,
  { words: { lineage }, runName }: Pick<Texts, 'words' | 'runName'>,
): string {
  if (kind === 'sweep' || run === undefined) return lineage.origins[kind];
  return `${lineage.origins[kind]} ${runName(run) ?? lineage.gone}`;
}
