import type { Scale } from 'chart.js';
import { ColumnRaster } from './column-raster.ts';
import { VisiblePoints } from './decimate.ts';
import type { Series } from './series.ts';
import type { TokenColors } from './token-colors.ts';

/** What is seen of curves: which part of x, on how many columns of the screen. */
export interface Sight {
  readonly from: number;
  readonly to: number;
  readonly columns: number;
  readonly log: boolean;
}

interface DrawnCurve {
  readonly series: Series;
  readonly line: VisiblePoints;
  readonly band: { readonly low: VisiblePoints; readonly high: VisiblePoints } | undefined;
}

export interface Canvas {
  readonly context: CanvasRenderingContext2D;
  readonly x: Scale;
  readonly y: Scale;
  readonly colors: TokenColors;
  /** Pixels of the screen in one of CSS. */
  readonly ratio: number;
}

/** px */
const dashLength = 5;
const usualWidth = 1.8;
/** Of a dashed curve of many points between its dashes. */
const gapOpacity = 0.35;
/** With more curves of many points than this they are drawn thinner, so that one sees between them. */
const fewCurves = 6;
/** A curve with more points has no marks: they would make a band. */
const mostMarks = 120;

/**
 * Draws curves from their columns: what is visible of each is found once for every look at it, in columns as well. Those with few points are stroked, those
 * with many painted into pixels; see docs/adr/0070.
 */
export class CurvePainter {
  #curves: DrawnCurve[] = [];
  #raster = new ColumnRaster(1, 1);
  #sight: Sight = { from: 0, to: 1, columns: 1, log: false };

  /** Looks at curves. Returns the lowest and the highest of what can be seen; undefined where that is nothing. */
  look(all: readonly Series[], sight: Sight): { low: number; high: number } | undefined {
    const known = this.#curves;
    this.#sight = sight;
    this.#curves = all.map((series, index) => {
      const { line, band } = known[index] ?? { line: new VisiblePoints(), band: undefined };
      const take = (points: VisiblePoints, y: ArrayLike<number>): VisiblePoints =>
        points.take(series.x, y, sight.from, sight.to, sight.columns);
      return {
        series,
        line: take(line, series.y),
        band: series.band && {
          low: take(band?.low ?? new VisiblePoints(), series.band.low),
          high: take(band?.high ?? new VisiblePoints(), series.band.high),
        },
      };
    });
    let low = Infinity;
    let high = -Infinity;
    for (const { line, band } of this.#curves)
      for (const points of band === undefined ? [line] : [line, band.low, band.high])
        for (let index = 0; index < points.length; index += 1) {
          const at = points.x[index] ?? NaN;
          const value = points.y[index] ?? NaN;
          if (at < sight.from || at > sight.to || !this.#isDrawn(value)) continue;
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
    return low <= high ? { low, high } : undefined;
  }

  paint(canvas: Canvas): void {
    const { context, colors } = canvas;
    const crowded = this.#curves.filter((curve) => this.#isCrowded(curve)).sort(byLayer);
    if (crowded.length > 0) this.#paintColumns(canvas, crowded);
    for (const curve of this.#curves) if (curve.band !== undefined) this.#fillBand(canvas, curve.series, curve.band);
    context.lineJoin = 'round';
    for (const curve of this.#curves.filter((one) => !this.#isCrowded(one)).sort(byLayer)) {
      const { series, line } = curve;
      const color = colors.read(series.color);
      const faint = series.look === 'faint';
      context.strokeStyle = faint ? colors.mix(series.color, 0.45) : color;
      context.lineWidth = faint ? 1 : usualWidth;
      context.setLineDash(series.dashed === true ? [dashLength, dashLength - 1] : []);
      this.#stroke(canvas, line);
      if ((series.look === 'points' || series.x.length === 1) && line.length < mostMarks)
        this.#mark(canvas, line, color);
    }
  }

  /** A clear one: the last, where it fits. */
  #rasterOf(width: number, height: number): ColumnRaster {
    if (this.#raster.width !== width || this.#raster.height !== height) this.#raster = new ColumnRaster(width, height);
    this.#raster.clear();
    return this.#raster;
  }

  #isCrowded({ line }: DrawnCurve): boolean {
    return line.length > this.#sight.columns / 4;
  }

  #paintColumns({ context, x, y, colors, ratio }: Canvas, curves: readonly DrawnCurve[]): void {
    const raster = this.#rasterOf(Math.round(x.width * ratio), Math.round(y.height * ratio));
    const toX = placer(x, false);
    const toY = placer(y, this.#sight.log);
    const { left } = x;
    const { top } = y;
    // Along such a line dashes would be a blur, and as gaps in it they would hide peaks: they are parts of the axis, with which they move.
    const dash = (dashLength * ratio * (x.max - x.min)) / raster.width;
    const perColumn = (x.max - x.min) / raster.width;
    const strength = (column: number): number =>
      Math.floor((x.min + column * perColumn) / dash) % 2 === 0 ? 1 : gapOpacity;
    const width = ratio * (curves.length > fewCurves ? 1 : usualWidth);
    for (const { series, line } of curves) {
      for (let index = 0; index < line.length; index += 1) {
        const value = line.y[index] ?? NaN;
        if (this.#isDrawn(value)) raster.lineTo((toX(line.x[index] ?? NaN) - left) * ratio, (toY(value) - top) * ratio);
        else raster.lift();
      }
      const faint = series.look === 'faint';
      raster.paint({
        color: colors.rgb(series.color),
        opacity: faint ? 0.24 : 1,
        thickness: faint ? ratio : width,
        strength: series.dashed === true ? strength : () => 1,
      });
    }
    // Pixels are put as they are, whatever the context is scaled by and clipped to.
    context.putImageData(
      new ImageData(raster.pixels, raster.width, raster.height),
      Math.round(left * ratio),
      Math.round(top * ratio),
    );
  }

  #stroke({ context, x, y }: Canvas, points: VisiblePoints): void {
    const toX = placer(x, false);
    const toY = placer(y, this.#sight.log);
    let down = false;
    context.beginPath();
    for (let index = 0; index < points.length; index += 1) {
      const value = points.y[index] ?? NaN;
      const drawn = this.#isDrawn(value);
      if (drawn && down) context.lineTo(toX(points.x[index] ?? NaN), toY(value));
      else if (drawn) context.moveTo(toX(points.x[index] ?? NaN), toY(value));
      down = drawn;
    }
    context.stroke();
  }

  #mark({ context, x, y }: Canvas, points: VisiblePoints, color: string): void {
    const toX = placer(x, false);
    const toY = placer(y, this.#sight.log);
    context.fillStyle = color;
    context.beginPath();
    for (let index = 0; index < points.length; index += 1) {
      const value = points.y[index] ?? NaN;
      if (!this.#isDrawn(value)) continue;
      const at = toX(points.x[index] ?? NaN);
      context.moveTo(at, toY(value));
      context.arc(at, toY(value), 2.5, 0, 2 * Math.PI);
    }
    context.fill();
  }

  #fillBand({ context, x, y, colors }: Canvas, series: Series, band: NonNullable<DrawnCurve['band']>): void {
    const toX = placer(x, false);
    const toY = placer(y, this.#sight.log);
    const along = ({ x: at, y: values }: VisiblePoints, index: number): void => {
      const value = values[index] ?? NaN;
      if (this.#isDrawn(value)) context.lineTo(toX(at[index] ?? NaN), toY(value));
    };
    context.fillStyle = colors.mix(series.color, 0.16);
    context.beginPath();
    for (let index = 0; index < band.low.length; index += 1) along(band.low, index);
    for (let index = band.high.length - 1; index >= 0; index -= 1) along(band.high, index);
    context.fill();
  }

  #isDrawn(value: number): boolean {
    return Number.isFinite(value) && (!this.#sight.log || value > 0);
  }
}

/** Later ones lie over earlier ones. */
function byLayer(a: DrawnCurve, b: DrawnCurve): number {
  const layers = { faint: 0, line: 1, points: 2 } as const satisfies Record<Series['look'], number>;
  return layers[a.series.look] - layers[b.series.look];
}

/** Where a value lies on a scale, as chart.js has it but for what it does beside: this is asked of every point. */
function placer(scale: Scale, log: boolean): (value: number) => number {
  const from = scale.getPixelForValue(scale.min);
  const span = scale.getPixelForValue(scale.max) - from;
  if (!log) {
    const factor = span / (scale.max - scale.min);
    return (value) => from + (value - scale.min) * factor;
  }
  const lowest = Math.log(scale.min);
  const factor = span / (Math.log(scale.max) - lowest);
  return (value) => from + (Math.log(value) - lowest) * factor;
}
