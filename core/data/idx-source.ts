import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BlockyardError } from '../protocol/problems.ts';
import type { DatasetSummary } from '../protocol/runs.ts';
import type { DatasetSource, ImageSet } from './dataset.ts';
import { readIdx, type IdxArray } from './idx.ts';

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
    async read(folder) {
      return {
        train: await readPart(summary, folder, train, summary.trainSize),
        test: await readPart(summary, folder, test, summary.testSize),
      };
    },
  };
}

async function readPart(summary: DatasetSummary, folder: string, part: IdxPart, count: number): Promise<ImageSet> {
  const [height, width, channels] = summary.shape;
  const imagesPath = plainOrGzipped(folder, part.images);
  const labelsPath = plainOrGzipped(folder, part.labels);
  const grayscale = channels === 1;
  const images = await readNamed(summary.name, imagesPath, grayscale ? 3 : 4);
  const labels = await readNamed(summary.name, labelsPath, 1);

  const corrupt = (path: string, detail: string): BlockyardError =>
    new BlockyardError('dataset-corrupt', { path, name: summary.name, detail });
  const expected = [count, height, width, ...(grayscale ? [] : [channels])];
  if (images.shape.join() !== expected.join())
    throw corrupt(imagesPath, `it holds images of ${images.shape.join('x')}, not ${expected.join('x')}`);
  if (labels.shape[0] !== count)
    throw corrupt(labelsPath, `it holds ${String(labels.shape[0])} labels for ${String(count)} images`);
  const stray = labels.values.findIndex((label) => label >= summary.classes.length);
  if (stray >= 0) {
    throw corrupt(
      labelsPath,
      `label ${String(stray + 1)} is ${String(labels.values[stray])}, and the classes are 0 to ${String(summary.classes.length - 1)}`,
    );
  }
  return { images: images.values, labels: labels.values, count };
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
    const detail = facts.detail ?? '';
    throw new BlockyardError('dataset-corrupt', { path, name, detail }, { cause: error });
  }
}

function plainOrGzipped(folder: string, name: string): string {
  const plain = join(folder, name);
  const gzipped = `${plain}.gz`;
  return !existsSync(plain) && existsSync(gzipped) ? gzipped : plain;
}
