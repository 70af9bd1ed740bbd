import { promises } from 'node:fs';
import { open } from 'node:fs/promises';
import { because, type Detail } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';

const noSpace = ['ENOSPC', 'EDQUOT'];
/** What the system says of a file that cannot be written, as far as somebody can do something about it. */
const notWritable: Readonly<Record<string, Detail>> = {
  EACCES: because('not-allowed'),
  EPERM: because('not-allowed'),
  EROFS: because('not-allowed'),
  EEXIST: because('is-there'),
  ENOTDIR: because('folder-in-the-way'),
  EISDIR: because('folder-in-the-way'),
  ENOENT: because('no-such-file'),
  EFBIG: because('file-too-large'),
};

/** Makes renames in a folder durable. Windows cannot open a folder, and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @param folder one that is there @throws BlockyardError no-space where so many bytes more do not fit on its disk */
export async function checkRoom(folder: string, bytes: number): Promise<void> {
  // Node 16, inside the development-only Electron, does not have it; there the writing finds out.
  if (!('statfs' in promises)) return;
  const { bavail, bsize } = await promises.statfs(folder);
  if (bavail * bsize < bytes) throw new BlockyardError('no-space', { path: folder });
}

/** A failed write as a problem a person can act on; anything else unchanged. */
export function toFileProblem(error: unknown, path: string): unknown {
  const code = errorCode(error) ?? '';
  if (noSpace.includes(code)) return new BlockyardError('no-space', { path }, { cause: error });
  const detail = notWritable[code];
  if (detail !== undefined) return new BlockyardError('not-writable', { path, detail }, { cause: error });
  return error;
}

/** Node's name of what went wrong, such as ENOENT. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
