import { workKinds, type Work, type WorkKind } from '../../model/index.ts';

/** A step of a network, and how long it took. */
export interface Sample {
  readonly work: Work;
  readonly seconds: number;
}

export interface Fit {
  readonly secondsPer: Readonly<Record<WorkKind, number>>;
  /** Median over the samples of |predicted / measured - 1|. */
  readonly error: number;
}

/** Relative error beyond which a sample counts for less (Huber 1964): something else ran while it was measured. */
const trusted = 0.15;
const reweightings = 20;
const sweeps = 20_000;

/**
 * Seconds per unit of each kind of work, none negative, that come closest to the measured times: least squares of the *relative* errors, so that a
 * step of a millisecond counts as much as one of a second, with samples that fit badly counting for less. A kind that no sample has gets 0.
 */
export function fitRates(samples: readonly Sample[]): Fit {
  const rows = samples.map(({ work, seconds }) => workKinds.map((kind) => work[kind] / seconds));
  // Columns of length 1: kinds are counted in anything from single steps to 1e9 multiply-adds.
  const lengths = workKinds.map((_, k) => Math.hypot(...rows.map((row) => at(row, k))) || 1);
  const scaled = rows.map((row) => row.map((value, k) => value / at(lengths, k)));
  const predicted = (x: readonly number[]): number[] => scaled.map((row) => dot(row, x));
  let x = workKinds.map(() => 0);
  let weights = samples.map(() => 1);
  for (let round = 0; round < reweightings; round += 1) {
    x = nonNegativeLeastSquares(scaled, weights, x);
    weights = predicted(x).map((value) => 1 / Math.max(1, Math.abs(value - 1) / trusted));
  }
  const errors = predicted(x)
    .map((value) => Math.abs(value - 1))
    .sort((a, b) => a - b);
  const rates = workKinds.map((kind, k): [WorkKind, number] => [kind, at(x, k) / at(lengths, k)]);
  return {
    secondsPer: Object.fromEntries(rates) as Record<WorkKind, number>,
    error: errors[Math.floor(errors.length / 2)] ?? 0,
  };
}

/** Minimises `sum of weights * (row . x - 1)^2` over x >= 0, one coordinate at a time: convex, so that this converges to the minimum. */
function nonNegativeLeastSquares(
  rows: readonly (readonly number[])[],
  weights: readonly number[],
  start: readonly number[],
): number[] {
  const x = [...start];
  const product = (of: (row: readonly number[]) => number): number =>
    rows.reduce((total, row, i) => total + at(weights, i) * of(row), 0);
  const gram = x.map((_, i) => x.map((__, j) => product((row) => at(row, i) * at(row, j))));
  const target = x.map((_, i) => product((row) => at(row, i)));
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    let change = 0;
    gram.forEach((row, i) => {
      const curvature = at(row, i);
      if (curvature === 0) return;
      const before = at(x, i);
      x[i] = Math.max(0, before + (at(target, i) - dot(row, x)) / curvature);
      change = Math.max(change, Math.abs(at(x, i) - before));
    });
    if (change < 1e-12) break;
  }
  return x;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + value * at(b, i), 0);
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}
