import { permutation } from '../model/random.ts';
import { sizeOf } from '../model/shape.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { DataChoice } from '../protocol/run-spec.ts';
import type { Dataset, ImageSet, Labels } from './dataset.ts';

/**
 * The images a run trains on and those that validate it.
 *
 * With a limit, only the first `limit` training images are used. What validates is the test set (with a limit, its first limit/5 images), or a
 * stratified part of the training images.
 *
 * @param seed of the recipe; the same (choice, seed) always gives the same images in the same order
 * @throws BlockyardError dataset-unusable where nothing is left to validate on
 */
export function chooseImages(
  dataset: Pick<Dataset, 'summary' | 'train' | 'test'>,
  choice: DataChoice,
  seed: number,
): { train: ImageSet; validation: ImageSet } {
  const imageBytes = sizeOf(dataset.summary.shape);
  const train = first(dataset.train, choice.limit ?? dataset.train.count, imageBytes);
  if (choice.validation.kind === 'test')
    return { train, validation: first(dataset.test, testLimit(choice, dataset.test.count), imageBytes) };

  const split = stratifiedSplit(train.labels, choice.validation.fraction, seed);
  if (split.heldOut.length === 0) {
    const detail = 'no class has two training images, so none is left to validate on';
    throw new BlockyardError('dataset-unusable', { path: dataset.summary.name, detail });
  }
  return { train: pick(train, split.kept, imageBytes), validation: pick(train, split.heldOut, imageBytes) };
}

/**
 * Parts indices 0..labels.length-1 so that every class gives the same fraction to `heldOut`, to the nearest whole image (at least one where the
 * class has two, and never all of it). Which ones is drawn by the seed; within each part the order of the file is kept.
 */
export function stratifiedSplit(
  labels: Labels,
  fraction: number,
  seed: number,
): { kept: Uint32Array; heldOut: Uint32Array } {
  const left = new Map<number, number>();
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  for (const [label, size] of sizes) left.set(label, Math.min(size - 1, Math.max(1, Math.round(size * fraction))));

  const isHeldOut = new Uint8Array(labels.length);
  for (const index of permutation(labels.length, seed, 'split')) {
    const label = labels[index] ?? 0;
    const wanted = left.get(label) ?? 0;
    if (wanted <= 0) continue;
    left.set(label, wanted - 1);
    isHeldOut[index] = 1;
  }
  const indices = Uint32Array.from(labels, (_, index) => index);
  return {
    kept: indices.filter((index) => isHeldOut[index] === 0),
    heldOut: indices.filter((index) => isHeldOut[index] === 1),
  };
}

function testLimit(choice: DataChoice, count: number): number {
  return choice.limit === undefined ? count : Math.min(count, Math.max(1, Math.floor(choice.limit / 5)));
}

function first(set: ImageSet, limit: number, imageBytes: number): ImageSet {
  const count = Math.min(limit, set.count);
  return { images: set.images.subarray(0, count * imageBytes), labels: set.labels.subarray(0, count), count };
}

function pick(set: ImageSet, indices: Uint32Array, imageBytes: number): ImageSet {
  const images = new Uint8Array(indices.length * imageBytes);
  const labels = set.labels instanceof Uint8Array ? new Uint8Array(indices.length) : new Uint16Array(indices.length);
  indices.forEach((from, to) => {
    images.set(set.images.subarray(from * imageBytes, (from + 1) * imageBytes), to * imageBytes);
    labels[to] = set.labels[from] ?? 0;
  });
  return { images, labels, count: indices.length };
}
