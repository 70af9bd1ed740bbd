import type { Detail } from '../../protocol/details.ts';
import type { RefusalReason } from '../../protocol/refusals.ts';
import type { FileFacts } from '../source-file.ts';

/** Parts as they lie in folders and tables; a dataset has no `val`. */
export const sourceParts = ['train', 'test', 'val'] as const;
export type SourcePart = (typeof sourceParts)[number];

export interface PictureFile {
  readonly path: string;
  /** Below what was imported, with `/` between folders. */
  readonly name: string;
  readonly part: SourcePart;
  readonly className: string;
}

/** A file that is told in the report, and the import goes on. */
export interface Refusal {
  readonly file: string;
  readonly reason: RefusalReason;
  readonly detail?: Detail | undefined;
}

/** The pictures that a person means, not one of them opened yet. */
export interface PictureList {
  readonly kind: 'folders' | 'csv';
  /** The folder that every file has to be in, whichever links lead to it. */
  readonly root: string;
  /** By part, then class, then name: the order of the dataset, whatever order the system lists files in. */
  readonly files: readonly PictureFile[];
  /** In the order of the labels. */
  readonly classes: readonly string[];
  readonly refused: readonly Refusal[];
  /** The table. */
  readonly sources: readonly FileFacts[];
}

const words: Readonly<Record<string, SourcePart>> = {
  train: 'train',
  training: 'train',
  test: 'test',
  testing: 'test',
  val: 'val',
  valid: 'val',
  validation: 'val',
};

/** The part that a folder, a table or a cell is named after, in whichever case. */
export function partNamed(text: string): SourcePart | undefined {
  return words[text.trim().toLowerCase()];
}

/** Text by its code units, alike on every machine; numbers by their size. */
export function sortClasses(names: Iterable<string>): string[] {
  const all = [...new Set(names)];
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  if (all.every((name) => /^\d{1,15}$/.test(name))) return all.sort((a, b) => Number(a) - Number(b) || byText(a, b));
  return all.sort(byText);
}

export function sortPictures(files: PictureFile[], classes: readonly string[]): PictureFile[] {
  const label = new Map(classes.map((name, at) => [name, at]));
  return files.sort(
    (a, b) =>
      sourceParts.indexOf(a.part) - sourceParts.indexOf(b.part) ||
      (label.get(a.className) ?? 0) - (label.get(b.className) ?? 0) ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}
