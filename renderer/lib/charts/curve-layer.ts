import type { Chart } from 'chart.js';
import { CurvePainter, type Sight } from './curve-painter.ts';
import type { Series } from './series.ts';
import type { TokenColors } from './token-colors.ts';

/** The curves of a chart as a picture, painted when what they show changes; a pointer that moves over the chart has it put under its cross again. */
export class CurveLayer {
  readonly #painter = new CurvePainter();
  readonly #canvas = document.createElement('canvas');
  #fresh = false;

  /** Looks at curves. Returns the lowest and the highest of what can be seen; undefined where that is nothing. */
  look(series: readonly Series[], sight: Sight): { low: number; high: number } | undefined {
    this.#fresh = false;
    return this.#painter.look(series, sight);
  }

  /** Has them painted anew. */
  forget(): void {
    this.#fresh = false;
  }

  /** @param beyond how far marks may stand out of the area between the axes, px */
  draw(chart: Chart<'line'>, colors: TokenColors, beyond: number): void {
    const { canvas, chartArea, currentDevicePixelRatio: ratio, width, height } = chart;
    const { x, y } = chart.scales;
    if (x === undefined || y === undefined || width === 0 || height === 0) return;
    if (!this.#fresh) {
      const own = this.#canvas;
      if (own.width !== canvas.width || own.height !== canvas.height)
        Object.assign(own, { width: canvas.width, height: canvas.height });
      const context = own.getContext('2d');
      if (context === null) return;
      context.clearRect(0, 0, own.width, own.height);
      context.save();
      context.scale(ratio, ratio);
      const { left, top, right, bottom } = chartArea;
      context.beginPath();
      context.rect(left - beyond, top - beyond, right - left + 2 * beyond, bottom - top + 2 * beyond);
      context.clip();
      this.#painter.paint({ context, x, y, colors, ratio });
      context.restore();
      this.#fresh = true;
    }
    chart.ctx.drawImage(this.#canvas, 0, 0, width, height);
  }
}
