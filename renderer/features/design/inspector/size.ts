import type { Pair } from '../../../../core/model/index.ts';

/** Reads `3`, `1x7` or `1 × 7`; undefined where a side is not a whole number from `min` to `max`. */
export function parseSize(text: string, min: number, max: number): Pair | undefined {
  const [, down, across] = /^\s*(\d{1,6})(?:\s*[x×*,]\s*(\d{1,6}))?\s*$/i.exec(text) ?? [];
  if (down === undefined) return undefined;
  const size: Pair = [Number(down), Number(across ?? down)];
  return size.every((side) => side >= min && side <= max) ? size : undefined;
}

export function sizeText([down, across]: Pair): string {
  return `${String(down)}×${String(across)}`;
}
