import type { LayerHistory } from '../protocol/layer-figures.ts';
import type { Epoch, RunDetail, StepMetrics } from '../protocol/runs.ts';
import { csvLines } from './csv.ts';

/** A run with everything that was recorded of it. */
export interface WholeRun {
  readonly detail: RunDetail;
  readonly metrics: StepMetrics;
  readonly layers: LayerHistory;
}

const columns = [
  'run',
  'name',
  'step',
  'epoch',
  'batch_loss',
  'batch_accuracy',
  'learning_rate',
  'loss',
  'accuracy',
  'val_loss',
  'val_accuracy',
  'epoch_seconds',
  'images_per_second',
];

/** Runs as one table: a line for every step, which at the end of an epoch has the figures of the epoch too. Figures of steps have float32's digits. */
export function runsCsv(runs: readonly WholeRun[]): string {
  return csvLines([columns, ...runs.flatMap(rowsOf)]);
}

function rowsOf({ detail: { summary, epochs }, metrics }: WholeRun): (string | number | undefined)[][] {
  const ends = new Map(epochs.map((epoch) => [epoch.step, epoch]));
  const trained = [...metrics.step].map((step, at): { step: number; at: number | undefined } => ({ step, at }));
  // An epoch whose steps were lost is told all the same.
  const known = new Set(metrics.step);
  const rows = [
    ...trained,
    ...epochs.filter(({ step }) => !known.has(step)).map(({ step }) => ({ step, at: undefined })),
  ];
  return rows
    .sort((a, b) => a.step - b.step)
    .map(({ step, at }) => {
      const end = ends.get(step);
      const figure = (values: Float32Array): number | undefined =>
        at === undefined ? undefined : shortest(values[at]);
      return [
        summary.id,
        summary.name,
        step,
        end?.epoch ?? epochAt(step, summary.stepsPerEpoch),
        figure(metrics.loss),
        figure(metrics.accuracy),
        figure(metrics.learningRate),
        ...epochCells(end),
      ];
    });
}

function epochCells(epoch: Epoch | undefined): (number | undefined)[] {
  if (epoch === undefined) return Array.from({ length: 6 }, () => undefined);
  const { loss, accuracy, valLoss, valAccuracy, seconds, imagesPerSecond } = epoch;
  return [loss, accuracy, valLoss, valAccuracy, seconds, imagesPerSecond];
}

function epochAt(step: number, stepsPerEpoch: number | undefined): number | undefined {
  return stepsPerEpoch === undefined ? undefined : Math.ceil(step / stepsPerEpoch);
}

/** Runs as one document, with every figure. Times are milliseconds since 1970, UTC. */
export function runsDocument(runs: readonly WholeRun[]): unknown {
  return {
    format: 'blockyard.runs',
    version: 1,
    runs: runs.map(({ detail, metrics, layers }) => ({
      ...detail,
      steps: {
        step: [...metrics.step],
        loss: numbers(metrics.loss),
        accuracy: numbers(metrics.accuracy),
        learningRate: numbers(metrics.learningRate),
      },
      layers: {
        layers: layers.layers,
        step: [...layers.step],
        figures: Object.fromEntries(
          Object.entries(layers.figures).map(([name, values]) => [
            name,
            [...layers.step.keys()].map((row) =>
              numbers(values.subarray(row * layers.layers.length, (row + 1) * layers.layers.length)),
            ),
          ]),
        ),
      },
    })),
  };
}

/** JSON has no word for what is not a number. */
function numbers(values: Float32Array): (number | null)[] {
  return [...values].map((value) => shortest(value) ?? null);
}

/** The shortest decimal that is this float32; undefined for none. */
function shortest(value: number | undefined): number | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  for (const digits of [6, 7, 8]) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
