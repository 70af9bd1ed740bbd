import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sizeOf, type ImageShape } from '../model/index.ts';
import type { ImportReport } from '../protocol/datasets.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { contentHash, labelBytes, type PartDigest } from './content-hash.ts';
import { partNames, type PartName } from './dataset.ts';
import { checkRoom, errorCode, syncFolder, toFileProblem } from './durable.ts';
import { labelSize, manifestText, packFiles, type ImportFormat, type Manifest } from './manifest.ts';
import { clearImports, packsFolder } from './packs.ts';
import { scratchFolder } from './scratch.ts';
import type { FileFacts } from './source-file.ts';

interface OpenPart {
  readonly file: FileHandle;
  readonly hash: Hash;
  imageBytes: number;
  labels: number[];
}

/**
 * Makes a dataset of the library out of images and labels as they come. It is written beside the others under a name that no listing shows, and takes
 * its own name when all of it is on the disk: whatever ends the program before leaves no dataset.
 */
export class PackWriter {
  readonly #folder: string;
  readonly #scratch: string;
  readonly #shape: ImageShape;
  readonly #parts: Readonly<Record<PartName, OpenPart>>;
  /** How often each value occurs in each channel of the training images. */
  readonly #histogram: Float64Array;

  private constructor(folder: string, scratch: string, shape: ImageShape, parts: Record<PartName, OpenPart>) {
    this.#folder = folder;
    this.#scratch = scratch;
    this.#shape = shape;
    this.#parts = parts;
    this.#histogram = new Float64Array(256 * shape[2]);
  }

  /** @throws BlockyardError no-space, not-writable */
  static async open(home: string, name: string, shape: ImageShape): Promise<PackWriter> {
    const parent = packsFolder(home);
    const scratch = scratchFolder(parent);
    clearImports(home);
    try {
      await mkdir(scratch, { recursive: true });
      const parts = {
        train: await openPart(join(scratch, packFiles.train.images)),
        test: await openPart(join(scratch, packFiles.test.images)),
      };
      return new PackWriter(join(parent, name), scratch, shape, parts);
    } catch (error) {
      await rm(scratch, { recursive: true, force: true });
      throw toFileProblem(error, parent);
    }
  }

  /** @throws BlockyardError no-space where so many bytes more do not fit on the disk */
  async checkRoom(bytes: number): Promise<void> {
    await checkRoom(this.#scratch, bytes);
  }

  /** Appends bytes of images [count, height, width, channels]; a piece may end within an image. */
  async images(name: PartName, bytes: Uint8Array): Promise<void> {
    const part = this.#parts[name];
    part.hash.update(bytes);
    if (name === 'train') this.#count(bytes, part.imageBytes);
    part.imageBytes += bytes.length;
    try {
      await part.file.writeFile(bytes);
    } catch (error) {
      throw toFileProblem(error, this.#folder);
    }
  }

  labels(name: PartName, labels: ArrayLike<number>): void {
    const { labels: all } = this.#parts[name];
    for (let index = 0; index < labels.length; index += 1) all.push(labels[index] ?? 0);
  }

  /** Replaces every label by what it becomes. */
  relabel(become: ReadonlyMap<number, number>): void {
    for (const name of partNames)
      this.#parts[name].labels = this.#parts[name].labels.map((label) => become.get(label) ?? label);
  }

  /** Images of every class so far. */
  perClass(name: PartName, classes: number): number[] {
    const perClass = new Array<number>(classes).fill(0);
    for (const label of this.#parts[name].labels) perClass[label] = (perClass[label] ?? 0) + 1;
    return perClass;
  }

  labelsOf(name: PartName): readonly number[] {
    return this.#parts[name].labels;
  }

  /** Where the images of a part are being written. */
  imagesFile(name: PartName): string {
    return join(this.#scratch, packFiles[name].images);
  }

  get shape(): ImageShape {
    return this.#shape;
  }

  /** The highest label so far, -1 without any. */
  get highestLabel(): number {
    return partNames.reduce(
      (highest, name) => this.#parts[name].labels.reduce((most, label) => Math.max(most, label), highest),
      -1,
    );
  }

  /**
   * Gives the dataset its name. Every label is below the number of classes, and there is one for every image.
   * @throws BlockyardError dataset-exists, no-space, not-writable
   */
  async finish(about: {
    readonly title: string;
    /** How many classes there are, and their names, which may depend on what the dataset turns out to be. */
    readonly labels: number;
    readonly classesFor: (hash: string) => readonly string[];
    readonly format: ImportFormat;
    readonly files: readonly FileFacts[];
    readonly folder?: string | undefined;
    /** Kept beside the manifest. */
    readonly reportFor?: (classes: readonly string[]) => ImportReport;
    readonly names?: Readonly<Record<PartName, readonly string[]>> | undefined;
  }): Promise<Manifest> {
    const { title, format, files, folder, names, labels } = about;
    try {
      const digests = {
        train: await this.#finishPart('train', labels),
        test: await this.#finishPart('test', labels),
      };
      const hash = contentHash(this.#shape, digests);
      const manifest: Manifest = {
        format: 'blockyard.dataset',
        version: 1,
        title,
        shape: [...this.#shape],
        classes: [...about.classesFor(hash)],
        train: this.#partOf('train', labels),
        test: this.#partOf('test', labels),
        statistics: this.#statistics(),
        hash,
        source: { format, files: [...files], ...(folder === undefined ? {} : { folder }) },
        importedAt: Date.now(),
      };
      const report = about.reportFor?.(manifest.classes);
      if (report !== undefined) await this.#write(packFiles.report, report);
      if (names !== undefined) await this.#write(packFiles.names, names);
      await writeSynced(join(this.#scratch, packFiles.manifest), Buffer.from(manifestText(manifest)));
      await syncFolder(this.#scratch);
      await rename(this.#scratch, this.#folder);
      await syncFolder(dirname(this.#folder));
      return manifest;
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOTEMPTY' || code === 'EEXIST')
        throw new BlockyardError('dataset-exists', { name: basename(this.#folder) }, { cause: error });
      throw toFileProblem(error, this.#folder);
    }
  }

  /** Takes back everything that was written; after `finish` there is nothing to take back. */
  async discard(): Promise<void> {
    for (const name of partNames) await this.#parts[name].file.close().catch(() => undefined);
    await rm(this.#scratch, { recursive: true, force: true });
  }

  async #finishPart(name: PartName, classes: number): Promise<PartDigest> {
    const { file, hash, labels, imageBytes } = this.#parts[name];
    if (imageBytes !== labels.length * sizeOf(this.#shape))
      throw new Error(`${String(labels.length)} labels for ${String(imageBytes)} bytes of images`);
    await file.sync();
    await file.close();
    const bytes = labelBytes(labelSize(classes) === 1 ? Uint8Array.from(labels) : Uint16Array.from(labels));
    await writeSynced(join(this.#scratch, packFiles[name].labels), bytes);
    return {
      count: labels.length,
      images: hash.digest('hex'),
      labels: createHash('sha256').update(bytes).digest('hex'),
    };
  }

  #partOf(name: PartName, classes: number): Manifest['train'] {
    return { count: this.#parts[name].labels.length, perClass: this.perClass(name, classes) };
  }

  async #write(file: string, document: object): Promise<void> {
    await writeSynced(join(this.#scratch, file), Buffer.from(`${JSON.stringify(document)}\n`));
  }

  /** @param before bytes of images that came earlier */
  #count(bytes: Uint8Array, before: number): void {
    const channels = this.#shape[2];
    let channel = before % channels;
    for (const value of bytes) {
      const at = 256 * channel + value;
      this.#histogram[at] = (this.#histogram[at] ?? 0) + 1;
      channel = channel + 1 === channels ? 0 : channel + 1;
    }
  }

  #statistics(): Manifest['statistics'] {
    const channels = Array.from({ length: this.#shape[2] }, (_, channel) => {
      const histogram = this.#histogram.subarray(256 * channel, 256 * (channel + 1));
      const count = histogram.reduce((sum, times) => sum + times, 0);
      const moment = (of: (value: number) => number): number =>
        histogram.reduce((sum, times, value) => sum + times * of(value / 255), 0) / Math.max(1, count);
      const mean = moment((value) => value);
      return { mean, deviation: Math.sqrt(moment((value) => (value - mean) ** 2)) };
    });
    return { mean: channels.map(({ mean }) => mean), deviation: channels.map(({ deviation }) => deviation) };
  }
}

async function openPart(path: string): Promise<OpenPart> {
  return { file: await open(path, 'wx'), hash: createHash('sha256'), imageBytes: 0, labels: [] };
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
