import { because } from '../protocol/details.ts';
import { PickleError, PickledArray, readPickle, textOf, type PickleValue } from './pickle.ts';
import { corruptFile } from './source-file.ts';

/** Height, width and channels of every image of CIFAR-10 and CIFAR-100. */
export const cifarShape = [32, 32, 3] as const;
const plane = 32 * 32;
const imageBytes = 3 * plane;

/** Where the labels of a kind are. */
interface LabelColumn {
  readonly classes: number;
  /** Which byte of a record. */
  readonly byte: number;
  /** Key of a pickled batch. */
  readonly key: string;
  /** The file with the names of the classes, and where it is a pickle, the key in it. */
  readonly namesFile: string;
  readonly namesKey: string;
}

/** One of the four ways in which the files are published (Krizhevsky, "Learning multiple layers of features from tiny images", 2009). */
export interface CifarLayout {
  readonly title: string;
  readonly pickled: boolean;
  readonly train: readonly string[];
  readonly test: readonly string[];
  readonly fine: LabelColumn;
  readonly coarse?: LabelColumn;
  /** Bytes of labels before the pixels of a record. */
  readonly labelBytes: number;
}

const batches = [1, 2, 3, 4, 5].map((number) => `data_batch_${String(number)}`);
const labels10 = { classes: 10, byte: 0, key: 'labels', namesKey: 'label_names' };
const coarse = { classes: 20, byte: 0, key: 'coarse_labels', namesKey: 'coarse_label_names' };
const fine = { classes: 100, byte: 1, key: 'fine_labels', namesKey: 'fine_label_names' };

export const cifarLayouts: readonly CifarLayout[] = [
  {
    title: 'CIFAR-10 (binary version)',
    pickled: false,
    train: batches.map((name) => `${name}.bin`),
    test: ['test_batch.bin'],
    fine: { ...labels10, namesFile: 'batches.meta.txt' },
    labelBytes: 1,
  },
  {
    title: 'CIFAR-10 (Python version)',
    pickled: true,
    train: batches,
    test: ['test_batch'],
    fine: { ...labels10, namesFile: 'batches.meta' },
    labelBytes: 1,
  },
  {
    title: 'CIFAR-100 (binary version)',
    pickled: false,
    train: ['train.bin'],
    test: ['test.bin'],
    fine: { ...fine, namesFile: 'fine_label_names.txt' },
    coarse: { ...coarse, namesFile: 'coarse_label_names.txt' },
    labelBytes: 2,
  },
  {
    title: 'CIFAR-100 (Python version)',
    pickled: true,
    train: ['train'],
    test: ['test'],
    fine: { ...fine, namesFile: 'meta' },
    coarse: { ...coarse, namesFile: 'meta' },
    labelBytes: 2,
  },
];

const mostNamesBytes = 1 << 16;
/** Python 3 writes bytes into a pickle of protocol 2 as text, where half of all values take two bytes. */
const textFactor = 2;
/** The names of the pictures' own files, which a pickle has as well, and labels. */
const mostBesidePixels = 100;

/** Every file that is read, by its name, with the most bytes that it can have. */
export const cifarFiles: ReadonlyMap<string, number> = new Map(
  cifarLayouts.flatMap((layout) => {
    const { train, test, pickled, labelBytes } = layout;
    const image = pickled ? textFactor * imageBytes + mostBesidePixels : imageBytes + labelBytes;
    const names = [layout.fine, ...(layout.coarse === undefined ? [] : [layout.coarse])];
    return [
      ...train.map((name): [string, number] => [name, (50_000 / train.length) * image]),
      ...test.map((name): [string, number] => [name, 10_000 * image]),
      ...names.map(({ namesFile }): [string, number] => [namesFile, mostNamesBytes]),
    ];
  }),
);

/** A file of images as it was read: those of a channel together, channel by channel. */
export interface CifarBatch {
  readonly count: number;
  readonly labels: Uint8Array;
  readonly pixels: Uint8Array;
  /** Where the pixels of the first image begin, and how many bytes are from one image to the next. */
  readonly offset: number;
  readonly stride: number;
}

/**
 * @param path for problems
 * @throws BlockyardError dataset-corrupt
 */
export function readCifarBatch(path: string, file: Buffer, layout: CifarLayout, kind: LabelColumn): CifarBatch {
  const batch = layout.pickled ? readPickledBatch(path, file, kind) : readRecords(path, file, layout.labelBytes, kind);
  if (batch.count === 0) throw corruptFile(path, because('no-images'));
  const stray = batch.labels.findIndex((label) => label >= kind.classes);
  if (stray >= 0) {
    const facts = { at: stray + 1, label: batch.labels[stray] ?? 0, last: kind.classes - 1 };
    throw corruptFile(path, because('label-beyond', facts));
  }
  return batch;
}

/**
 * Names of the classes in the order of their labels.
 * @throws BlockyardError dataset-corrupt
 */
export function readCifarNames(path: string, file: Buffer, layout: CifarLayout, kind: LabelColumn): string[] {
  const names = layout.pickled ? pickledNames(path, file, kind.namesKey) : linesOf(file);
  if (names.length !== kind.classes)
    throw corruptFile(path, because('cifar-names', { names: names.length, classes: kind.classes }));
  return names;
}

/**
 * The images [count, height, width, channels] of a batch, some at a time. Every piece is used before the next is asked for.
 */
export function* cifarImages({ count, pixels, offset, stride }: CifarBatch): Generator<Uint8Array> {
  const atOnce = 500;
  const piece = new Uint8Array(Math.min(atOnce, count) * imageBytes);
  for (let first = 0; first < count; first += atOnce) {
    const images = Math.min(atOnce, count - first);
    let to = 0;
    for (let image = first; image < first + images; image += 1) {
      const red = offset + image * stride;
      for (let at = red; at < red + plane; at += 1) {
        piece[to] = pixels[at] ?? 0;
        piece[to + 1] = pixels[at + plane] ?? 0;
        piece[to + 2] = pixels[at + 2 * plane] ?? 0;
        to += 3;
      }
    }
    yield piece.subarray(0, to);
  }
}

/** The binary version: labels, then 3,072 pixels, without anything between or around. */
function readRecords(path: string, file: Buffer, labelBytes: number, { byte }: LabelColumn): CifarBatch {
  const stride = labelBytes + imageBytes;
  if (file.length % stride !== 0)
    throw corruptFile(path, because('cifar-record', { bytes: file.length, each: stride }));
  const count = file.length / stride;
  const labels = Uint8Array.from({ length: count }, (_, image) => file[image * stride + byte] ?? 0);
  return { count, labels, pixels: file, offset: labelBytes, stride };
}

function readPickledBatch(path: string, file: Buffer, { key }: LabelColumn): CifarBatch {
  const batch = readDictionary(path, file);
  const data = batch.get('data');
  if (!(data instanceof PickledArray)) throw corruptFile(path, because('cifar-no-data'));
  const [count = 0, size] = data.shape;
  if (data.shape.length !== 2 || size !== imageBytes)
    throw corruptFile(path, because('cifar-rows', { shape: data.shape.join('x'), expected: imageBytes }));
  const labels = batch.get(key);
  if (!Array.isArray(labels)) throw corruptFile(path, because('cifar-no-list', { key }));
  if (labels.length !== count)
    throw corruptFile(path, because('labels-for-images', { labels: labels.length, images: count }));
  const stray = labels.findIndex((label) => typeof label !== 'number' || label < 0 || label > 255);
  if (stray >= 0) throw corruptFile(path, because('cifar-label', { at: stray + 1 }));
  return { count, labels: Uint8Array.from(labels as number[]), pixels: data.bytes, offset: 0, stride: imageBytes };
}

function pickledNames(path: string, file: Buffer, key: string): string[] {
  const names = readDictionary(path, file).get(key);
  const texts = Array.isArray(names) ? names.map(textOf) : [];
  if (!Array.isArray(names) || texts.includes(undefined)) throw corruptFile(path, because('cifar-no-texts', { key }));
  return texts as string[];
}

function readDictionary(path: string, file: Buffer): Map<string, PickleValue> {
  let value: PickleValue;
  try {
    value = readPickle(file);
  } catch (error) {
    if (error instanceof PickleError) throw corruptFile(path, error.detail, error);
    throw error;
  }
  if (value instanceof Map) return value;
  throw corruptFile(path, because('pickle-no-dictionary'));
}

/** Lines of a text file, without the empty one that the published files end with. */
function linesOf(file: Buffer): string[] {
  const lines = file
    .toString('utf8')
    .split(/\r?\n/)
    .map((line) => line.trim());
  while (lines[lines.length - 1] === '') lines.pop();
  return lines;
}
