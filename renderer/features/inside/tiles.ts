import { heatColour } from '../../../core/analysis/index.ts';

/** Pictures of one size to be drawn beside each other: [count, height, width], any values. */
export interface Tiles {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly values: Float32Array;
}

/** More are not drawn. */
export const mostTiles = 256;

/** The channels of a feature map [height, width, channels]; a vector is one row. */
export function channelTiles(shape: readonly number[], values: Float32Array): Tiles {
  if (shape.length !== 3) return { count: 1, height: 1, width: values.length, values };
  const [height = 1, width = 1, channels = 1] = shape;
  const count = Math.min(channels, mostTiles);
  const tiles = new Float32Array(count * height * width);
  for (let channel = 0; channel < count; channel += 1)
    for (let place = 0; place < height * width; place += 1)
      tiles[channel * height * width + place] = values[place * channels + channel] ?? 0;
  return { count, height, width, values: tiles };
}

/**
 * The kernels of a convolution [height, width, in, out]: for each filter, its slices of the first input channels. Undefined of weights that are no images, which
 * a 1x1 kernel is not either.
 */
export function kernelTiles(
  shape: readonly number[],
  values: Float32Array,
): (Tiles & { readonly slices: number }) | undefined {
  const [height = 1, width = 1, inputs = 1, filters = 1] = shape;
  if (shape.length !== 4 || height * width === 1) return undefined;
  const slices = Math.min(inputs, 8);
  const shown = Math.min(filters, Math.floor(mostTiles / slices));
  const tiles = new Float32Array(shown * slices * height * width);
  for (let filter = 0; filter < shown; filter += 1)
    for (let slice = 0; slice < slices; slice += 1)
      for (let place = 0; place < height * width; place += 1)
        tiles[(filter * slices + slice) * height * width + place] =
          values[(place * inputs + slice) * filters + filter] ?? 0;
  return { count: shown * slices, height, width, values: tiles, slices };
}

/** Draws tiles in rows, each value by its place between the least and the largest of all. */
export function paintTiles(canvas: HTMLCanvasElement, tiles: Tiles, columns: number, gap: number): void {
  const { count, height, width, values } = tiles;
  const rows = Math.ceil(count / columns);
  canvas.width = Math.min(columns, count) * (width + gap) - gap;
  canvas.height = rows * (height + gap) - gap;
  const context = canvas.getContext('2d');
  if (context === null) return;
  let [least, largest] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    largest = Math.max(largest, value);
  }
  const scale = largest > least ? 1 / (largest - least) : 0;
  for (let tile = 0; tile < count; tile += 1) {
    const pixels = new ImageData(width, height);
    for (let place = 0; place < width * height; place += 1) {
      const value = values[tile * width * height + place] ?? 0;
      pixels.data.set([...heatColour((value - least) * scale), 255], 4 * place);
    }
    context.putImageData(pixels, (tile % columns) * (width + gap), Math.floor(tile / columns) * (height + gap));
  }
}
