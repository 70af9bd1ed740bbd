import { permutation } from '../model/random.ts';
import { sizeOf } from '../model/shape.ts';
import { because } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { DataChoice } from '../protocol/run-spec.ts';
import { labelsAt, type Dataset, type ImageSet, type Labels, type PartName } from './dataset.ts';

/** Images of a part, by their positions there, which rise. */
export interface Chosen {
  readonly part: PartName;
  readonly positions: Uint32Array;
}

/**
 * Which images a run trains on and which validate it.
 *
 * With a limit, only the first `limit` training images are used. What validates is the test set (with a limit, its first limit/5 images), a
 * stratified part of the training images, or one of several such parts.
 *
 * @param name of the dataset, for problems
 * @param all labels of its parts
 * @param seed of the recipe; the same (choice, seed) always gives the same images in the same order
 * @throws BlockyardError dataset-unusable where nothing is left to validate on
 */
export function choosePositions(
  name: string,
  all: Readonly<Record<PartName, Labels>>,
  choice: DataChoice,
  seed: number,
): Readonly<Record<'train' | 'validation', Chosen>> {
  const limit = Math.min(choice.limit ?? Infinity, all.train.length);
  const { validation } = choice;
  if (validation.kind === 'test') {
    return {
      train: { part: 'train', positions: upTo(limit) },
      validation: { part: 'test', positions: upTo(testLimit(choice, all.test.length)) },
    };
  }
  const labels = all.train.subarray(0, limit);
  const { kept, heldOut } =
    validation.kind === 'fold'
      ? foldSplit(labels, validation, seed)
      : stratifiedSplit(labels, validation.fraction, seed);
  if (heldOut.length === 0 || kept.length === 0) {
    const detail =
      validation.kind === 'fold'
        ? because('too-few-for-folds', { images: limit, folds: validation.of })
        : because('none-to-validate');
    throw new BlockyardError('dataset-unusable', { path: name, detail });
  }
  return { train: { part: 'train', positions: kept }, validation: { part: 'train', positions: heldOut } };
}

/** As `choosePositions`, of a dataset in memory: the images themselves. */
export function chooseImages(
  dataset: Pick<Dataset, 'summary' | PartName>,
  choice: DataChoice,
  seed: number,
): { train: ImageSet; validation: ImageSet } {
  const labels = { train: dataset.train.labels, test: dataset.test.labels };
  const { train, validation } = choosePositions(dataset.summary.name, labels, choice, seed);
  const imageBytes = sizeOf(dataset.summary.shape);
  const imagesOf = ({ part, positions }: Chosen): ImageSet => pick(dataset[part], positions, imageBytes);
  return { train: imagesOf(train), validation: imagesOf(validation) };
}

/** Indices of images that train, and of those that are kept out to validate; each in the order of the file. */
export interface Split {
  readonly kept: Uint32Array;
  readonly heldOut: Uint32Array;
}

/**
 * Parts indices 0..labels.length-1 so that every class gives the same fraction to `heldOut`, to the nearest whole image (at least one where the
 * class has two, and never all of it). Which ones is drawn by the seed.
 */
export function stratifiedSplit(labels: Labels, fraction: number, seed: number): Split {
  const left = new Map<number, number>();
  for (const [label, size] of countLabels(labels))
    left.set(label, Math.min(size - 1, Math.max(1, Math.round(size * fraction))));

  const isHeldOut = new Uint8Array(labels.length);
  for (const index of permutation(labels.length, seed, 'split')) {
    const label = labels[index] ?? 0;
    const wanted = left.get(label) ?? 0;
    if (wanted <= 0) continue;
    left.set(label, wanted - 1);
    isHeldOut[index] = 1;
  }
  return splitBy(labels.length, (index) => isHeldOut[index] === 1);
}

/** One fold of k-fold cross-validation: the others train. `index` counts from 1. */
export function foldSplit(labels: Labels, { index, of }: { index: number; of: number }, seed: number): Split {
  const folds = foldsOf(labels, of, seed);
  return splitBy(labels.length, (image) => folds[image] === index - 1);
}

/**
 * The fold, 0..of-1, of every image, as scikit-learn's `StratifiedKFold(shuffle=True)` makes them: of every class each fold has the same number of
 * images, and so have the folds altogether, within one. All folds of one seed are parts of the same partition.
 */
export function foldsOf(labels: Labels, of: number, seed: number): Uint16Array {
  const folds = new Uint16Array(labels.length);
  const next = new Map<number, number>();
  // A class begins where the one before it ended, so that what does not divide evenly goes round.
  let begin = 0;
  for (const [label, size] of [...countLabels(labels)].sort(([a], [b]) => a - b)) {
    next.set(label, begin);
    begin += size;
  }
  for (const index of permutation(labels.length, seed, 'folds')) {
    const label = labels[index] ?? 0;
    const place = next.get(label) ?? 0;
    folds[index] = place % of;
    next.set(label, place + 1);
  }
  return folds;
}

function countLabels(labels: Labels): Map<number, number> {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  return sizes;
}

function splitBy(count: number, isHeldOut: (index: number) => boolean): Split {
  const indices = upTo(count);
  return { kept: indices.filter((index) => !isHeldOut(index)), heldOut: indices.filter(isHeldOut) };
}

function testLimit(choice: DataChoice, count: number): number {
  return choice.limit === undefined ? count : Math.min(count, Math.max(1, Math.floor(choice.limit / 5)));
}

function upTo(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}

function pick(set: ImageSet, positions: Uint32Array, imageBytes: number): ImageSet {
  const count = positions.length;
  // Positions rise, so these are the first ones, which need no copy.
  if (count === 0 || positions[count - 1] === count - 1)
    return { images: set.images.subarray(0, count * imageBytes), labels: set.labels.subarray(0, count), count };
  const images = new Uint8Array(count * imageBytes);
  positions.forEach((from, to) => {
    images.set(set.images.subarray(from * imageBytes, (from + 1) * imageBytes), to * imageBytes);
  });
  return { images, labels: labelsAt(set.labels, positions), count };
}
