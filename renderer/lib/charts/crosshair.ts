import type { Plugin } from 'chart.js';
import { nearest } from './decimate.ts';
import type { Series } from './series.ts';
import type { TokenColors } from './token-colors.ts';

export interface CrosshairLook {
  /** The place under the pointer, in values of x; undefined when it is elsewhere. */
  readonly x: number | undefined;
  readonly series: readonly Series[];
  readonly log: boolean;
  readonly colors: TokenColors;
}

/** A line at the pointer, and a dot on every curve at its nearest value. */
export function crosshair(look: () => CrosshairLook): Plugin<'line'> {
  return {
    id: 'crosshair',
    afterDatasetsDraw: (chart) => {
      const scaleX = chart.scales['x'];
      const scaleY = chart.scales['y'];
      const { x, series: shown, log, colors } = look();
      if (x === undefined || scaleX === undefined || scaleY === undefined) return;
      const { ctx, chartArea } = chart;
      const pixel = scaleX.getPixelForValue(x);
      ctx.save();
      ctx.strokeStyle = colors.read('--line-strong');
      ctx.beginPath();
      ctx.moveTo(pixel, chartArea.top);
      ctx.lineTo(pixel, chartArea.bottom);
      ctx.stroke();
      for (const series of shown) {
        const index = nearest(series.x, x);
        const value = series.y[index] ?? NaN;
        const at = scaleX.getPixelForValue(series.x[index] ?? NaN);
        const unseen = at < chartArea.left - 1 || at > chartArea.right + 1;
        if (series.look === 'faint' || !Number.isFinite(value) || unseen || (log && value <= 0)) continue;
        ctx.beginPath();
        ctx.arc(at, scaleY.getPixelForValue(value), 3.5, 0, 2 * Math.PI);
        ctx.fillStyle = colors.read(series.color);
        ctx.strokeStyle = colors.read('--panel');
        ctx.lineWidth = 1.5;
        ctx.fill();
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}
