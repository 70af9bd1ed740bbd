import { zipSync } from 'fflate';

/** The same for all files, so that equal models give equal bytes; a zip file knows no time before 1980. */
const modified = new Date(1980, 0, 1);

/** A zip file whose members are stored as they are: weights hardly get smaller, and readers find them at once. */
export function zip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(files, { level: 0, mtime: modified });
}
