import { createWriteStream } from 'node:fs';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { BlockyardError } from '../protocol/problems.ts';
import { partNames, type Dataset } from './dataset.ts';
import { syncFolder, toFileProblem } from './durable.ts';
import { idxHeader } from './idx.ts';
import { classesFile } from './import-source.ts';
import { scratchFolder } from './scratch.ts';

const idxFiles = {
  train: { images: 'train-images-idx3-ubyte.gz', labels: 'train-labels-idx1-ubyte.gz' },
  test: { images: 't10k-images-idx3-ubyte.gz', labels: 't10k-labels-idx1-ubyte.gz' },
} as const;

/**
 * Writes a dataset into a new folder, as gzipped IDX files and the names of its classes: what every tool for MNIST reads, and `importDataset`.
 * @returns the folder's files
 * @throws BlockyardError not-writable where the folder is there already or cannot be made, no-space, dataset-unusable
 */
export async function exportDataset({ summary, train, test }: Dataset, folder: string): Promise<string[]> {
  const target = resolve(folder);
  const [height, width, channels] = summary.shape;
  if (summary.classes.length > 256) {
    const detail = `IDX files name 256 classes at most, and it has ${String(summary.classes.length)}`;
    throw new BlockyardError('dataset-unusable', { path: summary.name, detail });
  }
  if (await isThere(target)) throw new BlockyardError('not-writable', { path: target, detail: 'it is there already' });
  const scratch = scratchFolder(dirname(target));
  const written: string[] = [];
  try {
    await mkdir(scratch, { recursive: true });
    for (const part of partNames) {
      const { images, labels, count } = { train, test }[part];
      if (count === 0) continue;
      const shape = [count, height, width, ...(channels === 1 ? [] : [channels])];
      await writeIdx(join(scratch, idxFiles[part].images), shape, images);
      await writeIdx(join(scratch, idxFiles[part].labels), [count], Uint8Array.from(labels));
      written.push(idxFiles[part].images, idxFiles[part].labels);
    }
    await writeFile(join(scratch, classesFile), `${summary.classes.join('\n')}\n`);
    await rename(scratch, target);
    await syncFolder(dirname(target));
    return [...written, classesFile];
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw toFileProblem(error, target);
  }
}

async function writeIdx(path: string, shape: readonly number[], values: Uint8Array): Promise<void> {
  const slice = 1 << 20;
  const pieces = function* (): Generator<Uint8Array> {
    yield idxHeader(shape);
    for (let at = 0; at < values.length; at += slice) yield values.subarray(at, at + slice);
  };
  await pipeline(Readable.from(pieces()), createGzip(), createWriteStream(path, { flags: 'wx' }));
}

async function isThere(path: string): Promise<boolean> {
  if (basename(path) === '') return true;
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
