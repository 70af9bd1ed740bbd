import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder, toFileProblem } from '../data/index.ts';
import type { ExportFormat, ExportOrder } from '../protocol/export.ts';
import type { RunExportFormat } from '../protocol/interchange.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { ExportFile } from './trained-network.ts';

/** An export that lies under another name beside its place, until it is found good. */
export interface Staged {
  /** Of the file or folder. */
  readonly path: string;
  readonly bytes: number;
  /** Gives it its name. What stood there before goes only once the new one is whole. */
  readonly commit: () => Promise<void>;
  readonly discard: () => Promise<void>;
}

/** What a folder of each format holds, and so what may be replaced: whatever else a person keeps there is not ours to take away. */
const ownFiles: Partial<Record<ExportFormat | RunExportFormat, RegExp>> = {
  savedmodel: /^(?:saved_model\.pb|assets\.extra)$/u,
  tfjs: /^(?:model\.json|group1-shard\d+of\d+\.bin)$/u,
  python: /^(?:model\.py|weights\.npz|__pycache__)$/u,
  tensorboard: /^(?:.*-)?\d{8}-[0-9a-z]{6}$/u,
};

/**
 * Refuses a place before any work is done for it.
 * @throws BlockyardError `export-exists`, `export-occupied`, `not-writable`
 */
export async function checkPlace({
  format,
  place,
  replace,
}: Omit<ExportOrder, 'format'> & { readonly format: ExportFormat | RunExportFormat }): Promise<void> {
  const found = await filesAt(place);
  if (found === undefined) return;
  if (!replace) throw new BlockyardError('export-exists', { path: place });
  const own = ownFiles[format];
  if ((found === 'file') !== (own === undefined)) throw new BlockyardError('export-occupied', { path: place });
  if (found !== 'file' && !found.every((name) => own?.test(name)))
    throw new BlockyardError('export-occupied', { path: place });
}

/** @throws BlockyardError `no-space`, `not-writable` */
export async function stage({ place }: Pick<ExportOrder, 'place'>, files: readonly ExportFile[]): Promise<Staged> {
  const path = join(dirname(place), `.${basename(place)}.${randomBytes(4).toString('hex')}.tmp`);
  const discard = (): Promise<void> => rm(path, { recursive: true, force: true });
  try {
    let bytes = 0;
    // Its own folders, and none around them: a place in a folder that is not there is a mistake.
    const folders = files.flatMap((file) => (file.path === '' ? [] : foldersOf(file.path)));
    for (const folder of [...new Set(folders)].sort()) await mkdir(join(path, folder));
    for (const file of files) bytes += await write(join(path, file.path), file.pieces);
    return { path, bytes, discard, commit: () => commit(path, place) };
  } catch (error) {
    await discard().catch(() => undefined);
    throw toFileProblem(error, place);
  }
}

/** The folders of a file, those around others first. */
function foldersOf(file: string): string[] {
  const folder = dirname(file);
  return folder === '.' ? [folder] : [...foldersOf(folder), folder];
}

async function write(path: string, pieces: readonly Uint8Array[]): Promise<number> {
  const file = await open(path, 'w');
  try {
    for (const piece of pieces) await file.writeFile(piece);
    await file.sync();
    return pieces.reduce((sum, { length }) => sum + length, 0);
  } finally {
    await file.close();
  }
}

async function commit(path: string, place: string): Promise<void> {
  const aside = `${path}.before`;
  const before = await filesAt(place);
  try {
    // A file takes another's place at once, a folder only an empty one's.
    if (before !== undefined && before !== 'file') await rename(place, aside);
    await rename(path, place);
    await syncFolder(dirname(place));
  } catch (error) {
    if (before !== undefined && before !== 'file') await rename(aside, place).catch(() => undefined);
    throw toFileProblem(error, place);
  }
  await rm(aside, { recursive: true, force: true }).catch(() => undefined);
}

/** Names in the folder that is there, or that it is a file; undefined where there is nothing. */
async function filesAt(path: string): Promise<readonly string[] | 'file' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? await readdir(path) : 'file';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw toFileProblem(error, path);
  }
}
