import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BlockyardError } from '../../protocol/problems.ts';
import { readingFault, unreadable } from '../../protocol/reading-fault.ts';
import {
  partNamed,
  sortClasses,
  sortPictures,
  type PictureFile,
  type PictureList,
  type Refusal,
  type SourcePart,
} from './picture-list.ts';

/** What systems leave in folders of pictures. */
const clutter = ['thumbs.db', 'desktop.ini', '__macosx'];
/** Folders in folders: deeper than any dataset, and an end to what has none. */
const mostDepth = 32;

/**
 * Finds pictures in a folder with one sub-folder for each class, or with folders of training, test and validation pictures that have those. Folders
 * below that of a class belong to the class. Links to folders are not followed.
 *
 * @returns undefined where the folder has no folders
 * @throws BlockyardError unreadable-file
 */
export async function findInFolders(folder: string, signal?: AbortSignal): Promise<PictureList | undefined> {
  const root = await unwrap(folder);
  const found = new Found(root, signal);
  const children = await found.folders(root);
  if (children.length === 0) return undefined;

  const parts = children.flatMap((name) => {
    const part = partNamed(name);
    return part === undefined ? [] : [{ name, part }];
  });
  const classes: string[] = [];
  const addClasses = async (below: string, names: readonly string[], part: SourcePart): Promise<void> => {
    for (const name of names) {
      // macOS writes letters and their marks apart in names of files, others together; they are one class.
      const className = name.normalize('NFC');
      classes.push(className);
      await found.pictures(below + name, { part, className }, mostDepth);
    }
  };
  if (parts.some(({ part }) => part === 'train')) {
    for (const { name, part } of parts) await addClasses(`${name}/`, await found.folders(join(root, name)), part);
  } else await addClasses('', children, 'train');

  const sorted = sortClasses(classes);
  const { files, refused } = found;
  return { kind: 'folders', files: sortPictures(files, sorted), classes: sorted, refused, sources: [], root };
}

/**
 * Every file in a folder and in the folders below it, by name, whether or not it is a picture.
 * @throws BlockyardError unreadable-file
 */
export async function filesBelow(root: string): Promise<readonly Pick<PictureFile, 'path' | 'name'>[]> {
  // A folder that cannot be read is none that is empty.
  await list(root);
  const found = new Found(root, undefined);
  await found.pictures('', { part: 'test', className: '' }, mostDepth);
  return found.files;
}

/** The folder itself, or the one in it where it has nothing else and that one has folders: unpacked archives are often wrapped so. */
async function unwrap(folder: string): Promise<string> {
  let root = folder;
  for (let depth = 0; depth < mostDepth; depth += 1) {
    const entries = await list(root);
    const [only] = entries;
    if (entries.length !== 1 || only?.isDirectory() !== true) return root;
    const inner = join(root, only.name);
    if (!(await list(inner)).some((entry) => entry.isDirectory())) return root;
    root = inner;
  }
  return root;
}

/** What is in a folder, less what is hidden, by name. @throws BlockyardError unreadable-file */
async function list(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter(({ name }) => !name.startsWith('.') && !clutter.includes(name.toLowerCase()))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw unreadable(folder, error);
  }
}

class Found {
  readonly files: PictureFile[] = [];
  readonly refused: Refusal[] = [];
  readonly #root: string;
  readonly #signal: AbortSignal | undefined;

  constructor(root: string, signal: AbortSignal | undefined) {
    this.#root = root;
    this.#signal = signal;
  }

  /** Names of the folders in a folder. */
  async folders(folder: string): Promise<string[]> {
    return (await list(folder)).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }

  /** Everything in a folder of one class. */
  async pictures(below: string, of: Pick<PictureFile, 'part' | 'className'>, depth: number): Promise<void> {
    if (this.#signal?.aborted === true) throw new BlockyardError('import-cancelled');
    let entries: Dirent[];
    try {
      entries = await list(join(this.#root, below));
    } catch (error) {
      const { cause } = error as BlockyardError;
      this.refused.push({ file: `${below}/`, reason: 'unreadable', detail: readingFault(cause) });
      return;
    }
    for (const entry of entries) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth > 0) await this.pictures(name, of, depth - 1);
      } else this.files.push({ path: join(this.#root, name), name, ...of });
    }
  }
}
