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

/** The points of a curve that are drawn, in columns that are used again for the next look at it. */
export class VisiblePoints {
  x = new Float64Array(0);
  y = new Float64Array(0);
  /** How many of both columns count. */
  length = 0;

  /**
   * Takes what can be seen of a curve between `from` and `to`: all of its points, or where there are more than two for each of `columns` columns of the
   * screen, the lowest and the highest of every column, so that no peak is lost. Columns begin at whole multiples of their own length, so that a curve
   * that is moved keeps its shape. One point outside on each side keeps lines running to the edge.
   */
  take(x: ArrayLike<number>, y: ArrayLike<number>, from: number, to: number, columns: number): this {
    const start = Math.max(0, lowerBound(x, from) - 1);
    const end = Math.min(x.length, lowerBound(x, to) + 2);
    const count = end - start;
    this.#reserve(2 * columns + 6);
    this.length = 0;
    if (count <= 2 * columns) {
      for (let index = start; index < end; index += 1) this.#add(x, y, index);
      return this;
    }
    const size = Math.ceil(count / columns);
    let last = start;
    this.#add(x, y, start);
    for (let first = start; first < end;) {
      const next = Math.min(end, (Math.floor(first / size) + 1) * size);
      let lowest = first;
      let highest = first;
      let low = y[first] ?? NaN;
      let high = low;
      for (let index = first + 1; index < next; index += 1) {
        const value = y[index] ?? NaN;
        // A value that is no number gives way to any other.
        if (value < low || (low !== low && value === value)) {
          lowest = index;
          low = value;
        }
        if (value > high || (high !== high && value === value)) {
          highest = index;
          high = value;
        }
      }
      for (const index of lowest < highest ? [lowest, highest] : [highest, lowest]) {
        if (index > last) this.#add(x, y, index);
        last = Math.max(last, index);
      }
      first = next;
    }
    if (last < end - 1) this.#add(x, y, end - 1);
    return this;
  }

  #add(x: ArrayLike<number>, y: ArrayLike<number>, index: number): void {
    this.x[this.length] = x[index] ?? NaN;
    this.y[this.length] = y[index] ?? NaN;
    this.length += 1;
  }

  #reserve(length: number): void {
    if (this.x.length >= length) return;
    this.x = new Float64Array(length);
    this.y = new Float64Array(length);
  }
}
