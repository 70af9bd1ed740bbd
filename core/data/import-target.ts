import type { ImageShape } from '../model/index.ts';
import type { ImageRule, ImportReport } from '../protocol/datasets.ts';
import type { PartName } from './dataset.ts';
import type { ImportFormat } from './manifest.ts';
import type { PackWriter } from './pack-writer.ts';
import type { Refusal } from './pictures/picture-list.ts';
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
  /** Of pictures. */
  readonly folder?: string;
  /** In the order of the labels, where the files tell. */
  readonly classes?: readonly string[];
  /** Classes that were found and have no image. */
  readonly emptyClasses?: readonly string[];
  /** The name of every image's file. */
  readonly names?: Readonly<Record<PartName, readonly string[]>>;
  readonly refused?: readonly Refusal[];
  /** Sizes before the rule, height first. */
  readonly sizes?: readonly { readonly size: [number, number]; readonly count: number }[];
  readonly rule?: ImageRule;
  readonly validation?: ImportReport['validation'];
}
