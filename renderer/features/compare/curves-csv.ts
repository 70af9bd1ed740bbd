import { csvLines } from '../../../core/analysis/index.ts';
import { axisValues, curvesOf, type CompareFigure, type Course, type CurvePart } from './compare-series.ts';

/** Every value of the curves, not only what is drawn: one line each, with all three axes. RFC 4180, but for line ends, which are plain. */
export function curvesCsv(figure: CompareFigure, part: CurvePart, courses: readonly Course[]): string {
  const lines: (string | number)[][] = [['run', 'name', 'curve', 'step', 'epoch', 'seconds', figure]];
  for (const course of courses) {
    const { id, name } = course.run;
    for (const curve of curvesOf(figure, part, course)) {
      const [epochs, seconds] = [axisValues('epoch', curve.steps, course), axisValues('seconds', curve.steps, course)];
      for (let index = 0; index < curve.steps.length; index += 1)
        lines.push([
          id,
          name,
          curve.part,
          curve.steps[index] ?? '',
          rounded(epochs[index]),
          rounded(seconds[index]),
          curve.values[index] ?? '',
        ]);
    }
  }
  return csvLines(lines);
}

function rounded(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(9)));
}
