import { augments, type Augmentation } from '../../protocol/augmentation.ts';
import { betaQuantiles } from './beta.ts';
import { drawsPerPicture, greyWeights, placeOf, streamOf, type Purpose } from './draws.ts';
import { shareOf, spread, wholeBelow } from './host-numbers.ts';
import { movePicture, type Size } from './move-picture.ts';
import { statelessUniform } from './philox.ts';

/** Pictures and what they show. */
export interface HostBatch {
  /** [batch, height, width, channels], 0..1. */
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

export interface AugmentedBatch extends HostBatch {
  /** Where pictures are blends of two: the labels of the second ones, and the share of the first. */
  readonly blend?: { readonly partners: Int32Array; readonly share: Float32Array };
}

export interface AugmentOptions {
  readonly augmentation: Augmentation;
  readonly seed: number;
  readonly step: number;
  /** Height, width, channels. */
  readonly shape: Size;
}

/** The numbers drawn for one picture. */
type Draws = (purpose: Purpose) => number;

/**
 * The augmentation of a batch without TensorFlow: what `augmentInGraph` adds to a graph, to within float32's rounding. A pure function; the portable executor trains
 * with it, and it shows what a recipe does to pictures.
 */
export function augmentBatch(batch: HostBatch, options: AugmentOptions): AugmentedBatch {
  const { augmentation, seed, step, shape } = options;
  if (!augments(augmentation)) return batch;
  const count = batch.labels.length;
  const numbers = statelessUniform([streamOf(seed), step], count * drawsPerPicture);
  const drawsOf =
    (picture: number): Draws =>
    (purpose) =>
      numbers[picture * drawsPerPicture + placeOf(purpose)] ?? 0;
  const size = shape[0] * shape[1] * shape[2];
  const images = new Float32Array(batch.images.length);
  for (let picture = 0; picture < count; picture += 1) {
    const draws = drawsOf(picture);
    const moved = movePicture(batch.images.subarray(picture * size, (picture + 1) * size), shape, augmentation, draws);
    recolour(moved, shape, augmentation, draws);
    if (augmentation.cutout > 0) cutOut(moved, shape, augmentation.cutout, draws);
    images.set(moved, picture * size);
  }
  const { mixup, cutmix } = augmentation;
  if (mixup === 0 && cutmix === 0) return { images, labels: batch.labels };
  const tables = { mixup: tableOf(mixup), cutmix: tableOf(cutmix) };
  return mix({ images, labels: batch.labels }, shape, tables, drawsOf);
}

function tableOf(alpha: number): Float32Array | undefined {
  return alpha > 0 ? betaQuantiles(alpha) : undefined;
}

function recolour(x: Float32Array, shape: Size, augmentation: Augmentation, draws: Draws): void {
  const channels = shape[2];
  const saturation = channels === 3 ? augmentation.saturation : 0;
  const { brightness, contrast } = augmentation;
  if (brightness === 0 && contrast === 0 && saturation === 0) return;
  const factor = 1 + spread(draws('contrast'), contrast);
  const added = spread(draws('brightness'), brightness);
  for (let channel = 0; channel < channels; channel += 1) {
    let sum = 0;
    for (let i = channel; i < x.length; i += channels) sum += x[i] ?? 0;
    const mean = sum / (x.length / channels);
    for (let i = channel; i < x.length; i += channels) x[i] = ((x[i] ?? 0) - mean) * factor + mean + added;
  }
  if (saturation > 0) {
    const colour = 1 + spread(draws('saturation'), saturation);
    for (let i = 0; i < x.length; i += channels) {
      const grey = greyWeights.reduce((sum, weight, channel) => sum + weight * (x[i + channel] ?? 0), 0);
      for (let channel = 0; channel < channels; channel += 1)
        x[i + channel] = grey + ((x[i + channel] ?? 0) - grey) * colour;
    }
  }
  x.forEach((value, i) => {
    x[i] = Math.min(1, Math.max(0, value));
  });
}

function cutOut(x: Float32Array, shape: Size, side: number, draws: Draws): void {
  const before = Math.floor(side / 2);
  const top = wholeBelow(draws('cutoutY'), shape[0]) - before;
  const left = wholeBelow(draws('cutoutX'), shape[1]) - before;
  overBox(shape, { top, left, bottom: top + side, right: left + side }, (i) => {
    x[i] = 0;
  });
}

interface Box {
  readonly top: number;
  readonly left: number;
  /** First row and column behind it. */
  readonly bottom: number;
  readonly right: number;
}

/** Visits the values of the box that lie in the picture. */
function overBox(
  [height, width, channels]: Size,
  { top, left, bottom, right }: Box,
  visit: (index: number) => void,
): void {
  for (let row = Math.max(0, top); row < Math.min(height, bottom); row += 1) {
    const begin = (row * width + Math.max(0, left)) * channels;
    const end = (row * width + Math.min(width, right)) * channels;
    for (let i = begin; i < end; i += 1) visit(i);
  }
}

function mix(
  { images, labels }: HostBatch,
  shape: Size,
  tables: { readonly mixup: Float32Array | undefined; readonly cutmix: Float32Array | undefined },
  drawsOf: (picture: number) => Draws,
): AugmentedBatch {
  const count = labels.length;
  const size = images.length / count;
  const mixed = images.slice();
  const share = new Float32Array(count);
  for (let picture = 0; picture < count; picture += 1) {
    const draws = drawsOf(picture);
    const own = mixed.subarray(picture * size, (picture + 1) * size);
    const next = ((picture + 1) % count) * size;
    const cutTable = tables.mixup && draws('mixupOrCutmix') < 0.5 ? undefined : tables.cutmix;
    if (cutTable !== undefined) {
      const box = pastedBox(shape, shareOf(cutTable, draws('cutmixShare')), draws);
      let pasted = 0;
      overBox(shape, box, (i) => {
        own[i] = images[next + i] ?? 0;
        pasted += 1;
      });
      share[picture] = 1 - pasted / size;
    } else if (tables.mixup !== undefined) {
      const kept = shareOf(tables.mixup, draws('mixupShare'));
      own.forEach((value, i) => {
        const other = images[next + i] ?? 0;
        own[i] = other + (value - other) * kept;
      });
      share[picture] = kept;
    }
  }
  return { images: mixed, labels, blend: { partners: labels.map((_, i) => labels[(i + 1) % count] ?? 0), share } };
}

function pastedBox([height, width]: Size, share: number, draws: Draws): Box {
  const side = Math.fround(Math.sqrt(Math.fround(1 - share)));
  const half = (size: number): number => Math.floor(Math.floor(Math.fround(side * size)) / 2);
  const row = wholeBelow(draws('cutmixY'), height);
  const column = wholeBelow(draws('cutmixX'), width);
  return {
    top: row - half(height),
    bottom: row + half(height),
    left: column - half(width),
    right: column + half(width),
  };
}
