import { readdirSync, rmSync } from 'node:fs';
import type { Library } from '../store/index.ts';
import { tolerant } from './tolerant.ts';

/** Removes the folders of runs that are gone. One that cannot be removed now, as another program has a file of it open, is removed at a later start. */
export function eraseFolders(library: Library, ids: readonly string[]): void {
  for (const id of ids)
    tolerant(() => {
      rmSync(library.runFolder(id), { recursive: true, force: true });
    });
}

/** Removes the folders that are still there of runs that were erased. */
export function clearErased(library: Library): void {
  tolerant(() => {
    const folders = readdirSync(library.runsFolder);
    eraseFolders(library, library.runs.erased(folders));
  });
}
