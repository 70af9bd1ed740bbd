import { writeFile } from 'node:fs/promises';
import { toFileProblem } from '../data/index.ts';

/** Writes a file that a person asked for. @throws BlockyardError no-space, not-writable */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    throw toFileProblem(error, path);
  }
}
