export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Index of the first value that is not less than `value`; the length when all are. `sorted` ascends. */
export function lowerBound(sorted: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Index of the value nearest to `value`, -1 when there are none. */
export function nearest(sorted: ArrayLike<number>, value: number): number {
  if (sorted.length === 0) return -1;
  const after = lowerBound(sorted, value);
  if (after === 0) return 0;
  if (after === sorted.length) return after - 1;
  return value - (sorted[after - 1] ?? -Infinity) <= (sorted[after] ?? Infinity) - value ? after - 1 : after;
}

/**
 * The points of a curve that can be seen between `from` and `to`: all of them, or where there are more than `buckets` columns of the screen can
 * show, the first, lowest, highest and last of every column, so that no peak is lost. One point outside on each side keeps lines running to the edge.
 */
export function visiblePoints(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  from: number,
  to: number,
  buckets: number,
): Point[] {
  const start = Math.max(0, lowerBound(x, from) - 1);
  const end = Math.min(x.length, lowerBound(x, to) + 2);
  const points: Point[] = [];
  const take = (index: number) => points.push({ x: x[index] ?? NaN, y: y[index] ?? NaN });
  const count = end - start;
  if (count <= buckets * 4) {
    for (let index = start; index < end; index += 1) take(index);
    return points;
  }
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const first = start + Math.floor((bucket * count) / buckets);
    const last = start + Math.floor(((bucket + 1) * count) / buckets) - 1;
    let lowest = first;
    let highest = first;
    for (let index = first + 1; index <= last; index += 1) {
      const value = y[index] ?? NaN;
      if (value < (y[lowest] ?? NaN) || Number.isNaN(y[lowest])) lowest = index;
      if (value > (y[highest] ?? NaN) || Number.isNaN(y[highest])) highest = index;
    }
    const inOrder = [first, Math.min(lowest, highest), Math.max(lowest, highest), last];
    for (const [position, index] of inOrder.entries()) if (index !== inOrder[position - 1]) take(index);
  }
  return points;
}
