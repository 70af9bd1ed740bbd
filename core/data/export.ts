import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { BlockyardError } from '../protocol/problems.ts';
import { partNames, type Dataset } from './dataset.ts';
import { idxHeader } from './idx.ts';
import { classesFile } from './import-source.ts';
import { checkNotCancelled, makeFolder, type ExportWatch } from './new-folder.ts';

const idxFiles = {
  train: { images: 'train-images-idx3-ubyte.gz', labels: 'train-labels-idx1-ubyte.gz' },
  test: { images: 't10k-images-idx3-ubyte.gz', labels: 't10k-labels-idx1-ubyte.gz' },
} as const;

/**
 * Writes a dataset into a new folder, as gzipped IDX files and the names of its classes: what every tool for MNIST reads, and `importDataset`. All of it or
 * nothing.
 * @returns the folder's files
 * @throws BlockyardError not-writable where the folder is there already or cannot be made, no-space, dataset-unusable, export-cancelled
 */
export async function exportDataset(
  { summary, train, test }: Dataset,
  folder: string,
  watch: ExportWatch = {},
): Promise<string[]> {
  const [height, width, channels] = summary.shape;
  if (summary.classes.length > 256) {
    const detail = `IDX files name 256 classes at most, and it has ${String(summary.classes.length)}`;
    throw new BlockyardError('dataset-unusable', { path: summary.name, detail });
  }
  const size = height * width * channels;
  const total = train.count + test.count;
  const written: string[] = [];
  let before = 0;
  const onBytes = (bytes: number): void => {
    checkNotCancelled(watch);
    watch.onProgress?.(before + Math.floor(bytes / size), total);
  };
  await makeFolder(folder, async (scratch) => {
    for (const part of partNames) {
      const { images, labels, count } = { train, test }[part];
      if (count === 0) continue;
      const shape = [count, height, width, ...(channels === 1 ? [] : [channels])];
      await writeIdx(join(scratch, idxFiles[part].images), shape, images, onBytes);
      await writeIdx(join(scratch, idxFiles[part].labels), [count], Uint8Array.from(labels));
      written.push(idxFiles[part].images, idxFiles[part].labels);
      before += count;
    }
    await writeFile(join(scratch, classesFile), `${summary.classes.join('\n')}\n`);
  });
  return [...written, classesFile];
}

/** @param onBytes is told how many of the values are on their way */
async function writeIdx(
  path: string,
  shape: readonly number[],
  values: Uint8Array,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<void> {
  const slice = 1 << 20;
  const pieces = function* (): Generator<Uint8Array> {
    yield idxHeader(shape);
    for (let at = 0; at < values.length; at += slice) {
      onBytes(at);
      yield values.subarray(at, at + slice);
    }
    onBytes(values.length);
  };
  await pipeline(Readable.from(pieces()), createGzip(), createWriteStream(path, { flags: 'wx' }));
}
