import { meanBand } from '../../../core/analysis/index.ts';
import type { Series } from '../../lib/charts/series.ts';
import { Smoothing } from '../../lib/charts/smoothing.ts';
import { axisValues, curvesOf, type CompareLook, type Course } from './compare-series.ts';

/** Runs that have one value of a field in common. */
export interface CurveGroup {
  /** Tells it from runs and from other groups. */
  readonly id: string;
  readonly label: string;
  readonly courses: readonly Course[];
}

/** Runs by what `labelOf` says of them, in the order of their first ones. */
export function groupCourses(courses: readonly Course[], labelOf: (id: string) => string): CurveGroup[] {
  const groups = new Map<string, Course[]>();
  for (const course of courses) {
    const label = labelOf(course.run.id);
    groups.set(label, [...(groups.get(label) ?? []), course]);
  }
  return [...groups].map(([label, members]) => ({ id: `group:${label}`, label, courses: members }));
}

/** The mean of a group's curves, with the band from the lowest to the highest of them. Training is smoothed before, run by run. */
export function groupSeries(group: CurveGroup, color: string, look: CompareLook): Series[] {
  const parts = new Map<string, { x: ArrayLike<number>; y: ArrayLike<number> }[]>();
  for (const course of group.courses)
    for (const curve of curvesOf(look.figure, look.part, course)) {
      if (curve.steps.length === 0) continue;
      const smoothed = curve.part === 'training' && look.smoothing > 0 && look.figure !== 'learningRate';
      const own = {
        x: axisValues(look.axis, curve.steps, course),
        y:
          smoothed && look.figure !== 'imagesPerSecond'
            ? new Smoothing(look.smoothing).extend(curve.values)
            : curve.values,
      };
      parts.set(curve.part, [...(parts.get(curve.part) ?? []), own]);
    }
  return [...parts].map(([part, curves]) => {
    const { x, mean, low, high } = meanBand(curves);
    const points = part === 'validation' || look.figure === 'imagesPerSecond';
    return {
      id: `${group.id}/${part}`,
      label: group.label,
      color,
      x,
      y: mean,
      look: points ? 'points' : 'line',
      dashed: part === 'training' && parts.size > 1,
      ...(curves.length > 1 && { band: { low, high } }),
    };
  });
}
