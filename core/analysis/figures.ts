import type { RunSummary } from '../protocol/runs.ts';

export type Better = 'higher' | 'lower';

interface Figure {
  /** Undefined while a run does not have it. */
  readonly value: (run: RunSummary) => number | undefined;
  /** Which of two values is the better one, where that can be said. */
  readonly better?: Better;
}

/** What a run is judged by: accuracies and losses of its epochs, its size and its time. */
export const figures = {
  bestAccuracy: { value: (run) => run.bestEpoch?.valAccuracy, better: 'higher' },
  lastAccuracy: { value: (run) => run.lastEpoch?.valAccuracy, better: 'higher' },
  valLoss: { value: (run) => run.lastEpoch?.valLoss, better: 'lower' },
  trainAccuracy: { value: (run) => run.lastEpoch?.accuracy, better: 'higher' },
  trainLoss: { value: (run) => run.lastEpoch?.loss, better: 'lower' },
  parameters: { value: (run) => run.params?.total, better: 'lower' },
  multiplyAdds: { value: (run) => run.multiplyAdds, better: 'lower' },
  epochs: { value: (run) => run.epochs },
  trainingSeconds: { value: (run) => run.trainingSeconds, better: 'lower' },
  imagesPerSecond: { value: (run) => run.imagesPerSecond, better: 'higher' },
} as const satisfies Readonly<Record<string, Figure>>;

export type FigureName = keyof typeof figures;
export const figureNames = Object.keys(figures) as readonly FigureName[];

/** A figure of several runs, side by side. */
export interface FigureRow {
  readonly figure: FigureName;
  readonly values: readonly (number | undefined)[];
  /** Where the best values stand; empty where none is better. */
  readonly best: readonly number[];
}

/** The figures in which runs differ. */
export function figureRows(runs: readonly RunSummary[]): FigureRow[] {
  return figureNames
    .map((figure) => ({ figure, values: runs.map((run) => figures[figure].value(run)) }))
    .filter(({ values }) => new Set(values).size > 1)
    .map((row) => ({ ...row, best: bestOf(row.values, betterOf(row.figure)) }));
}

export function betterOf(name: FigureName): Figure['better'] {
  const figure: Figure = figures[name];
  return figure.better;
}

function bestOf(values: readonly (number | undefined)[], better: Figure['better']): number[] {
  const known = values.filter((value) => value !== undefined).filter((value) => Number.isFinite(value));
  if (better === undefined || known.length < 2) return [];
  const best = better === 'higher' ? Math.max(...known) : Math.min(...known);
  return values.flatMap((value, index) => (value === best ? [index] : []));
}
