import type { Better } from '../figures.ts';

/**
 * The points that no other beats: none is at least as good in both and better in one. Indices, along x; points without a value are left out.
 * Sorts and sweeps once: O(n log n).
 */
export function paretoFront(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  better: { readonly x: Better; readonly y: Better },
): number[] {
  const [signX, signY] = [better.x === 'lower' ? 1 : -1, better.y === 'lower' ? 1 : -1];
  // As if less were better in both.
  const points = Array.from(x, (value, index) => ({ index, x: signX * value, y: signY * (y[index] ?? NaN) }))
    .filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y))
    .sort((a, b) => a.x - b.x || a.y - b.y);
  const front: number[] = [];
  let [lowest, at] = [Infinity, NaN];
  for (const point of points) {
    // Equal ones stand on the front together.
    if (point.y > lowest || (point.y === lowest && point.x !== at)) continue;
    [lowest, at] = [point.y, point.x];
    front.push(point.index);
  }
  return signX === 1 ? front : front.reverse();
}
