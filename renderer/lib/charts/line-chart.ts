import { Chart, LinearScale, LogarithmicScale } from 'chart.js';
import zoomPlugin from 'chartjs-plugin-zoom';
import { crosshair } from './crosshair.ts';
import { CurveLayer } from './curve-layer.ts';
import type { Series } from './series.ts';
import { TokenColors } from './token-colors.ts';

Chart.register(LinearScale, LogarithmicScale, zoomPlugin);

export interface LineChartView {
  readonly series: readonly Series[];
  readonly log: boolean;
  /** Accuracies stay within 0..1; losses start at 0 while the whole is seen. */
  readonly range: 'fraction' | 'positive';
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
}

interface ChartAxis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

export interface ChartFrame {
  readonly x: ChartAxis;
  readonly y: ChartAxis;
}

export interface LineChartListener {
  /** The place under the pointer, in values of x; undefined when it is elsewhere. */
  hover(x: number | undefined): void;
  zoomed(zoomed: boolean): void;
}

/** Curves on the axes of chart.js. Only what the visible part can show is drawn, so an update costs the same however long the training is. */
export class LineChart {
  readonly #chart: Chart<'line'>;
  readonly #curves = new CurveLayer();
  readonly #listener: LineChartListener;
  readonly #canvas: HTMLCanvasElement;
  #view: LineChartView;
  #colors: TokenColors;
  /** What the options were made for. */
  #kind = '';
  /** The visible part of x; undefined: all of it. */
  #window: { from: number; to: number } | undefined;
  #hoverX: number | undefined;
  #frame = 0;

  constructor(canvas: HTMLCanvasElement, view: LineChartView, listener: LineChartListener) {
    this.#canvas = canvas;
    this.#view = view;
    this.#listener = listener;
    this.#colors = new TokenColors(canvas);
    this.#chart = new Chart<'line'>(canvas, {
      type: 'line',
      data: { datasets: [] },
      plugins: [
        {
          id: 'curves',
          resize: () => {
            this.#curves.forget();
            // There are more or fewer columns now.
            this.#showSoon();
          },
          beforeDatasetsDraw: (chart) => {
            // Half a mark at the edge would look cut off.
            this.#curves.draw(chart, this.#colors, this.#window === undefined ? 6 : 0);
          },
        },
        crosshair(() => ({ x: this.#hoverX, series: this.#view.series, log: this.#view.log, colors: this.#colors })),
      ],
      options: {
        animation: false,
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

  /** Shows what the columns hold now. */
  show(view: LineChartView): void {
    this.#view = view;
    const { series, log, range } = view;
    const whole = this.#window === undefined;
    const kind = JSON.stringify([log, range]);
    // Options are dear to read: they change only with what is shown, not with every step.
    if (kind !== this.#kind) {
      this.#kind = kind;
      this.#configure();
    }
    const extent = this.#extent();
    const { from, to } = this.#window ?? extent;
    const columns = Math.max(100, this.#canvas.clientWidth);
    const heights = this.#curves.look(series, { from, to, columns, log });
    const { scales, plugins } = this.#chart.options;
    if (scales?.['x'] !== undefined) Object.assign(scales['x'], { min: from, max: to });
    if (scales?.['y'] !== undefined)
      Object.assign(scales['y'], {
        suggestedMin: whole && range === 'positive' && !log ? Math.min(0, heights?.low ?? 0) : heights?.low,
        suggestedMax: whole && range === 'fraction' ? Math.max(1, heights?.high ?? 1) : heights?.high,
      });
    if (plugins?.zoom !== undefined) {
      plugins.zoom.limits = {
        x: { min: extent.from, max: extent.to, minRange: Math.max((extent.to - extent.from) / 1e4, 1e-6) },
      };
    }
    this.#chart.update('none');
  }

  /** What is seen now: the ends of both axes, and their ticks as they are written. */
  frame(): ChartFrame {
    const axis = (name: 'x' | 'y'): ChartAxis => {
      const { min = 0, max = 1, ticks = [] } = this.#chart.scales[name] ?? {};
      return { min, max, ticks: ticks.map(({ value, label }) => ({ value, label: String(label ?? '') })) };
    };
    return { x: axis('x'), y: axis('y') };
  }

  /** Reads the colours again, after a change of theme. */
  recolor(): void {
    this.#colors = new TokenColors(this.#canvas);
    this.#kind = '';
    this.show(this.#view);
  }

  #configure(): void {
    const { log, range } = this.#view;
    const colors = this.#colors;
    const ticks = {
      color: colors.read('--muted'),
      font: { family: colors.read('--mono'), size: 10.5 },
      maxRotation: 0,
    };
    const grid = { color: colors.read('--line'), drawTicks: false };
    const options = this.#chart.options;
    options.scales = {
      x: {
        type: 'linear',
        grid: { ...grid, display: false },
        border: { color: colors.read('--line') },
        ticks: {
          ...ticks,
          padding: 6,
          maxTicksLimit: 9,
          autoSkipPadding: 16,
          includeBounds: false,
          callback: (value) => this.#view.formatX(Number(value)),
        },
      },
      y: {
        type: log ? 'logarithmic' : 'linear',
        grid,
        border: { display: false },
        ticks: { ...ticks, padding: 8, maxTicksLimit: 6, callback: (value) => this.#view.formatY(Number(value)) },
        afterDataLimits: (scale) => {
          if (range === 'fraction') {
            scale.max = Math.min(1, scale.max);
            if (scale.max - scale.min < 0.002) scale.min = Math.max(0, scale.max - 0.01);
          }
        },
      },
    };
    const drag = options.plugins?.zoom?.zoom?.drag;
    if (drag !== undefined)
      Object.assign(drag, {
        backgroundColor: colors.mix('--accent', 0.15),
        borderColor: colors.read('--accent'),
        borderWidth: 1,
      });
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
    this.#showSoon();
  }

  /** Once in a frame, however often it is asked for. */
  #showSoon(): void {
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
    const inside =
      event.offsetX >= area.left &&
      event.offsetX <= area.right &&
      event.offsetY >= area.top &&
      event.offsetY <= area.bottom;
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
}
