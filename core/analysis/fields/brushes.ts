import type { FieldAxis } from './field-axis.ts';

/** A part of an axis, 0..1. */
export interface Brush {
  readonly low: number;
  readonly high: number;
}

/** By the id of the axis's field. */
export type Brushes = Readonly<Record<string, Brush>>;

/** Which runs lie within all brushes, as indices; one without a value lies in none. */
export function brushedRuns(axes: readonly FieldAxis[], brushes: Brushes, count: number): number[] {
  const used = axes.flatMap((axis) => {
    const brush = brushes[axis.field.id];
    return brush === undefined ? [] : [{ places: axis.places, brush }];
  });
  const indices = Array.from({ length: count }, (_, index) => index);
  return indices.filter((index) =>
    used.every(({ places, brush }) => {
      const place = places[index] ?? NaN;
      return place >= brush.low - rounding && place <= brush.high + rounding;
    }),
  );
}

/** Places are quotients: what lies on the edge of a brush is within it. */
const rounding = 1e-9;
