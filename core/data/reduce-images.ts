import { sizeOf, type ImageShape } from '../model/index.ts';

/**
 * Images [count, height, width, channels] reduced by the largest whole factor that leaves their longer side at least `side`: each value is the mean of a
 * square. What does not fill a square at the right and the lower edge is left out.
 */
export function reduceImages(
  pixels: Uint8Array<ArrayBuffer>,
  shape: ImageShape,
  side: number,
): { readonly pixels: Uint8Array<ArrayBuffer>; readonly shape: ImageShape } {
  const [height, width, channels] = shape;
  const factor = Math.min(Math.floor(Math.max(height, width) / side), height, width);
  if (factor < 2) return { pixels, shape };
  const reduced = [Math.floor(height / factor), Math.floor(width / factor), channels] as const;
  const count = pixels.length / sizeOf(shape);
  const result = new Uint8Array(count * sizeOf(reduced));
  let to = 0;
  for (let image = 0; image < count; image += 1) {
    for (let row = 0; row < reduced[0]; row += 1) {
      for (let column = 0; column < reduced[1]; column += 1) {
        const corner = ((image * height + row * factor) * width + column * factor) * channels;
        for (let channel = 0; channel < channels; channel += 1)
          result[to++] = squareMean(pixels, corner + channel, factor, width * channels, channels);
      }
    }
  }
  return { pixels: result, shape: reduced };
}

function squareMean(pixels: Uint8Array, from: number, side: number, rowStep: number, step: number): number {
  let sum = 0;
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) sum += pixels[from + row * rowStep + column * step] ?? 0;
  }
  return Math.round(sum / (side * side));
}
