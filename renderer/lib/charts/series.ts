/** One curve. Columns are read, never kept or changed, and x ascends. */
export interface Series {
  readonly id: string;
  readonly label: string;
  /** Name of a colour token: `--train`. */
  readonly color: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** `faint` stands behind the others and has no line in the legend. `points` marks every value. */
  readonly look: 'line' | 'faint' | 'points';
  readonly dashed?: boolean;
  /** Around it, as long as it is itself: from the lowest to the highest of what it is the mean of. */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
}

export interface SeriesFigures {
  readonly last: number;
  readonly low: number;
  readonly high: number;
}

/** Last, lowest and highest finite value; undefined where there is none. */
export function figuresOf(y: ArrayLike<number>): SeriesFigures | undefined {
  let last = NaN;
  let low = Infinity;
  let high = -Infinity;
  for (let index = 0; index < y.length; index += 1) {
    const value = y[index] ?? NaN;
    if (!Number.isFinite(value)) continue;
    last = value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return Number.isNaN(last) ? undefined : { last, low, high };
}
