import { close, open, read } from 'node:fs';
import { promisify } from 'node:util';
import { batchesPerWindow, windowsInMemory } from '../protocol/image-budget.ts';
import { because, type Detail } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { readingFault } from '../protocol/reading-fault.ts';
import { labelsAt, type ImageSet, type Labels } from './dataset.ts';

const openFile = promisify(open);
const closeFile = promisify(close);

/** Images of a run where they lie: one behind the other in a file. */
interface StreamedImages {
  readonly path: string;
  /** Bytes before the first image of the file. */
  readonly offset: number;
  /** Of one image. */
  readonly imageBytes: number;
  /** Name of the dataset, for problems. */
  readonly dataset: string;
  /** Which image of the file each one of the stream is. */
  readonly positions: Uint32Array;
  /** Of every image of the stream. */
  readonly labels: Labels;
}

/** Where the images of a batch are. */
interface StreamedBatch {
  /** Images and labels of batches that were read together, one behind the other. The same object as long as batches come out of it. */
  readonly window: ImageSet;
  /** Which of them is the first one of the batch. */
  readonly first: number;
}

/** Batches that are read together, and how much of them was taken. */
interface Window {
  readonly batches: readonly Int32Array[];
  readonly set: Promise<ImageSet>;
  batchesTaken: number;
  imagesTaken: number;
}

/** Bytes of one read: file threads share the work of a large one. */
const mostAtOnce = 2 ** 20;

/**
 * Images that stay on the disk, of which a training reads the batches that it needs. Batches that are announced are read ahead, a window of several
 * at a time, by Node's file threads, which work on while TensorFlow keeps the main thread.
 */
export class ImageStream {
  readonly labels: Labels;
  readonly count: number;
  readonly #images: StreamedImages;
  readonly #file: number;
  readonly #underWay = new Set<Promise<unknown>>();
  #announced: Iterator<Int32Array> | undefined;
  /** The one in use and the next. */
  #windows: Window[] = [];

  private constructor(images: StreamedImages, file: number) {
    this.#images = images;
    this.#file = file;
    this.labels = images.labels;
    this.count = images.positions.length;
  }

  /** @throws BlockyardError dataset-lost */
  static async open(images: StreamedImages): Promise<ImageStream> {
    try {
      return new ImageStream(images, await openFile(images.path, 'r'));
    } catch (error) {
      throw lost(images, readingFault(error), error);
    }
  }

  /**
   * Tells which batches will be asked for, in this order, so that the next ones are read meanwhile. What was announced before is forgotten; a batch
   * that comes out of turn is read all the same.
   */
  announce(batches: Iterator<Int32Array>): void {
    this.#announced = batches;
    this.#windows = [];
    this.#readAhead();
  }

  /**
   * @param indices of images of the stream
   * @returns where they are, in the same order
   * @throws BlockyardError dataset-lost where the file is cut short or the disk fails
   */
  async take(indices: Int32Array): Promise<StreamedBatch> {
    const [window] = this.#windows;
    const next = window?.batches[window.batchesTaken];
    if (window === undefined || next === undefined || !isSame(next, indices))
      return { window: await this.#load(indices), first: 0 };
    const first = window.imagesTaken;
    window.batchesTaken += 1;
    window.imagesTaken += indices.length;
    if (window.batchesTaken === window.batches.length) {
      this.#windows.shift();
      this.#readAhead();
    }
    return { window: await window.set, first };
  }

  /** As `take`, their bytes. */
  async read(indices: Int32Array): Promise<Uint8Array> {
    const { window, first } = await this.take(indices);
    const { imageBytes } = this.#images;
    return window.images.subarray(first * imageBytes, (first + indices.length) * imageBytes);
  }

  /** Lets go of the file when what is being read has come. */
  async close(): Promise<void> {
    this.#announced = undefined;
    this.#windows = [];
    await Promise.allSettled(this.#underWay);
    await closeFile(this.#file);
  }

  #readAhead(): void {
    while (this.#windows.length < windowsInMemory) {
      const batches = this.#nextBatches();
      if (batches.length === 0) return;
      const set = this.#load(Int32Array.from(batches.flatMap((indices) => [...indices])));
      this.#windows.push({ batches, set, batchesTaken: 0, imagesTaken: 0 });
    }
  }

  /** Announced batches of the next window. */
  #nextBatches(): readonly Int32Array[] {
    const batches: Int32Array[] = [];
    let most = 1;
    while (batches.length < most) {
      const next = this.#announced?.next();
      if (next === undefined || next.done === true) {
        this.#announced = undefined;
        break;
      }
      if (batches.length === 0) most = batchesPerWindow(next.value.length * this.#images.imageBytes);
      batches.push(next.value);
    }
    return batches;
  }

  #load(indices: Int32Array): Promise<ImageSet> {
    const loading = this.#loadAll(indices);
    this.#underWay.add(loading);
    const ended = (): void => void this.#underWay.delete(loading);
    // One that fails fails whoever asks for it, which for a batch read ahead may be never.
    loading.then(ended, ended);
    return loading;
  }

  /** Sorted by place, which spares a disk that turns; neighbours in the file that are neighbours in the batch come in one go. */
  async #loadAll(indices: Int32Array): Promise<ImageSet> {
    const { imageBytes, offset, positions } = this.#images;
    const positionOf = (at: number): number => positions[indices[at] ?? -1] ?? 0;
    const order = Uint32Array.from(indices, (_, at) => at).sort((a, b) => positionOf(a) - positionOf(b));
    const bytes = new Uint8Array(indices.length * imageBytes);
    const longest = Math.max(1, Math.floor(mostAtOnce / imageBytes));
    const reads: Promise<void>[] = [];
    for (let from = 0; from < order.length;) {
      const first = order[from] ?? 0;
      let length = 1;
      while (
        length < longest &&
        order[from + length] === first + length &&
        positionOf(first + length) === positionOf(first) + length
      )
        length += 1;
      const target = bytes.subarray(first * imageBytes, (first + length) * imageBytes);
      reads.push(this.#fill(target, offset + positionOf(first) * imageBytes));
      from += length;
    }
    await Promise.all(reads);
    return { images: bytes, labels: labelsAt(this.labels, indices), count: indices.length };
  }

  /** Callbacks of Node's plain `read`: a promise of a FileHandle costs several times the processor time, and there is one for every image. */
  #fill(target: Uint8Array, position: number): Promise<void> {
    return new Promise((resolve, reject) => {
      read(this.#file, target, 0, target.length, position, (error, got) => {
        if (error !== null) reject(lost(this.#images, readingFault(error), error));
        else if (got === target.length) resolve();
        else if (got === 0) reject(lost(this.#images, because('ends-after', { bytes: position })));
        else resolve(this.#fill(target.subarray(got), position + got));
      });
    });
  }
}

function lost({ dataset, path }: StreamedImages, detail: Detail, cause?: unknown): BlockyardError {
  return new BlockyardError('dataset-lost', { name: dataset, path, detail }, { cause });
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
