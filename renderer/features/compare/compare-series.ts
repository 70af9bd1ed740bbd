import type { Epoch, RunSummary, StepMetrics } from '../../../core/protocol/runs.ts';
import type { Series } from '../../lib/charts/series.ts';
import { Smoothing } from '../../lib/charts/smoothing.ts';

export const compareAxes = ['step', 'epoch', 'seconds'] as const;
export type CompareAxis = (typeof compareAxes)[number];

export const compareFigures = ['accuracy', 'loss', 'learningRate', 'imagesPerSecond'] as const;
export type CompareFigure = (typeof compareFigures)[number];

export const curveParts = ['both', 'training', 'validation'] as const;
export type CurvePart = (typeof curveParts)[number];

/** What is known of a run's course. */
export interface Course {
  readonly run: Pick<RunSummary, 'id' | 'name' | 'stepsPerEpoch' | 'step' | 'trainingSeconds'>;
  readonly steps: StepMetrics;
  readonly epochs: readonly Epoch[];
}

/** A column of figures at the steps at which they were taken. */
interface Column {
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

export interface Curve extends Column {
  readonly part: 'training' | 'validation';
}

/** The curves of a figure: training at every step, or where that is not kept at every epoch; validation where epochs ended. */
export function curvesOf(figure: CompareFigure, part: CurvePart, { steps, epochs }: Course): Curve[] {
  const ends = epochs.map((epoch) => epoch.step);
  switch (figure) {
    case 'accuracy':
    case 'loss': {
      const curves: Curve[] = [
        { part: 'training', steps: steps.step, values: steps[figure] },
        {
          part: 'validation',
          steps: ends,
          values: epochs.map((epoch) => (figure === 'loss' ? epoch.valLoss : epoch.valAccuracy)),
        },
      ];
      return curves.filter((curve) => part === 'both' || curve.part === part);
    }
    case 'learningRate':
      return [{ part: 'training', steps: steps.step, values: steps.learningRate }];
    case 'imagesPerSecond':
      return [{ part: 'training', steps: ends, values: epochs.map((epoch) => epoch.imagesPerSecond) }];
  }
}

/** Steps as values of an axis. Seconds are spread evenly over the steps of an epoch, as only its whole time is kept. */
export function axisValues(axis: CompareAxis, steps: ArrayLike<number>, course: Course): ArrayLike<number> {
  if (axis === 'step') return steps;
  const place = axis === 'epoch' ? epochAt(course) : secondsAt(course);
  // Float64Array.from takes ten times as long.
  const values = new Float64Array(steps.length);
  for (let index = 0; index < values.length; index += 1) values[index] = place(steps[index] ?? NaN);
  return values;
}

function epochAt({ run, epochs }: Course): (step: number) => number {
  const [first] = epochs;
  const perEpoch = run.stepsPerEpoch ?? (first === undefined ? undefined : first.step / first.epoch) ?? 1;
  return (step) => step / perEpoch;
}

function secondsAt({ run, epochs }: Course): (step: number) => number {
  let at = 0;
  const ends = [{ step: 0, seconds: 0 }];
  for (const { step, seconds } of epochs) {
    at += seconds;
    ends.push({ step, seconds: at });
  }
  // The epoch that is under way, or the only one.
  const last = ends.at(-1);
  if (last !== undefined && run.step > last.step)
    ends.push({ step: run.step, seconds: Math.max(last.seconds, run.trainingSeconds) });
  let piece = 1;
  return (step) => {
    while (piece < ends.length - 1 && step > (ends[piece]?.step ?? Infinity)) piece += 1;
    while (piece > 1 && step <= (ends[piece - 1]?.step ?? 0)) piece -= 1;
    const [from, to] = [ends[piece - 1], ends[piece]];
    if (from === undefined || to === undefined || to.step === from.step) return from?.seconds ?? 0;
    return from.seconds + ((step - from.step) / (to.step - from.step)) * (to.seconds - from.seconds);
  };
}

export interface CompareLook {
  readonly figure: CompareFigure;
  readonly part: CurvePart;
  readonly axis: CompareAxis;
  /** Weight of the moving average, 0 to below 1. */
  readonly smoothing: number;
  /** Raw curves behind smooth ones: where there are few. */
  readonly raw: boolean;
}

/** Series of one run. Training is dashed where validation stands beside it, as in figures of papers. */
export function seriesOf(course: Course, color: string, look: CompareLook): Series[] {
  const { id, name } = course.run;
  const curves = curvesOf(look.figure, look.part, course);
  const both = curves.length > 1;
  return curves.flatMap((curve): Series[] => {
    const x = axisValues(look.axis, curve.steps, course);
    const base = { id: `${id}/${curve.part}`, label: name, color, x };
    if (curve.part === 'validation' || look.figure === 'imagesPerSecond')
      return [{ ...base, y: curve.values, look: 'points' }];
    const dashed = both;
    if (look.smoothing === 0 || look.figure === 'learningRate')
      return [{ ...base, y: curve.values, look: 'line', dashed }];
    const smooth: Series = { ...base, y: new Smoothing(look.smoothing).extend(curve.values), look: 'line', dashed };
    return look.raw ? [{ ...base, id: `${base.id}/raw`, y: curve.values, look: 'faint' }, smooth] : [smooth];
  });
}
