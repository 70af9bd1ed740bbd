import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { limits, sizeOf, type ImageShape } from '../model/index.ts';
import type { CifarLabels, ImageRule, ValidationUse } from '../protocol/datasets.ts';
import { because, type Detail } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { findAlike, type Alike, type AlikeJob } from './alike/find-alike.ts';
import { partNames, type PartName } from './dataset.ts';
import { importCifar } from './import-cifar.ts';
import { importIdx } from './import-idx.ts';
import { findSource, type ImportSource } from './import-source.ts';
import type { Imported, ImportTarget } from './import-target.ts';
import type { ImportFormat, Manifest } from './manifest.ts';
import { datasetNameFor } from './names.ts';
import { PackWriter } from './pack-writer.ts';
import { listPacks } from './packs.ts';
import { importPictures } from './pictures/import-pictures.ts';
import { suggestRule } from './pictures/suggest-rule.ts';
import { Thread, ThreadLost } from './pictures/threads.ts';
import { publishedClasses } from './published-classes.ts';
import { isBuiltIn } from './registry.ts';
import { makeReport } from './report.ts';

export interface ImportRequest {
  /** Files, a folder of them, a folder of pictures, or their table. */
  readonly paths: readonly string[];
  /** For people; the name under which runs choose it is made of it. By default, that of the files. */
  readonly title?: string | undefined;
  /** Names of the classes in the order of the labels; by default what the files say, else the labels themselves. */
  readonly classes?: readonly string[] | undefined;
  /** Which labels of CIFAR-100; by default the 100 fine ones. */
  readonly labels?: CifarLabels | undefined;
  /** Of pictures; by default the suggested one. */
  readonly images?: ImageRule | undefined;
  /** Of pictures in a validation part; by default they are the test images where there are no others, else training images. */
  readonly validation?: ValidationUse | undefined;
}

export interface ImportWatch {
  /** Pictures done, and all of them; of other files, bytes read. */
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
 *   import-cancelled, data-process-ended where a thread of it cannot work
 */
export async function importDataset(
  home: string,
  request: ImportRequest,
  watch: ImportWatch = {},
): Promise<ImportedDataset> {
  const title = request.title ?? importTitle(request.paths);
  const name = datasetNameFor(title);
  if (isBuiltIn(name) || listPacks(home).some((pack) => pack.name === name))
    throw new BlockyardError('dataset-exists', { name });

  const { signal } = watch;
  const path = request.paths.join(', ');
  const opened = new OneTarget(home, name, path);
  try {
    const imported = await readSource(await findSource(request.paths, signal), request, opened, watch);
    const { writer } = opened;
    if (signal?.aborted === true) throw new BlockyardError('import-cancelled');
    if (writer === undefined) throw new BlockyardError('dataset-unusable', { path, detail: because('no-images') });
    const { format, files, folder, names, classes: named } = imported;
    const classes = checkClasses(named, writer.highestLabel, path);
    const alike = await lookForAlike(writer, format, signal);
    const perClass = { train: writer.perClass('train', classes.length), test: writer.perClass('test', classes.length) };
    const labels = { train: writer.labelsOf('train'), test: writer.labelsOf('test') };
    const manifest = await writer.finish({
      title,
      classesFor: (hash) => named ?? publishedClasses[hash] ?? classes,
      labels: classes.length,
      format,
      files,
      folder,
      reportFor: (finalClasses) =>
        makeReport({ imported, classes: finalClasses, perClass, labels, alike, near: hasNear(format) }),
      names,
    });
    return { name, manifest };
  } catch (error) {
    if (signal?.aborted === true) throw new BlockyardError('import-cancelled', {}, { cause: error });
    if (error instanceof ThreadLost)
      throw new BlockyardError('data-process-ended', { detail: error.message }, { cause: error });
    throw error;
  } finally {
    await opened.writer?.discard();
  }
}

async function readSource(
  source: ImportSource,
  { classes, labels = 'fine', images, validation }: ImportRequest,
  target: ImportTarget,
  { onProgress, signal }: ImportWatch,
): Promise<Imported> {
  if (source.kind === 'pictures') {
    const rule = images ?? (await suggestRule(source.list)).rule;
    return importPictures(source.list, { rule, validation, classes }, target, { onProgress, signal });
  }
  const total = (await Promise.all(source.paths.map((file) => stat(file)))).reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const onBytes = (count: number): void => {
    done += count;
    onProgress?.(done, total);
  };
  const imported =
    source.kind === 'cifar'
      ? await importCifar(source.files, labels, target, { onBytes, signal })
      : await importIdx(source.files, target, { onBytes, signal });
  const file = source.kind === 'idx' ? source.classes : undefined;
  const named = classes ?? (file === undefined ? imported.classes : await readClasses(file));
  return named === undefined ? imported : { ...imported, classes: named };
}

/** Images of which comparing takes less than starting a thread. */
const fewBytes = 4 << 20;

/** Equal images in every dataset; alike ones where they are photographs: drawn digits are alike by nature. */
async function lookForAlike(writer: PackWriter, format: ImportFormat, signal?: AbortSignal): Promise<Alike> {
  const part = (name: PartName): AlikeJob['parts'][number] => ({
    path: writer.imagesFile(name),
    count: writer.labelsOf(name).length,
  });
  const parts = partNames.map(part);
  const job: AlikeJob = { kind: 'alike', shape: writer.shape, parts, near: hasNear(format) };
  const count = parts.reduce((sum, each) => sum + each.count, 0);
  if (count * sizeOf(writer.shape) < fewBytes) return findAlike(job);
  const thread = new Thread<never, Alike>(job);
  const cancel = (): void => void thread.end();
  signal?.addEventListener('abort', cancel);
  try {
    return await thread.answer();
  } finally {
    signal?.removeEventListener('abort', cancel);
    await thread.end();
  }
}

function hasNear(format: ImportFormat): boolean {
  return format !== 'idx';
}

async function readClasses(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).split(/\r?\n/).map((line) => line.trim());
  while (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

/** What a dataset is called by default: as the folder that the files are in, or as a lone file without its endings. */
export function importTitle(paths: readonly string[]): string {
  const [first = ''] = paths;
  const name = paths.length > 1 ? basename(dirname(resolve(first))) : basename(resolve(first));
  return name.replace(/(?:\.(?:tar|t?gz|zip|csv|tsv))+$/i, '').slice(0, limits.nameLength);
}

/** @throws BlockyardError dataset-unusable */
function checkClasses(named: readonly string[] | undefined, highest: number, path: string): readonly string[] {
  const unusable = (detail: Detail): BlockyardError => new BlockyardError('dataset-unusable', { path, detail });
  const classes = named ?? Array.from({ length: highest + 1 }, (_, label) => String(label));
  if (classes.length < 2) throw unusable(because('one-class'));
  if (classes.length > limits.classes) throw unusable(because('too-many-classes', { most: limits.classes }));
  if (highest >= classes.length) throw unusable(because('label-unnamed', { label: highest, names: classes.length }));
  if (classes.some((name) => name.trim() === '')) throw unusable(because('class-unnamed'));
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
      const detail = because('image-shape', { shape: shape.join('x') });
      throw new BlockyardError('dataset-unusable', { path: this.#path, detail });
    }
    this.writer ??= await PackWriter.open(this.#home, this.#name, shape);
    await this.writer.checkRoom(count * sizeOf(shape));
    return this.writer;
  }
}
