import { VisiblePoints } from '../../lib/charts/decimate.ts';
import type { ChartFrame } from '../../lib/charts/line-chart.ts';
import type { Series } from '../../lib/charts/series.ts';
import { svgDocument, svgEscaped, svgNumber, svgText } from '../../lib/charts/svg-parts.ts';

export interface CurvesPicture {
  readonly title: string;
  /** What stands under the horizontal axis. */
  readonly axis: string;
  readonly note: string;
  readonly series: readonly Series[];
  /** One line of the legend for each run. */
  readonly legend: readonly { readonly label: string; readonly color: string }[];
  readonly frame: ChartFrame;
  readonly log: boolean;
  /** A token's colour as CSS writes it. */
  readonly paint: (token: string) => string;
}

const width = 960;
const plot = { left: 64, top: 48, width: 872, height: 420 };
const lineHeight = 20;

/** What a chart shows now as a picture of its own, on white, as figures in papers are. */
export function curvesSvg(picture: CurvesPicture): { svg: string; width: number; height: number } {
  const { title, axis, note, series, legend, frame, log, paint } = picture;
  const legendTop = plot.top + plot.height + 62;
  const columns = 3;
  const height = legendTop + Math.ceil(legend.length / columns) * lineHeight + 12;
  const x = (value: number): number => plot.left + (part(value, frame.x.min, frame.x.max, false) || 0) * plot.width;
  const y = (value: number): number =>
    plot.top + plot.height - (part(value, frame.y.min, frame.y.max, log) || 0) * plot.height;
  const grid = frame.y.ticks.map(
    ({ value, label }) =>
      `<line x1="${plot.left}" x2="${plot.left + plot.width}" y1="${svgNumber(y(value))}" y2="${svgNumber(y(value))}" stroke="#e1e5ea"/>` +
      svgText(plot.left - 8, y(value) + 4, label, { anchor: 'end' }),
  );
  const ticks = frame.x.ticks
    .filter(({ label }) => label !== '')
    .map(({ value, label }) => svgText(x(value), plot.top + plot.height + 20, label, { anchor: 'middle' }));
  const visible = new VisiblePoints();
  const pointsOf = (one: Series, values: ArrayLike<number>): string[] => {
    visible.take(one.x, values, frame.x.min, frame.x.max, plot.width);
    return Array.from(visible.x.subarray(0, visible.length), (at, index) => ({ at, value: visible.y[index] ?? NaN }))
      .filter(({ value }) => Number.isFinite(value) && (!log || value > 0))
      .map(({ at, value }) => `${svgNumber(x(at))},${svgNumber(y(value))}`);
  };
  const bands = series.flatMap((one) => {
    if (one.band === undefined) return [];
    const around = [...pointsOf(one, one.band.high), ...pointsOf(one, one.band.low).reverse()];
    return [`<polygon fill="${paint(one.color)}" fill-opacity="0.16" points="${around.join(' ')}"/>`];
  });
  const curves = series.map((one) => {
    const points = pointsOf(one, one.y);
    const dash = one.dashed === true ? ' stroke-dasharray="6 4"' : '';
    const strength = one.look === 'faint' ? ' stroke-opacity="0.3" stroke-width="1"' : ' stroke-width="1.8"';
    return `<polyline fill="none" stroke="${paint(one.color)}" stroke-linejoin="round"${strength}${dash} points="${points.join(' ')}"/>`;
  });
  const names = legend.map(({ label, color }, index) => {
    const left = plot.left + (index % columns) * (plot.width / columns);
    const top = legendTop + Math.floor(index / columns) * lineHeight;
    return `<rect x="${svgNumber(left)}" y="${top - 6}" width="14" height="4" rx="2" fill="${paint(color)}"/>${svgText(left + 22, top, shortened(label))}`;
  });
  const svg = svgDocument(width, height, title, [
    `<text x="${plot.left}" y="28" font-size="16" font-weight="600">${svgEscaped(title)}</text>`,
    ...grid,
    ...ticks,
    svgText(
      plot.left + plot.width / 2,
      plot.top + plot.height + 40,
      [axis, note].filter((part) => part !== '').join(' · '),
      { anchor: 'middle' },
    ),
    `<clipPath id="plot"><rect x="${plot.left}" y="${plot.top - 2}" width="${plot.width}" height="${plot.height + 4}"/></clipPath>`,
    `<g clip-path="url(#plot)">`,
    ...bands,
    ...curves,
    '</g>',
    ...names,
  ]);
  return { svg, width, height };
}

function part(value: number, low: number, high: number, log: boolean): number {
  return log ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low)) : (value - low) / (high - low);
}

function shortened(label: string): string {
  return label.length > 42 ? `${label.slice(0, 41)}…` : label;
}
