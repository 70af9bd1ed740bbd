import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { limits, sizeOf, type ImageShape } from '../model/index.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { CifarLabels } from './cifar.ts';
import { publishedClasses } from './published-classes.ts';
import { findCifarArchive, findCifarFiles, importCifar } from './import-cifar.ts';
import { importIdx } from './import-idx.ts';
import type { Imported, ImportTarget } from './import-target.ts';
import type { Manifest } from './manifest.ts';
import { datasetNameFor } from './names.ts';
import { PackWriter } from './pack-writer.ts';
import { listPacks } from './packs.ts';
import { isBuiltIn } from './registry.ts';
import { filesAt, isIdx } from './sniff.ts';
import type { Watch } from './source-file.ts';

export interface ImportRequest {
  /** Files, or a folder of them. */
  readonly paths: readonly string[];
  /** For people; the name under which runs choose it is made of it. By default, that of the files. */
  readonly title?: string | undefined;
  /** Names of the classes in the order of the labels; by default what the files say, else the labels themselves. */
  readonly classes?: readonly string[] | undefined;
  /** Which labels of CIFAR-100; by default the 100 fine ones. */
  readonly labels?: CifarLabels | undefined;
}

export interface ImportWatch {
  /** Bytes of the files read so far, and of all of them. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface ImportedDataset {
  readonly name: string;
  readonly manifest: Manifest;
}

/**
 * Makes files of a known format a dataset of the library. All of it or nothing: see PackWriter.
 * @throws BlockyardError unreadable-file, unknown-format, dataset-corrupt, dataset-unusable, dataset-exists, dataset-name, no-space, not-writable,
 *   import-cancelled
 */
export async function importDataset(
  home: string,
  request: ImportRequest,
  { onProgress, signal }: ImportWatch = {},
): Promise<ImportedDataset> {
  const files = await filesAt(request.paths);
  const title = request.title ?? titleOf(request.paths);
  const name = datasetNameFor(title);
  if (isBuiltIn(name) || listPacks(home).some((pack) => pack.name === name))
    throw new BlockyardError('dataset-exists', { name });

  const total = (await Promise.all(files.map((file) => stat(file)))).reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const onBytes = (count: number): void => {
    done += count;
    onProgress?.(done, total);
  };
  const path = request.paths.join(', ');
  const opened = new OneTarget(home, name, path);
  try {
    const imported = await readFiles(files, request, opened, { onBytes, signal });
    const { writer } = opened;
    if (signal?.aborted === true) throw new BlockyardError('import-cancelled');
    if (writer === undefined) throw new BlockyardError('dataset-unusable', { path, detail: 'it holds no images' });
    const { format, files: sources } = imported;
    const classes = checkClasses(request.classes ?? imported.classes, writer.highestLabel, path);
    const isNamed = (request.classes ?? imported.classes) !== undefined;
    const classesFor = (hash: string): readonly string[] => (isNamed ? classes : (publishedClasses[hash] ?? classes));
    return {
      name,
      manifest: await writer.finish({ title, classesFor, labels: classes.length, format, files: sources }),
    };
  } catch (error) {
    throw signal?.aborted === true ? new BlockyardError('import-cancelled', {}, { cause: error }) : error;
  } finally {
    await opened.writer?.discard();
  }
}

/** Files of no known kind beside the others are left alone. */
async function readFiles(
  files: readonly string[],
  { paths, labels = 'fine' }: ImportRequest,
  target: ImportTarget,
  watch: Watch,
): Promise<Imported> {
  // Before IDX, since a binary batch may begin as an IDX file does.
  const cifar = await findCifarFiles(files);
  if (cifar !== undefined) return importCifar(cifar, labels, target, watch);
  const looked = await Promise.all(files.map(async (file) => ({ file, is: await isIdx(file) })));
  const idx = looked.filter(({ is }) => is).map(({ file }) => file);
  if (idx.length > 0) {
    const names = files.find((file) => basename(file) === classesFile);
    const imported = await importIdx(idx, target, watch);
    return names === undefined ? imported : { ...imported, classes: await readClasses(names) };
  }
  const archive = await findCifarArchive(files);
  if (archive !== undefined) return importCifar(archive, labels, target, watch);
  const path = paths.join(', ');
  const detail = files.length === 0 ? 'it is empty' : `${basename(files[0] ?? '')} is none of them`;
  throw new BlockyardError('unknown-format', { path, detail });
}

/** A file of class names, one a line, beside IDX files, which have no place for them. */
export const classesFile = 'classes.txt';

async function readClasses(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).split(/\r?\n/).map((line) => line.trim());
  while (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

/** The folder that the files are in, or a lone file without its endings. */
function titleOf(paths: readonly string[]): string {
  const [first = ''] = paths;
  const name = paths.length > 1 ? basename(dirname(resolve(first))) : basename(resolve(first));
  return name.replace(/(?:\.(?:tar|t?gz|zip))+$/i, '').slice(0, limits.nameLength);
}

/** @throws BlockyardError dataset-unusable */
function checkClasses(named: readonly string[] | undefined, highest: number, path: string): readonly string[] {
  const unusable = (detail: string): BlockyardError => new BlockyardError('dataset-unusable', { path, detail });
  const classes = named ?? Array.from({ length: highest + 1 }, (_, label) => String(label));
  if (classes.length < 2) throw unusable('it has one class only');
  if (classes.length > limits.classes) throw unusable(`it has more than ${String(limits.classes)} classes`);
  if (highest >= classes.length)
    throw unusable(`a label is ${String(highest)}, and there are names for ${String(classes.length)} classes only`);
  if (classes.some((name) => name.trim() === '')) throw unusable('a class has an empty name');
  return classes;
}

/** Makes the pack when the first images come. */
class OneTarget implements ImportTarget {
  writer: PackWriter | undefined;
  readonly #home: string;
  readonly #name: string;
  readonly #path: string;

  constructor(home: string, name: string, path: string) {
    this.#home = home;
    this.#name = name;
    this.#path = path;
  }

  async open(shape: ImageShape, count: number): Promise<PackWriter> {
    const [height, width, channels] = shape;
    if (Math.max(height, width) > limits.imageSide || channels > limits.channels) {
      const detail = `its images are ${shape.join('x')}`;
      throw new BlockyardError('dataset-unusable', { path: this.#path, detail });
    }
    this.writer ??= await PackWriter.open(this.#home, this.#name, shape);
    await this.writer.checkRoom(count * sizeOf(shape));
    return this.writer;
  }
}
