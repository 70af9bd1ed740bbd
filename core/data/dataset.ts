import type { DatasetPart as PartName } from '../protocol/dataset-library.ts';
import type { DatasetSummary } from '../protocol/runs.ts';

/** Class indices, one an image; bytes where there are at most 256 classes. */
export type Labels = Uint8Array | Uint16Array;

/** The labels of these images, in their order. */
export function labelsAt(labels: Labels, positions: Uint32Array | Int32Array): Labels {
  const picked = labels instanceof Uint8Array ? new Uint8Array(positions.length) : new Uint16Array(positions.length);
  for (let at = 0; at < picked.length; at += 1) picked[at] = labels[positions[at] ?? -1] ?? 0;
  return picked;
}

/** Images and labels of one part of a dataset, resident in memory. */
export interface ImageSet {
  /** [count, height, width, channels], 0..255. */
  readonly images: Uint8Array;
  /** Class index of every image. */
  readonly labels: Labels;
  readonly count: number;
}

export interface DatasetParts {
  readonly train: ImageSet;
  /** May be empty. */
  readonly test: ImageSet;
}

/** One part of a dataset without its images in memory: where they lie in a file, one behind the other. */
export interface StoredPart {
  readonly labels: Labels;
  /** Where that is not possible, as in a gzipped file, the images themselves. */
  readonly images: { readonly path: string; readonly offset: number } | Uint8Array;
}

export interface Dataset extends DatasetParts {
  readonly summary: DatasetSummary;
  /** Equal for equal images and labels, whatever they are called and wherever they came from; see content-hash.ts. */
  readonly hash: string;
}

/** A dataset that comes with the program: where its files are and how to read them. */
export interface DatasetSource {
  readonly summary: DatasetSummary;
  /** The folder its files are expected in, whether or not they are there. */
  locate(): string;
  /** Every file that must be in that folder, by its name there. A file may also lie there gzipped, as `<name>.gz`. */
  readonly files: readonly string[];
  /** @throws BlockyardError dataset-missing, dataset-corrupt */
  open(folder: string): Promise<Readonly<Record<PartName, StoredPart>>>;
  /** @throws BlockyardError dataset-missing, dataset-corrupt */
  read(folder: string): Promise<DatasetParts>;
}

export type StoredParts = Readonly<Record<PartName, StoredPart>>;

/** Names of a dataset's parts, in the order in which they are hashed. */
export { datasetParts as partNames, type DatasetPart as PartName } from '../protocol/dataset-library.ts';
