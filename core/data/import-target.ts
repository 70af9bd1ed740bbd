import type { ImageShape } from '../model/index.ts';
import type { ImportFormat } from './manifest.ts';
import type { PackWriter } from './pack-writer.ts';
import type { FileFacts } from './source-file.ts';

/** Where an importer puts what it reads. */
export interface ImportTarget {
  /**
   * The pack, made at the first call, when the shape of the images is known.
   * @param count images that will come, so that a disk without room for them is told before they are written
   * @throws BlockyardError no-space, not-writable, dataset-unusable
   */
  open(shape: ImageShape, count: number): Promise<PackWriter>;
}

/** What an importer knows of a dataset apart from its images and labels. */
export interface Imported {
  readonly format: ImportFormat;
  readonly files: readonly FileFacts[];
  /** In the order of the labels, where the files tell. */
  readonly classes?: readonly string[];
}
