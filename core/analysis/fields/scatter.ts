import type { SettingValue } from '../../protocol/flat-settings.ts';
import { betterOf, type Better } from '../figures.ts';
import type { Box, Ink, PlotMark, Place } from '../plot-marks.ts';
import type { FieldAxis } from './field-axis.ts';
import { paretoFront } from './pareto.ts';
import type { RunField } from './run-fields.ts';

/** Part of the box that is left free at each edge, so that no dot is cut off. */
const margin = 0.03;

/** Which runs no other beats in both fields, along x; undefined where it cannot be said which values are better. */
export function frontOf(x: FieldAxis, y: FieldAxis, among: readonly number[]): number[] | undefined {
  const better = { x: directionOf(x), y: directionOf(y) };
  if (better.x === undefined || better.y === undefined || x.field.id === y.field.id) return undefined;
  const front = paretoFront(
    among.map((run) => x.places[run] ?? NaN),
    among.map((run) => y.places[run] ?? NaN),
    { x: better.x, y: better.y },
  );
  return front.map((index) => among[index] ?? -1);
}

function directionOf({ field: { figure } }: FieldAxis): Better | undefined {
  return figure === undefined ? undefined : betterOf(figure);
}

/** Where a run's dot lies; undefined where it lacks one of the two. */
export function dotOf(x: FieldAxis, y: FieldAxis, run: number, box: Box): Place | undefined {
  const [across, up] = [x.places[run] ?? NaN, y.places[run] ?? NaN];
  return Number.isNaN(across) || Number.isNaN(up) ? undefined : { x: acrossAt(across, box), y: upAt(up, box) };
}

function acrossAt(place: number, { left, width }: Box): number {
  return left + (margin + place * (1 - 2 * margin)) * width;
}

function upAt(place: number, { top, height }: Box): number {
  return top + (1 - margin - place * (1 - 2 * margin)) * height;
}

export interface ScatterLook {
  readonly box: Box;
  readonly shown: readonly number[];
  readonly ink: (run: number) => Ink;
  readonly tick: (field: RunField, value: SettingValue) => string;
  readonly title: (field: RunField) => string;
  /** Along x; see `frontOf`. */
  readonly front: readonly number[] | undefined;
}

/** Runs as dots, one field against another, with the front of those that no other beats. */
export function scatterMarks(
  x: FieldAxis,
  y: FieldAxis,
  { box, shown, ink, tick, title, front }: ScatterLook,
): PlotMark[] {
  const foot = box.top + box.height;
  const grid = (from: Place, to: Place): PlotMark => ({ kind: 'line', points: [from, to], ink: '--line', width: 1 });
  const text = (at: Place, words: string, anchor: 'start' | 'middle' | 'end', strong = false): PlotMark => ({
    kind: 'text',
    at,
    text: words,
    anchor,
    ink: strong ? '--text' : '--muted',
    strong,
  });
  const onFront = new Set(front);
  const dots = shown.flatMap((run): PlotMark[] => {
    const at = dotOf(x, y, run, box);
    if (at === undefined) return [];
    const radius = onFront.has(run) ? 5 : shown.length > 300 ? 3 : 4;
    return [{ kind: 'dot', at, radius, ink: ink(run), opacity: front === undefined || onFront.has(run) ? 0.95 : 0.55 }];
  });
  const every = Math.max(1, Math.ceil(x.ticks.length / Math.max(1, Math.floor(box.width / 70))));
  return [
    ...y.ticks.flatMap(({ place, value }) => {
      const height = upAt(place, box);
      return [
        grid({ x: box.left, y: height }, { x: box.left + box.width, y: height }),
        text({ x: box.left - 8, y: height + 3.5 }, tick(y.field, value), 'end'),
      ];
    }),
    ...x.ticks.flatMap(({ place, value }, index) => {
      const across = acrossAt(place, box);
      return [
        grid({ x: across, y: box.top }, { x: across, y: foot }),
        ...(index % every === 0 ? [text({ x: across, y: foot + 16 }, tick(x.field, value), 'middle')] : []),
      ];
    }),
    ...stairs(x, y, front ?? [], box),
    ...dots,
    text({ x: box.left + box.width / 2, y: foot + 36 }, title(x.field), 'middle', true),
    text({ x: box.left, y: box.top - 12 }, title(y.field), 'start', true),
  ];
}

/** Between two runs of the front nothing is known to be better than the nearer one: it goes in steps, not straight. */
function stairs(x: FieldAxis, y: FieldAxis, front: readonly number[], box: Box): PlotMark[] {
  const dots = front.flatMap((run) => dotOf(x, y, run, box) ?? []);
  // From the worse side of x on, every step first goes along x and then to the better value.
  const ordered = directionOf(x) === 'lower' ? dots : [...dots].reverse();
  const points = ordered.flatMap((dot, index) => {
    const before = ordered[index - 1];
    return before === undefined ? [dot] : [{ x: dot.x, y: before.y }, dot];
  });
  return points.length < 2 ? [] : [{ kind: 'line', points, ink: '--accent', width: 1.5, opacity: 0.9 }];
}

/** The run among these whose dot is nearest to a point, if any is within `reach`. */
export function nearestDot(
  x: FieldAxis,
  y: FieldAxis,
  among: readonly number[],
  at: Place,
  box: Box,
  reach: number,
): number | undefined {
  let nearest: number | undefined;
  let best = reach;
  for (const run of among) {
    const dot = dotOf(x, y, run, box);
    const distance = dot === undefined ? Infinity : Math.hypot(dot.x - at.x, dot.y - at.y);
    if (distance >= best) continue;
    [nearest, best] = [run, distance];
  }
  return nearest;
}
