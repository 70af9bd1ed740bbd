import type { ChartDataset } from 'chart.js';
import type { Point } from './decimate.ts';
import type { Series } from './series.ts';
import type { TokenColors } from './token-colors.ts';

interface DrawnLine {
  readonly series: Series;
  readonly y: ArrayLike<number>;
  /** Of a band. */
  readonly edge: boolean;
  /** What lies between it and the line before it. */
  readonly fill: boolean;
}

/** What is drawn of curves: each itself, and the two edges of its band where it has one. */
export function drawnLines(all: readonly Series[]): DrawnLine[] {
  return all.flatMap((series) => [
    { series, y: series.y, edge: false, fill: false },
    ...(series.band === undefined
      ? []
      : [
          { series, y: series.band.low, edge: true, fill: false },
          { series, y: series.band.high, edge: true, fill: true },
        ]),
  ]);
}

/** @param whole the chart is not zoomed */
export function lineDataset(series: Series, colors: TokenColors, whole: boolean): ChartDataset<'line', Point[]> {
  const color = colors.read(series.color);
  const faint = series.look === 'faint';
  return {
    data: [],
    borderColor: color,
    borderWidth: faint ? 1 : 1.8,
    borderJoinStyle: 'round',
    borderDash: series.dashed === true ? [5, 4] : [],
    // Half a mark at the edge would look cut off.
    clip: whole ? 6 : 0,
    pointHitRadius: 0,
    pointHoverRadius: 0,
    pointBackgroundColor: color,
    pointBorderWidth: 0,
    // Lower is nearer to the eye.
    order: { points: 0, line: 1, faint: 2 }[series.look],
  };
}

/** An edge of a band, which is not drawn itself. */
export function edgeDataset(series: Series, fill: boolean, colors: TokenColors): ChartDataset<'line', Point[]> {
  return {
    data: [],
    borderWidth: 0,
    pointRadius: 0,
    pointHitRadius: 0,
    pointHoverRadius: 0,
    backgroundColor: colors.mix(series.color, 0.16),
    fill: fill ? '-1' : false,
    order: 3,
  };
}
