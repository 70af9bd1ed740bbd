import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { because } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { unreadable } from '../protocol/reading-fault.ts';
import { findCifarArchive, findCifarFiles, type CifarSource } from './import-cifar.ts';
import { findInFolders } from './pictures/find-in-folders.ts';
import { findInTables, isTable, tablesIn } from './pictures/find-in-tables.ts';
import type { PictureList } from './pictures/picture-list.ts';
import { filesAt, isIdx } from './sniff.ts';

/** What a person means by some paths. */
export type ImportSource =
  | { readonly kind: 'pictures'; readonly list: PictureList }
  | { readonly kind: 'cifar'; readonly files: CifarSource; readonly paths: readonly string[] }
  | {
      readonly kind: 'idx';
      readonly files: readonly string[];
      /** The file with the names of the classes. */
      readonly classes: string | undefined;
      readonly paths: readonly string[];
    };

/** A file of class names, one a line, beside IDX files, which have no place for them. */
export const classesFile = 'classes.txt';

/** Told by their names, since there may be 100,000 of them. */
const isPicture = /\.(?:jpe?g|png|bmp|gif|webp|tiff?)$/i;

/** As MNIST's files are: whoever has one with a damaged beginning is told so, and not that there is none. */
const isNamedIdx = /(?:-ubyte|\.idx\d?)(?:\.gz)?$/i;

/**
 * Tells what is to be imported by what is there: a table of pictures first, then files of datasets, then folders of pictures. Files of no known kind
 * beside the others are left alone.
 * @throws BlockyardError unreadable-file, unknown-format, dataset-corrupt, import-cancelled
 */
export async function findSource(paths: readonly string[], signal?: AbortSignal): Promise<ImportSource> {
  const [only = ''] = paths;
  const isFolder = paths.length === 1 && (await isDirectory(only));
  const tables = isFolder ? await tablesIn(only) : paths.every(isTable) ? paths : [];
  const inTables = tables.length > 0 ? await findInTables(tables, signal) : undefined;
  if (inTables !== undefined) return { kind: 'pictures', list: inTables };

  const files = (await filesAt(paths)).filter((file) => !isPicture.test(file));
  // Before IDX, since a binary batch may begin as an IDX file does.
  const cifar = await findCifarFiles(files);
  if (cifar !== undefined) return { kind: 'cifar', files: cifar, paths: files };
  const idx: string[] = [];
  for (const file of files) if (isNamedIdx.test(file) || (await isIdx(file))) idx.push(file);
  const classes = files.find((file) => basename(file) === classesFile);
  if (idx.length > 0) return { kind: 'idx', files: idx, classes, paths: files };
  const archive = await findCifarArchive(files);
  if (archive !== undefined) return { kind: 'cifar', files: archive, paths: files };

  const inFolders = isFolder ? await findInFolders(only, signal) : undefined;
  if (inFolders !== undefined) return { kind: 'pictures', list: inFolders };
  const path = paths.join(', ');
  const [table] = tables;
  if (table !== undefined) {
    const detail = because('table-no-row', { table: basename(table) });
    throw new BlockyardError('unknown-format', { path, detail });
  }
  const detail =
    files.length === 0 ? because('empty-or-classless') : because('none-of-them', { first: basename(files[0] ?? '') });
  throw new BlockyardError('unknown-format', { path, detail });
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}
