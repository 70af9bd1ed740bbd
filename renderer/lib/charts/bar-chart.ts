import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LogarithmicScale,
  type ChartDataset,
} from 'chart.js';
import { TokenColors } from './token-colors.ts';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, LogarithmicScale);

export interface BarSeries {
  readonly label: string;
  /** Design token. */
  readonly color: string;
  readonly values: readonly number[];
}

export interface BarChartView {
  /** Of the bars. */
  readonly labels: readonly string[];
  readonly series: readonly BarSeries[];
  /** `stacked`: one upon the other; `beside`: next to each other; `over`: in front of each other, seen through, without gaps between bars. */
  readonly look: 'stacked' | 'beside' | 'over';
  /** Heights are logarithms, so that small bars show beside large ones. Not of what is stacked, whose parts would have no size of their own. */
  readonly log?: boolean;
  readonly formatY: (value: number) => string;
}

/** Draws bars with chart.js. */
export class BarChart {
  readonly #chart: Chart<'bar', number[], string>;
  readonly #canvas: HTMLCanvasElement;
  #view: BarChartView;
  #active: number | undefined;

  /** @param onActive hears which bar the pointer or the keys are at */
  constructor(canvas: HTMLCanvasElement, view: BarChartView, onActive: (index: number | undefined) => void) {
    this.#canvas = canvas;
    this.#view = view;
    this.#chart = new Chart<'bar', number[], string>(canvas, {
      type: 'bar',
      data: { labels: [], datasets: [] },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        interaction: { mode: 'index', intersect: false },
        events: ['mousemove', 'mouseout'],
        layout: { padding: { top: 6 } },
        onHover: (_event, elements) => {
          onActive(elements[0]?.index);
        },
      },
    });
    canvas.tabIndex = 0;
    canvas.addEventListener('pointerleave', () => onActive(undefined));
    canvas.addEventListener('blur', () => onActive(undefined));
    canvas.addEventListener('keydown', (event) => {
      const next = this.#move(event.key);
      if (next === undefined) return;
      event.preventDefault();
      onActive(next);
    });
    this.show(view);
  }

  /** Draws the bar that is looked at stronger than the others. */
  mark(active: number | undefined): void {
    if (this.#active === active) return;
    this.#active = active;
    this.show(this.#view);
  }

  show(view: BarChartView): void {
    this.#view = view;
    const colors = new TokenColors(this.#canvas);
    const { data, options } = this.#chart;
    data.labels = [...view.labels];
    data.datasets = view.series.map((one) => this.#dataset(one, colors));
    const font = { family: colors.read('--mono'), size: 10.5 };
    const ticks = { color: colors.read('--muted'), font, maxRotation: 0 };
    options.scales = {
      x: {
        stacked: view.look !== 'beside',
        grid: { display: false },
        border: { color: colors.read('--line') },
        ticks: {
          ...ticks,
          autoSkipPadding: 10,
          callback: (_value, index) => shortened(view.labels[index] ?? ''),
        },
      },
      y: {
        ...(view.log === true
          ? { type: 'logarithmic' as const, min: leastLog }
          : { type: 'linear' as const, beginAtZero: true }),
        stacked: view.look === 'stacked',
        grid: { color: colors.read('--line'), drawTicks: false },
        border: { display: false },
        ticks: {
          ...ticks,
          padding: 8,
          maxTicksLimit: 5,
          callback: (value) => (view.log === true && !isPowerOfTen(Number(value)) ? '' : view.formatY(Number(value))),
        },
      },
    };
    this.#chart.update('none');
  }

  destroy(): void {
    this.#chart.destroy();
  }

  #dataset({ values, color }: BarSeries, colors: TokenColors): ChartDataset<'bar', number[]> {
    const over = this.#view.look === 'over';
    const plain = colors.mix(color, over && this.#view.series.length > 1 ? 0.5 : 0.8);
    const strong = colors.read(color);
    return {
      data: [...values],
      backgroundColor: values.map((_, index) => (index === this.#active ? strong : plain)),
      categoryPercentage: over ? 1 : 0.8,
      barPercentage: over ? 1 : 0.94,
      ...(over ? {} : { borderRadius: 2, maxBarThickness: 46 }),
    };
  }

  #move(key: string): number | undefined {
    const last = this.#view.labels.length - 1;
    const at = this.#active;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: at === undefined ? last : Math.max(0, at - 1),
      ArrowRight: at === undefined ? 0 : Math.min(last, at + 1),
      Home: 0,
      End: last,
    };
    return moves[key];
  }
}

/** Where bars begin whose heights are logarithms: below one image, so that one shows. */
const leastLog = 0.5;

function isPowerOfTen(value: number): boolean {
  return Number.isInteger(Math.log10(value));
}

function shortened(label: string): string {
  return label.length > 14 ? `${label.slice(0, 13)}…` : label;
}
