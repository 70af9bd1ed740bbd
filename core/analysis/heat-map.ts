import type { LayerFigureName, LayerHistory } from '../protocol/layer-figures.ts';
import type { Scale } from './scale.ts';

/** A figure of layers over time. */
export interface HeatMap {
  /** Names of layers, the first one of the network first. */
  readonly rows: readonly string[];
  /** From 1, ascending. */
  readonly steps: readonly number[];
  /** [rows, steps], row by row; NaN where there is no value. */
  readonly values: Float32Array;
}

/** Figures that span so many powers of ten that only a logarithm shows them. */
const logFigures: ReadonlySet<LayerFigureName> = new Set(['gradientNorm', 'weightNorm', 'updateRatio']);

/** Powers of ten that one map shows at most: below, everything is as good as nothing. */
const mostDecades = 10;

/**
 * The map of one figure, of layers that have it.
 * @param isShown which kinds of layers
 */
export function heatMapOf(
  history: LayerHistory,
  figure: LayerFigureName,
  isShown: (kind: string) => boolean = () => true,
): HeatMap {
  const values = history.figures[figure];
  const count = history.layers.length;
  const steps = [...history.step];
  const at = (row: number, step: number): number => values[step * count + row] ?? NaN;
  const rows = history.layers.flatMap(({ kind }, row) =>
    isShown(kind) && steps.some((_, step) => !Number.isNaN(at(row, step))) ? [row] : [],
  );
  return {
    rows: rows.map((row) => history.layers[row]?.name ?? ''),
    steps,
    values: Float32Array.from(rows.flatMap((row) => steps.map((_, step) => at(row, step)))),
  };
}

/** From the smallest to the largest value of all maps, so that equal colours mean equal values; undefined where there is none. */
export function heatScale(maps: readonly HeatMap[], figure: LayerFigureName): Scale | undefined {
  const log = logFigures.has(figure);
  let low = Infinity;
  let high = -Infinity;
  for (const { values } of maps)
    for (const value of values) {
      if (!Number.isFinite(value) || (log && value <= 0)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (figure === 'deadShare') return high === -Infinity ? undefined : { low: 0, high: 1, log };
  if (high === -Infinity) return undefined;
  if (log) low = Math.max(low, high / 10 ** mostDecades);
  return { low, high, log };
}

/** Stops of viridis (Smith & van der Walt 2015), which rises evenly in lightness, for whoever sees colours otherwise too. */
const viridis = [
  [68, 1, 84],
  [72, 36, 117],
  [65, 68, 135],
  [53, 95, 141],
  [42, 120, 142],
  [33, 145, 140],
  [34, 168, 132],
  [68, 191, 112],
  [122, 209, 81],
  [189, 223, 38],
  [253, 231, 37],
] as const;

/** Red, green and blue, 0..255, of a part of a scale. */
export function heatColour(part: number): readonly [number, number, number] {
  const at = Math.min(1, Math.max(0, part)) * (viridis.length - 1);
  const index = Math.min(viridis.length - 2, Math.floor(at));
  const [from, to] = [viridis[index] ?? viridis[0], viridis[index + 1] ?? viridis[0]];
  const mix = (channel: 0 | 1 | 2): number => Math.round(from[channel] + (at - index) * (to[channel] - from[channel]));
  return [mix(0), mix(1), mix(2)];
}

/** At most so many steps of a map, evenly chosen, the first and the last among them. */
export function thinned(map: HeatMap, most: number): HeatMap {
  const count = map.steps.length;
  if (count <= most) return map;
  const chosen = Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / Math.max(1, most - 1)));
  return {
    rows: map.rows,
    steps: chosen.map((step) => map.steps[step] ?? 0),
    values: Float32Array.from(
      map.rows.flatMap((_, row) => chosen.map((step) => map.values[row * count + step] ?? NaN)),
    ),
  };
}
