import type { ImagePage } from '../../../../core/protocol/dataset-library.ts';

/** Pictures of a page of images, side by side in one canvas, and where each of them is. */
export class Atlas {
  readonly canvas: OffscreenCanvas;
  readonly width: number;
  readonly height: number;
  readonly #columns: number;

  constructor({ shape, pixels, items }: Pick<ImagePage, 'shape' | 'pixels' | 'items'>) {
    const [height, width, channels] = shape;
    this.width = width;
    this.height = height;
    this.#columns = Math.max(1, Math.floor(4096 / width));
    const rows = Math.max(1, Math.ceil(items.length / this.#columns));
    this.canvas = new OffscreenCanvas(width * Math.min(this.#columns, Math.max(1, items.length)), height * rows);
    const context = this.canvas.getContext('2d');
    const size = height * width * channels;
    for (let at = 0; at < items.length; at += 1) {
      const { x, y } = this.place(at);
      const colours = toRgba(pixels.subarray(at * size, (at + 1) * size), channels);
      context?.putImageData(new ImageData(colours, width, height), x, y);
    }
  }

  place(at: number): { x: number; y: number } {
    return { x: (at % this.#columns) * this.width, y: Math.floor(at / this.#columns) * this.height };
  }
}

/** One channel is grey; of several, the first three are red, green and blue, and two are red and green. */
export function toRgba(pixels: Uint8Array, channels: number): Uint8ClampedArray<ArrayBuffer> {
  const count = pixels.length / channels;
  const colours = new Uint8ClampedArray(4 * count);
  for (let at = 0; at < count; at += 1) {
    const from = at * channels;
    for (let channel = 0; channel < 3; channel += 1) {
      const source = channels === 1 ? 0 : channel;
      colours[4 * at + channel] = source < channels ? (pixels[from + source] ?? 0) : 0;
    }
    colours[4 * at + 3] = 255;
  }
  return colours;
}
