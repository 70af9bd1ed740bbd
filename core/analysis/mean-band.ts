/** A curve of one run; x ascends. */
export interface RunCurve {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** What several runs do together: at every x their mean, and the lowest and the highest of them. */
export interface MeanBand {
  readonly x: Float64Array;
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * The mean of curves and the band around all of them, at every x that one of them has; between its own points a curve is a straight line. Where one
 * has not begun or has ended, the mean is of those that go on. Values that are not finite are left out.
 */
export function meanBand(curves: readonly RunCurve[]): MeanBand {
  const x = commonX(curves);
  const [sum, count] = [new Float64Array(x.length), new Uint32Array(x.length)];
  const [low, high] = [new Float64Array(x.length).fill(Infinity), new Float64Array(x.length).fill(-Infinity)];
  for (const curve of curves) {
    let piece = 1;
    for (let index = 0; index < x.length; index += 1) {
      const at = x[index] ?? NaN;
      while (piece < curve.x.length - 1 && at > (curve.x[piece] ?? Infinity)) piece += 1;
      const value = valueOn(curve, piece, at);
      if (!Number.isFinite(value)) continue;
      sum[index] = (sum[index] ?? 0) + value;
      count[index] = (count[index] ?? 0) + 1;
      if (value < (low[index] ?? NaN)) low[index] = value;
      if (value > (high[index] ?? NaN)) high[index] = value;
    }
  }
  const none = (values: Float64Array): Float64Array => values.map((value, index) => (count[index] === 0 ? NaN : value));
  return { x, mean: sum.map((total, index) => total / (count[index] ?? 0)), low: none(low), high: none(high) };
}

/** On the piece that ends at the point `piece`; NaN outside of the curve. */
function valueOn({ x, y }: RunCurve, piece: number, at: number): number {
  const [fromX, toX] = [x[piece - 1] ?? NaN, x[piece] ?? NaN];
  const [fromY, toY] = [y[piece - 1] ?? NaN, y[piece] ?? NaN];
  if (at === fromX) return fromY;
  if (at === toX) return toY;
  if (!(at > fromX && at < toX)) return NaN;
  return fromY + ((at - fromX) / (toX - fromX)) * (toY - fromY);
}

/** Every x of all curves once, ascending. Runs of one recipe have the same ones, so that nothing needs sorting. */
function commonX(curves: readonly RunCurve[]): Float64Array {
  const [first, ...others] = curves;
  if (first === undefined) return new Float64Array();
  const longest = others.reduce((best, curve) => (curve.x.length > best.x.length ? curve : best), first);
  if (curves.every(({ x }) => beginsLike(longest.x, x))) return Float64Array.from(longest.x);
  const all = Float64Array.from(curves.flatMap(({ x }) => Array.from(x))).sort();
  return all.filter((value, index) => index === 0 || value !== all[index - 1]);
}

function beginsLike(long: ArrayLike<number>, short: ArrayLike<number>): boolean {
  for (let index = 0; index < short.length; index += 1) if (short[index] !== long[index]) return false;
  return true;
}
