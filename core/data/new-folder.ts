import { access, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { because } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { syncFolder, toFileProblem } from './durable.ts';
import { scratchFolder } from './scratch.ts';

/** What an export is told while it writes, and what ends it. */
export interface ExportWatch {
  /** Images written so far, and of all of them. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Makes a folder with all that `write` writes, or none: it is written beside it, under a name that says whose it is.
 * @param write gets the folder to write into
 * @throws BlockyardError not-writable where the folder is there already or cannot be made, no-space, and what `write` throws
 */
export async function makeFolder(folder: string, write: (scratch: string) => Promise<void>): Promise<void> {
  const target = resolve(folder);
  if (await isThere(target)) throw new BlockyardError('not-writable', { path: target, detail: because('is-there') });
  const scratch = scratchFolder(dirname(target));
  try {
    await mkdir(scratch, { recursive: true });
    await write(scratch);
    await rename(scratch, target);
    await syncFolder(dirname(target));
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw toFileProblem(error, target);
  }
}

/** @throws BlockyardError export-cancelled */
export function checkNotCancelled({ signal }: ExportWatch): void {
  if (signal?.aborted === true) throw new BlockyardError('export-cancelled');
}

async function isThere(path: string): Promise<boolean> {
  if (basename(path) === '') return true;
  return access(path).then(
    () => true,
    () => false,
  );
}
