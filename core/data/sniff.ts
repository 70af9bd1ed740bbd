import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip } from 'node:zlib';
import { unreadable } from '../protocol/reading-fault.ts';
import { firstBytes } from './source-file.ts';

const inflate = promisify(gunzip);

/** As much of a file's beginning as unpacking a few kilobytes of it gives, unpacked where it is gzipped. @throws BlockyardError unreadable-file */
export async function firstBytesUnpacked(path: string, count: number): Promise<Uint8Array> {
  const raw = await firstBytes(path, 4096);
  if (raw[0] !== 0x1f || raw[1] !== 0x8b) return raw.subarray(0, count);
  try {
    // The file goes on behind what was read, so the stream may end anywhere. 4 KiB never unpack to more than some 4 MiB.
    return (await inflate(raw, { finishFlush: constants.Z_SYNC_FLUSH })).subarray(0, count);
  } catch {
    return new Uint8Array(0);
  }
}

/** Whether a file begins as an IDX file does. @throws BlockyardError unreadable-file */
export async function isIdx(path: string): Promise<boolean> {
  return beginsAsIdx(await firstBytesUnpacked(path, 4));
}

/** Whether these are the first four bytes of an IDX file. */
export function beginsAsIdx([zero, alsoZero, , dimensions = 0]: Uint8Array): boolean {
  return zero === 0 && alsoZero === 0 && dimensions >= 1 && dimensions <= 4;
}

/** The files that a person means: themselves, and of a folder those right in it. @throws BlockyardError unreadable-file */
export async function filesAt(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    try {
      if (!(await stat(path)).isDirectory()) files.push(path);
      else {
        const entries = await readdir(path, { withFileTypes: true });
        files.push(
          ...entries
            .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
            .map((entry) => join(path, entry.name))
            .sort(),
        );
      }
    } catch (error) {
      throw unreadable(path, error);
    }
  }
  return files;
}
