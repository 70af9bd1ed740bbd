import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sizeOf } from '../model/index.ts';
import { because, type Detail } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { DatasetSummary } from '../protocol/runs.ts';
import type { DatasetSource, ImageSet, StoredPart } from './dataset.ts';
import { idxHeader, readIdx, type IdxArray } from './idx.ts';
import { firstBytes } from './source-file.ts';

interface IdxPart {
  readonly images: string;
  readonly labels: string;
}

/** A dataset in the layout of MNIST: an images file and a labels file for training, and another pair for testing. */
export function idxSource(
  summary: DatasetSummary,
  locate: () => string,
  parts: { train: IdxPart; test: IdxPart },
): DatasetSource {
  const { train, test } = parts;
  return {
    summary,
    locate,
    files: [train.images, train.labels, test.images, test.labels],
    async open(folder) {
      return {
        train: await openPart(summary, folder, train, summary.trainSize),
        test: await openPart(summary, folder, test, summary.testSize),
      };
    },
    async read(folder) {
      return {
        train: await readPart(summary, folder, train, summary.trainSize),
        test: await readPart(summary, folder, test, summary.testSize),
      };
    },
  };
}

/** A file that is not just as it should be is read whole, which tells what is wrong with it. */
async function openPart(summary: DatasetSummary, folder: string, part: IdxPart, count: number): Promise<StoredPart> {
  const [height, width, channels] = summary.shape;
  const path = join(folder, part.images);
  const header = idxHeader([count, height, width, ...(channels === 1 ? [] : [channels])]);
  const size = header.length + count * sizeOf(summary.shape);
  const asExpected =
    existsSync(path) && statSync(path).size === size && header.equals(await firstBytes(path, header.length));
  if (!asExpected) return readPart(summary, folder, part, count);
  return { labels: await readLabels(summary, folder, part, count), images: { path, offset: header.length } };
}

async function readPart(summary: DatasetSummary, folder: string, part: IdxPart, count: number): Promise<ImageSet> {
  const [height, width, channels] = summary.shape;
  const imagesPath = plainOrGzipped(folder, part.images);
  const grayscale = channels === 1;
  const images = await readNamed(summary.name, imagesPath, grayscale ? 3 : 4);
  const expected = [count, height, width, ...(grayscale ? [] : [channels])];
  if (images.shape.join() !== expected.join())
    throw corrupt(
      summary,
      imagesPath,
      because('idx-shape', { shape: images.shape.join('x'), expected: expected.join('x') }),
    );
  return { images: images.values, labels: await readLabels(summary, folder, part, count), count };
}

async function readLabels(summary: DatasetSummary, folder: string, part: IdxPart, count: number): Promise<Uint8Array> {
  const path = plainOrGzipped(folder, part.labels);
  const labels = await readNamed(summary.name, path, 1);
  if (labels.shape[0] !== count)
    throw corrupt(summary, path, because('labels-for-images', { labels: labels.shape[0] ?? 0, images: count }));
  const stray = labels.values.findIndex((label) => label >= summary.classes.length);
  if (stray >= 0) {
    const facts = { at: stray + 1, label: labels.values[stray] ?? 0, last: summary.classes.length - 1 };
    throw corrupt(summary, path, because('label-beyond', facts));
  }
  return labels.values;
}

function corrupt(summary: DatasetSummary, path: string, detail: Detail): BlockyardError {
  return new BlockyardError('dataset-corrupt', { path, name: summary.name, detail });
}

/** As `readIdx`; problems name the dataset. */
async function readNamed(name: string, path: string, dimensions: number): Promise<IdxArray> {
  try {
    return await readIdx(path, dimensions);
  } catch (error) {
    if (!(error instanceof BlockyardError)) throw error;
    const { code, facts } = error.problem;
    if (code === 'unreadable-file' && !existsSync(path))
      throw new BlockyardError('dataset-missing', { name, path }, { cause: error });
    throw new BlockyardError('dataset-corrupt', { ...facts, path, name }, { cause: error });
  }
}

function plainOrGzipped(folder: string, name: string): string {
  const plain = join(folder, name);
  const gzipped = `${plain}.gz`;
  return !existsSync(plain) && existsSync(gzipped) ? gzipped : plain;
}
