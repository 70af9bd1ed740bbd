import { open, type FileHandle } from 'node:fs/promises';
import { sizeOf } from '../model/index.ts';
import { because } from '../protocol/details.ts';
import { readingFault } from '../protocol/reading-fault.ts';
import type { DatasetSummary } from '../protocol/runs.ts';
import { partNames, type Labels, type PartName, type StoredPart } from './dataset.ts';
import { corruptFile } from './source-file.ts';

/** Images that lie closer than this are read in one go, and what is between them with them. */
const gapBytes = 64 * 1024;

export type ImageNames = Readonly<Record<PartName, readonly string[]>>;

/** A dataset opened to look at any of its images: it holds the labels in memory and reads images by their place in the file. */
export class DatasetReader {
  readonly summary: DatasetSummary;
  /** The name of every image's file, by part, where the images had files of their own. */
  readonly names: ImageNames | undefined;
  readonly #parts: Readonly<Record<PartName, StoredPart>>;
  readonly #files = new Map<PartName, FileHandle>();
  readonly #imageBytes: number;

  private constructor(summary: DatasetSummary, parts: Readonly<Record<PartName, StoredPart>>, names?: ImageNames) {
    this.summary = summary;
    this.names = names;
    this.#parts = parts;
    this.#imageBytes = sizeOf(summary.shape);
  }

  /** @throws BlockyardError dataset-corrupt */
  static async open(
    summary: DatasetSummary,
    parts: Readonly<Record<PartName, StoredPart>>,
    names?: ImageNames,
  ): Promise<DatasetReader> {
    const reader = new DatasetReader(summary, parts, names);
    try {
      for (const part of partNames) await reader.#openFile(part);
    } catch (error) {
      await reader.close();
      throw error;
    }
    return reader;
  }

  /** Class index of every image, by part. */
  get labels(): Readonly<Record<PartName, Labels>> {
    return { train: this.#parts.train.labels, test: this.#parts.test.labels };
  }

  /**
   * Images [indices, height, width, channels] of a part.
   * @param indices below the part's count
   * @throws BlockyardError dataset-corrupt where the file has become shorter
   */
  async read(part: PartName, indices: ArrayLike<number>): Promise<Uint8Array<ArrayBuffer>> {
    const size = this.#imageBytes;
    const all = new Uint8Array(indices.length * size);
    const { images } = this.#parts[part];
    if (images instanceof Uint8Array) {
      for (let at = 0; at < indices.length; at += 1) {
        const from = (indices[at] ?? 0) * size;
        all.set(images.subarray(from, from + size), at * size);
      }
      return all;
    }
    for (let at = 0; at < indices.length;) {
      const end = this.#together(indices, at);
      const first = indices[at] ?? 0;
      const bytes = await this.#readFrom(part, images, first, (indices[end - 1] ?? 0) + 1 - first);
      for (; at < end; at += 1) {
        const from = ((indices[at] ?? 0) - first) * size;
        all.set(bytes.subarray(from, from + size), at * size);
      }
    }
    return all;
  }

  async close(): Promise<void> {
    for (const file of this.#files.values()) await file.close();
    this.#files.clear();
  }

  /** Where the images end that are read in one go with the one at `at`. */
  #together(indices: ArrayLike<number>, at: number): number {
    let end = at + 1;
    for (; end < indices.length; end += 1) {
      const gap = (indices[end] ?? 0) - (indices[end - 1] ?? 0) - 1;
      if (gap < 0 || gap * this.#imageBytes > gapBytes) break;
    }
    return end;
  }

  async #readFrom(
    part: PartName,
    { path, offset }: { readonly path: string; readonly offset: number },
    first: number,
    count: number,
  ): Promise<Uint8Array> {
    const file = this.#files.get(part);
    if (file === undefined) throw new Error('the dataset is closed');
    const bytes = new Uint8Array(count * this.#imageBytes);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, offset + first * this.#imageBytes);
    if (bytesRead < bytes.length) throw corruptFile(path, because('ends-within-image', { image: first + count }));
    return bytes;
  }

  async #openFile(part: PartName): Promise<void> {
    const { images, labels } = this.#parts[part];
    if (images instanceof Uint8Array) return;
    const { path, offset } = images;
    const file = await open(path, 'r').catch((error: unknown) => {
      throw corruptFile(path, readingFault(error), error);
    });
    this.#files.set(part, file);
    const { size } = await file.stat();
    const expected = offset + labels.length * this.#imageBytes;
    if (size < expected) throw corruptFile(path, because('has-bytes', { bytes: size, expected }));
  }
}
