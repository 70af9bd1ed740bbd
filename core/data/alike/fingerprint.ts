import type { ImageShape } from '../../model/index.ts';

/** Side of the small picture that two images which may be alike are compared by. */
const thumbSide = 16;
export const thumbPixels = thumbSide * thumbSide;

/** What tells alike images. */
export interface Fingerprint {
  /** 64 bits in two halves: whether each of 8x8 pixels is darker than the one to its right. */
  readonly hash: readonly [number, number];
  /** [16, 16] of brightness, moved and scaled to mean 0 and length 1; undefined where the image is of one shade. */
  readonly thumb: Float32Array | undefined;
}

/**
 * Fingerprint of one image [height, width, channels]: a difference hash (N. Krawetz, "Kind of Like That", 2013), which does not see the brightness,
 * the contrast or the size of a picture, and a small picture to make sure.
 */
export function fingerprint(image: Uint8Array, [height, width, channels]: ImageShape): Fingerprint {
  const gray = brightness(image, channels);
  const small = shrink(gray, height, width, 8, 9);
  const hash: [number, number] = [0, 0];
  for (let bit = 0; bit < 64; bit += 1) {
    const at = Math.floor(bit / 8) * 9 + (bit % 8);
    const half = bit < 32 ? 0 : 1;
    if ((small[at] ?? 0) < (small[at + 1] ?? 0)) hash[half] = (hash[half] | (1 << (bit % 32))) >>> 0;
  }
  return { hash, thumb: normalized(shrink(gray, height, width, thumbSide, thumbSide)) };
}

/** Correlation of two small pictures, -1 to 1. */
export function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < thumbPixels; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

function brightness(image: Uint8Array, channels: number): Float32Array {
  const gray = new Float32Array(image.length / channels);
  for (let pixel = 0; pixel < gray.length; pixel += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += image[pixel * channels + channel] ?? 0;
    gray[pixel] = sum / channels;
  }
  return gray;
}

/** Means over equal areas, to fractions of a pixel. */
function shrink(gray: Float32Array, height: number, width: number, rows: number, columns: number): Float32Array {
  const across = new Float32Array(height * columns);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < columns; x += 1)
      across[y * columns + x] = mean(gray, y * width, 1, (x * width) / columns, ((x + 1) * width) / columns);
  const small = new Float32Array(rows * columns);
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < columns; x += 1)
      small[y * columns + x] = mean(across, x, columns, (y * height) / rows, ((y + 1) * height) / rows);
  return small;
}

/** Mean of values at offset + step i for i from `from` to `to`, of which the first and the last count by how much of them is between. */
function mean(values: Float32Array, offset: number, step: number, from: number, to: number): number {
  let sum = 0;
  for (let at = Math.floor(from); at < to; at += 1)
    sum += (values[offset + step * at] ?? 0) * (Math.min(to, at + 1) - Math.max(from, at));
  return sum / (to - from);
}

/** Below this deviation of the brightness, 0..255, an image is of one shade and is like every other such. */
const flat = 2;

function normalized(values: Float32Array): Float32Array | undefined {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  const length = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0));
  if (length / Math.sqrt(values.length) < flat) return undefined;
  return values.map((value) => (value - average) / length);
}
