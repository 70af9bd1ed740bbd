import type { DatasetSummary } from '../protocol/runs.ts';

/** Images and labels of one part of a dataset, resident in memory. */
export interface ImageSet {
  /** [count, height, width, channels], 0..255. */
  readonly images: Uint8Array;
  /** Class index of every image. */
  readonly labels: Uint8Array;
  readonly count: number;
}

export interface Dataset {
  readonly summary: DatasetSummary;
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/** One kind of dataset the program can read: where its files are and how to read them. A new format is a new implementation of this. */
export interface DatasetSource {
  readonly summary: DatasetSummary;
  /** The folder its files are expected in, whether or not they are there. */
  locate(): string;
  /** Every file that must be in that folder, by its name there. A file may also lie there gzipped, as `<name>.gz`. */
  readonly files: readonly string[];
  /** @throws BlockyardError dataset-missing, dataset-corrupt */
  read(folder: string): Promise<Pick<Dataset, 'train' | 'test'>>;
}
