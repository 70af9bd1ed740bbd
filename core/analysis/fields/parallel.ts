import type { SettingValue } from '../../protocol/flat-settings.ts';
import type { Box, Ink, PlotMark, Place } from '../plot-marks.ts';
import type { FieldAxis } from './field-axis.ts';
import type { RunField } from './run-fields.ts';

/** Below an axis, px: where runs without a value pass. */
export const nowhere = 18;

/** Where the axes of parallel coordinates stand, from left to right. */
export function axisPlaces(count: number, { left, width }: Box): number[] {
  return Array.from({ length: count }, (_, index) => left + (count === 1 ? 0.5 : index / (count - 1)) * width);
}

/** Where a place of an axis, 0..1 from below, lies. */
export function heightOf(place: number, { top, height }: Box): number {
  return Number.isNaN(place) ? top + height + nowhere : top + (1 - place) * height;
}

/** A run's way through all axes. */
export function runLine(axes: readonly FieldAxis[], run: number, box: Box): Place[] {
  const xs = axisPlaces(axes.length, box);
  return axes.map(({ places }, index) => ({ x: xs[index] ?? NaN, y: heightOf(places[run] ?? NaN, box) }));
}

export interface ParallelLook {
  readonly box: Box;
  /** Runs that lie within the brushes. */
  readonly shown: readonly number[];
  /** Of a run's line. */
  readonly ink: (run: number) => Ink;
  readonly tick: (field: RunField, value: SettingValue) => string;
  /** Written above the axes where it is given. */
  readonly title?: (field: RunField) => string;
}

/** The more lines there are, the thinner each has to be for their density to be seen. */
function strengthFor(count: number): { width: number; opacity: number } {
  if (count <= 60) return { width: 1.6, opacity: 0.9 };
  return count <= 300 ? { width: 1.2, opacity: 0.6 } : { width: 1, opacity: 0.35 };
}

/** Runs as lines through an axis for each field (Inselberg 1985): those that are not within the brushes stay as a shadow. */
export function parallelMarks(axes: readonly FieldAxis[], runs: number, look: ParallelLook): PlotMark[] {
  const { box, shown, ink, tick, title } = look;
  const isShown = new Set(shown);
  const line = (run: number, style: { ink: Ink; width: number; opacity: number }): PlotMark => ({
    kind: 'line',
    points: runLine(axes, run, box),
    ...style,
  });
  const behind = Array.from({ length: runs }, (_, run) => run).filter((run) => !isShown.has(run));
  const shadow = { ink: '--muted', width: 1, opacity: behind.length > 300 ? 0.06 : 0.14 };
  const strength = strengthFor(shown.length);
  return [
    ...behind.map((run) => line(run, shadow)),
    ...shown.map((run) => line(run, { ink: ink(run), ...strength })),
    ...axisPlaces(axes.length, box).flatMap((x, index) => {
      const axis = axes[index];
      return axis === undefined ? [] : axisMarks(axis, x, box, tick, title);
    }),
  ];
}

function axisMarks(
  { field, places, ticks }: FieldAxis,
  x: number,
  box: Box,
  tick: ParallelLook['tick'],
  title: ParallelLook['title'],
): PlotMark[] {
  const label = (y: number, text: string): PlotMark => ({
    kind: 'text',
    at: { x: x + 7, y: y + 3.5 },
    text,
    anchor: 'start',
    ink: '--muted',
    halo: '--panel',
  });
  const mark = (y: number): PlotMark => ({
    kind: 'line',
    points: [
      { x: x - 3, y },
      { x: x + 3, y },
    ],
    ink: '--muted',
    width: 1,
  });
  const foot = box.top + box.height;
  return [
    {
      kind: 'line',
      points: [
        { x, y: box.top },
        { x, y: foot },
      ],
      ink: '--muted',
      width: 1,
    },
    ...thinned(ticks, Math.floor(box.height / 15)).flatMap(({ place, value }) => {
      const y = heightOf(place, box);
      return [mark(y), label(y, tick(field, value))];
    }),
    ...(places.some((place) => Number.isNaN(place)) ? [mark(foot + nowhere), label(foot + nowhere, '–')] : []),
    ...(title === undefined
      ? []
      : [
          {
            kind: 'text' as const,
            at: { x, y: box.top - 14 },
            text: title(field),
            anchor: 'middle' as const,
            ink: '--text',
            strong: true,
          },
        ]),
  ];
}

/** As many as there is room for. */
function thinned<Tick>(ticks: readonly Tick[], most: number): readonly Tick[] {
  const step = Math.max(1, Math.ceil(ticks.length / Math.max(1, most)));
  return ticks.filter((_, index) => index % step === 0);
}

/** The run among these whose line passes nearest to a point, if any is within `reach`. */
export function nearestLine(
  axes: readonly FieldAxis[],
  among: readonly number[],
  { x, y }: Place,
  box: Box,
  reach: number,
): number | undefined {
  const xs = axisPlaces(axes.length, box);
  const after = Math.max(
    1,
    Math.min(
      xs.length - 1,
      xs.findIndex((at) => at >= x),
    ),
  );
  const [from, to] = [xs[after - 1] ?? NaN, xs[after] ?? NaN];
  const [left, right] = [axes[after - 1]?.places, axes[after]?.places];
  if (left === undefined || right === undefined || x < from - reach || x > to + reach) return undefined;
  const part = Math.min(1, Math.max(0, (x - from) / (to - from)));
  let nearest: number | undefined;
  let best = reach;
  for (const run of among) {
    const [start, end] = [heightOf(left[run] ?? NaN, box), heightOf(right[run] ?? NaN, box)];
    // From the line, not from the point above it: steep ones lie nearer than they look.
    const slope = (end - start) / (to - from);
    const distance = Math.abs(start + part * (end - start) - y) / Math.hypot(1, slope);
    if (distance >= best) continue;
    [nearest, best] = [run, distance];
  }
  return nearest;
}
