import { Chart, LineController, LineElement, LinearScale, LogarithmicScale, PointElement, type ChartDataset, type Plugin } from 'chart.js';
import zoomPlugin from 'chartjs-plugin-zoom';
import { nearest, visiblePoints, type Point } from './decimate.ts';
import type { Series } from './series.ts';

Chart.register(LineController, LineElement, LinearScale, LogarithmicScale, PointElement, zoomPlugin);

export interface LineChartView {
  readonly series: readonly Series[];
  readonly log: boolean;
  /** Accuracies stay within 0..1; losses start at 0 while the whole is seen. */
  readonly range: 'fraction' | 'positive';
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
}

export interface LineChartListener {
  /** The place under the pointer, in values of x; undefined when it is elsewhere. */
  hover(x: number | undefined): void;
  zoomed(zoomed: boolean): void;
}

const columns = 600;

/** Draws curves with chart.js: only what the visible part can show goes in, so an update costs the same however long the training is. */
export class LineChart {
  readonly #chart: Chart<'line', Point[]>;
  readonly #listener: LineChartListener;
  readonly #canvas: HTMLCanvasElement;
  #view: LineChartView;
  /** The visible part of x; undefined: all of it. */
  #window: { from: number; to: number } | undefined;
  #hoverX: number | undefined;
  #frame = 0;

  constructor(canvas: HTMLCanvasElement, view: LineChartView, listener: LineChartListener) {
    this.#canvas = canvas;
    this.#view = view;
    this.#listener = listener;
    this.#chart = new Chart<'line', Point[]>(canvas, {
      type: 'line',
      data: { datasets: [] },
      plugins: [this.#crosshair()],
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        responsive: true,
        maintainAspectRatio: false,
        events: ['mousemove', 'mouseout'],
        layout: { padding: { top: 8, right: 10 } },
        plugins: {
          zoom: {
            pan: { enabled: true, mode: 'x', modifierKey: 'shift', onPan: () => this.#zoomed() },
            zoom: {
              mode: 'x',
              wheel: { enabled: true, speed: 0.15 },
              drag: { enabled: true, threshold: 6 },
              onZoom: () => this.#zoomed(),
            },
          },
        },
      },
    });
    canvas.tabIndex = 0;
    canvas.addEventListener('keydown', this.#key);
    canvas.addEventListener('pointermove', this.#move);
    canvas.addEventListener('pointerleave', this.#leave);
    canvas.addEventListener('dblclick', this.#reset);
    this.show(view);
  }

  /** Shows what the columns hold now; also after a change of theme or language. */
  show(view: LineChartView): void {
    this.#view = view;
    const extent = this.#extent();
    const { from, to } = this.#window ?? extent;
    const colors = new Colors(this.#canvas);
    this.#chart.data.datasets = view.series.map((series) => this.#dataset(series, from, to, colors));
    const ticks = { color: colors.read('--muted'), font: { family: colors.read('--mono'), size: 10.5 }, maxRotation: 0 };
    const grid = { color: colors.read('--line'), drawTicks: false };
    const whole = this.#window === undefined;
    const bounds = view.range === 'fraction' ? { suggestedMax: whole ? 1 : undefined } : { suggestedMin: whole && !view.log ? 0 : undefined };
    const limits = { min: extent.from, max: extent.to, minRange: Math.max((extent.to - extent.from) / 1e4, 1e-6) };
    const options = this.#chart.options;
    options.scales = {
      x: {
        type: 'linear',
        min: from,
        max: to,
        grid: { ...grid, display: false },
        border: { color: colors.read('--line') },
        ticks: { ...ticks, padding: 6, maxTicksLimit: 9, autoSkipPadding: 16, includeBounds: false, callback: (value) => view.formatX(Number(value)) },
      },
      y: {
        type: view.log ? 'logarithmic' : 'linear',
        ...bounds,
        grid,
        border: { display: false },
        ticks: { ...ticks, padding: 8, maxTicksLimit: 6, callback: (value) => view.formatY(Number(value)) },
        afterDataLimits: (scale) => {
          if (view.range === 'fraction') {
            scale.max = Math.min(1, scale.max);
            if (scale.max - scale.min < 0.002) scale.min = Math.max(0, scale.max - 0.01);
          }
        },
      },
    };
    const zoom = options.plugins?.zoom;
    if (zoom !== undefined) {
      zoom.limits = { x: limits };
      if (zoom.zoom?.drag !== undefined) {
        zoom.zoom.drag.backgroundColor = colors.mix('--accent', 0.15);
        zoom.zoom.drag.borderColor = colors.read('--accent');
        zoom.zoom.drag.borderWidth = 1;
      }
    }
    this.#chart.update('none');
  }

  resetZoom(): void {
    this.#window = undefined;
    this.#listener.zoomed(false);
    this.show(this.#view);
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    this.#canvas.removeEventListener('keydown', this.#key);
    this.#canvas.removeEventListener('pointermove', this.#move);
    this.#canvas.removeEventListener('pointerleave', this.#leave);
    this.#canvas.removeEventListener('dblclick', this.#reset);
    this.#chart.destroy();
  }

  #dataset(series: Series, from: number, to: number, colors: Colors): ChartDataset<'line', Point[]> {
    const color = colors.read(series.color);
    const marked = series.look === 'points' || series.x.length === 1;
    let points = visiblePoints(series.x, series.y, from, to, columns);
    if (this.#view.log) points = points.map((point) => (point.y > 0 ? point : { x: point.x, y: NaN }));
    return {
      data: points,
      borderColor: series.look === 'faint' ? colors.mix(series.color, 0.28) : color,
      borderWidth: series.look === 'faint' ? 1 : 1.8,
      borderJoinStyle: 'round',
      pointRadius: marked && points.length < 120 ? 2.5 : 0,
      // Half a mark at the edge would look cut off.
      clip: this.#window === undefined ? 6 : 0,
      pointHitRadius: 0,
      pointHoverRadius: 0,
      pointBackgroundColor: color,
      pointBorderWidth: 0,
      // Lower is nearer to the eye.
      order: { points: 0, line: 1, faint: 2 }[series.look],
    };
  }

  /** From the first to the last x of all curves, wide enough to be drawn. */
  #extent(): { from: number; to: number } {
    let from = Infinity;
    let to = -Infinity;
    for (const { x } of this.#view.series) {
      if (x.length === 0) continue;
      from = Math.min(from, x[0] ?? Infinity);
      to = Math.max(to, x[x.length - 1] ?? -Infinity);
    }
    if (from > to) return { from: 0, to: 1 };
    return { from, to: to > from ? to : from + 1 };
  }

  #zoomed(): void {
    const scale = this.#chart.scales['x'];
    if (scale === undefined) return;
    this.#look(scale.min, scale.max);
  }

  #look(from: number, to: number): void {
    const extent = this.#extent();
    const whole = from <= extent.from && to >= extent.to;
    this.#window = whole ? undefined : { from: Math.max(from, extent.from), to: Math.min(to, extent.to) };
    this.#listener.zoomed(!whole);
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.show(this.#view));
  }

  readonly #key = (event: KeyboardEvent) => {
    const { from, to } = this.#window ?? this.#extent();
    const part = (to - from) / 4;
    const moves: Record<string, () => void> = {
      '+': () => this.#look(from + part, to - part),
      '=': () => this.#look(from + part, to - part),
      '-': () => this.#look(from - part * 2, to + part * 2),
      ArrowLeft: () => this.#slide(-part),
      ArrowRight: () => this.#slide(part),
      '0': () => this.resetZoom(),
    };
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };

  #slide(by: number): void {
    if (this.#window === undefined) return;
    const extent = this.#extent();
    const { from, to } = this.#window;
    const shift = Math.max(extent.from - from, Math.min(extent.to - to, by));
    this.#look(from + shift, to + shift);
  }

  readonly #move = (event: PointerEvent) => {
    const scale = this.#chart.scales['x'];
    const area = this.#chart.chartArea;
    const inside = event.offsetX >= area.left && event.offsetX <= area.right && event.offsetY >= area.top && event.offsetY <= area.bottom;
    this.#hover(scale !== undefined && inside ? scale.getValueForPixel(event.offsetX) : undefined);
  };

  readonly #leave = () => this.#hover(undefined);
  readonly #reset = () => this.resetZoom();

  #hover(x: number | undefined): void {
    if (x === this.#hoverX) return;
    this.#hoverX = x;
    this.#listener.hover(x);
    this.#chart.draw();
  }

  /** A line at the pointer, and a dot on every curve at its nearest value. */
  #crosshair(): Plugin<'line'> {
    return {
      id: 'crosshair',
      afterDatasetsDraw: (chart) => {
        const scaleX = chart.scales['x'];
        const scaleY = chart.scales['y'];
        if (this.#hoverX === undefined || scaleX === undefined || scaleY === undefined) return;
        const { ctx, chartArea } = chart;
        const colors = new Colors(this.#canvas);
        const pixel = scaleX.getPixelForValue(this.#hoverX);
        ctx.save();
        ctx.strokeStyle = colors.read('--line-strong');
        ctx.beginPath();
        ctx.moveTo(pixel, chartArea.top);
        ctx.lineTo(pixel, chartArea.bottom);
        ctx.stroke();
        for (const series of this.#view.series) {
          const index = nearest(series.x, this.#hoverX);
          const value = series.y[index] ?? NaN;
          const at = scaleX.getPixelForValue(series.x[index] ?? NaN);
          const unseen = at < chartArea.left - 1 || at > chartArea.right + 1;
          if (series.look === 'faint' || !Number.isFinite(value) || unseen || (this.#view.log && value <= 0)) continue;
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
}

/** Colour tokens as the canvas needs them. */
class Colors {
  readonly #style: CSSStyleDeclaration;

  constructor(element: Element) {
    this.#style = getComputedStyle(element);
  }

  read(token: string): string {
    return this.#style.getPropertyValue(token).trim();
  }

  /** The token's colour at an opacity from 0 to 1. */
  mix(token: string, opacity: number): string {
    return `rgb(${this.read(`${token}-rgb`)} / ${opacity})`;
  }
}
