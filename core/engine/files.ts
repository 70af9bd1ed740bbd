import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder, toFileProblem } from '../data/index.ts';

/**
 * Replaces a file as a whole: written under another name, synced, renamed. A crash or a full disk at any moment leaves the old file or the new one.
 * @throws BlockyardError `no-space`, `not-writable`.
 */
export async function replaceFile(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'w');
    try {
      for (const piece of pieces) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toFileProblem(error, path);
  }
}
