import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BlockyardError } from '../protocol/problems.ts';
import { downloads, findDownload, type Download } from './downloads.ts';
import { checkRoom, errorCode, toFileProblem } from './durable.ts';
import { bytesHere, fetchFile, type Patience } from './fetch-file.ts';
import { importDataset, type ImportedDataset } from './import.ts';
import { listPacks } from './packs.ts';
import { isLeftBehind, ownMark } from './scratch.ts';

export interface DownloadWatch {
  /** Bytes that are here of all that are fetched, then bytes read of all that are imported. */
  readonly onProgress?: (stage: 'download' | 'import', done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Where else files are fetched from, and how patiently. */
export interface DownloadFrom {
  /** Address of a folder with a folder of files for each dataset, in place of the official hosts: for a class room without a way out. */
  readonly mirror?: string | undefined;
  readonly patience?: Patience;
  readonly known?: readonly Download[];
}

export interface DownloadState {
  readonly name: string;
  readonly title: string;
  /** Of its files. */
  readonly bytes: number;
  /** Of those, what an earlier download has left here. */
  readonly arrived: number;
  /** Whether a dataset of this name is in the library. */
  readonly have: boolean;
}

const lockFile = 'lock';
const keptMs = 7 * 24 * 3600 * 1000;

/** Datasets whose files this process is fetching. */
const fetching = new Set<string>();

/** What can be downloaded into a library. */
export async function listDownloads(home: string): Promise<DownloadState[]> {
  const packs = new Set(listPacks(home).map((pack) => pack.name));
  return Promise.all(
    downloads.map(async ({ name, title, files }) => {
      const here = await Promise.all(files.map((file) => bytesHere(file, folderOf(home, name))));
      return {
        name,
        title,
        bytes: sumOf(files.map((file) => file.bytes)),
        arrived: sumOf(here),
        have: packs.has(name),
      };
    }),
  );
}

/**
 * Fetches a published dataset and makes it one of the library. What is fetched is kept in the library until it is imported, so that a download that was
 * interrupted goes on.
 * @throws BlockyardError unknown-download, dataset-exists, download-failed, download-damaged, download-cancelled, download-busy, no-space, not-writable, and
 *   of the import dataset-corrupt
 */
export async function downloadDataset(
  home: string,
  name: string,
  { onProgress, signal }: DownloadWatch = {},
  { mirror = '', patience, known }: DownloadFrom = {},
): Promise<ImportedDataset> {
  const { title, files } = findDownload(name, known);
  if (listPacks(home).some((pack) => pack.name === name)) throw new BlockyardError('dataset-exists', { name });
  clearDownloads(home);
  const folder = folderOf(home, name);
  return whileLocked(folder, name, async () => {
    const total = sumOf(files.map((file) => file.bytes));
    const here = await Promise.all(files.map((file) => bytesHere(file, folder)));
    await checkRoom(folder, total - sumOf(here));
    onProgress?.('download', sumOf(here), total);
    const paths: string[] = [];
    for (const [index, file] of files.entries()) {
      const urls = mirror === '' ? file.urls : [`${mirror.replace(/\/+$/, '')}/${name}/${file.name}`];
      const onBytes = (bytes: number): void => {
        here[index] = bytes;
        onProgress?.('download', sumOf(here), total);
      };
      paths.push(
        await fetchFile({ ...file, urls }, folder, {
          onBytes,
          signal,
          ...(patience === undefined ? {} : { patience }),
        }),
      );
    }
    try {
      const watch = { onProgress: (done: number, of: number) => onProgress?.('import', done, of) };
      const imported = await importDataset(
        home,
        { paths, title },
        { ...watch, ...(signal === undefined ? {} : { signal }) },
      );
      await rm(folder, { recursive: true, force: true });
      return imported;
    } catch (error) {
      const isCancelled = error instanceof BlockyardError && error.problem.code === 'import-cancelled';
      throw isCancelled ? new BlockyardError('download-cancelled', {}, { cause: error }) : error;
    }
  });
}

/** Removes what downloads have left that nobody went on with for a week. Never throws. */
export function clearDownloads(home: string): void {
  const parent = downloadsFolder(home);
  let names: string[] = [];
  try {
    names = readdirSync(parent);
  } catch {
    // Nothing was ever downloaded.
  }
  for (const name of names) {
    const folder = join(parent, name);
    try {
      const latest = Math.max(
        ...[folder, ...readdirSync(folder).map((file) => join(folder, file))].map((path) => statSync(path).mtimeMs),
      );
      if (Date.now() - latest > keptMs) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another process clears it too.
    }
  }
}

function downloadsFolder(home: string): string {
  return join(home, 'downloads');
}

function folderOf(home: string, name: string): string {
  return join(downloadsFolder(home), name);
}

/** Two that write the same file would spoil it. */
async function whileLocked<T>(folder: string, name: string, work: () => Promise<T>): Promise<T> {
  const busy = (): BlockyardError => new BlockyardError('download-busy', { name });
  if (fetching.has(folder)) throw busy();
  fetching.add(folder);
  const lock = join(folder, lockFile);
  try {
    await mkdir(folder, { recursive: true });
    if (isHeld(lock)) throw busy();
    await rm(lock, { force: true });
    await writeFile(lock, ownMark, { flag: 'wx' });
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  } catch (error) {
    throw errorCode(error) === 'EEXIST' ? busy() : toFileProblem(error, folder);
  } finally {
    fetching.delete(folder);
  }
}

function isHeld(lock: string): boolean {
  try {
    return !isLeftBehind(lock, readFileSync(lock, 'utf8'));
  } catch {
    return false;
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
