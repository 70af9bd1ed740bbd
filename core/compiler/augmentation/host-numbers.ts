import { betaCells } from './beta.ts';

/** A share by the table of `betaQuantiles`. In the graph's float32, so that both find the same whole pixels. */
export function shareOf(table: Float32Array, uniform: number): number {
  const place = uniform * betaCells;
  const cell = Math.floor(place);
  const [from = 0, to = 0] = [table[cell], table[cell + 1]];
  return Math.fround(from + Math.fround(Math.fround(to - from) * (place - cell)));
}

/** From -reach to reach. */
export function spread(uniform: number, reach: number): number {
  return (2 * uniform - 1) * reach;
}

/** A whole number from 0 to count - 1, with float32's rounding as in the graph. */
export function wholeBelow(uniform: number, count: number): number {
  return Math.floor(Math.fround(uniform * count));
}
