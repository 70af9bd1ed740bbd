import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { sizeOf } from '../model/index.ts';
import { because, type Detail } from '../protocol/details.ts';
import { BlockyardError, toProblem, type Problem } from '../protocol/problems.ts';
import { readingFault } from '../protocol/reading-fault.ts';
import { contentHashOf, contentHashOfStored } from './content-hash.ts';
import type { Dataset, ImageSet, Labels, PartName, StoredPart, StoredParts } from './dataset.ts';
import { errorCode, toFileProblem } from './durable.ts';
import { labelSize, manifestSchema, manifestText, packFiles, summaryOf, type Manifest } from './manifest.ts';
import { checkDatasetName, isDatasetName } from './names.ts';
import { clearLeftovers, scratchFolder } from './scratch.ts';
import { corruptFile } from './source-file.ts';

/** The folder of a library with its imported datasets, one folder each. */
export function packsFolder(home: string): string {
  return join(home, 'datasets');
}

/** An imported dataset as it is found; a damaged one tells what is wrong with it. */
export type Pack =
  | { readonly name: string; readonly folder: string; readonly manifest: Manifest }
  | { readonly name: string; readonly folder: string; readonly problem: Problem };

/** The imported datasets of a library, by name. Reads manifests alone. */
export function listPacks(home: string): Pack[] {
  let names: string[];
  try {
    names = readdirSync(packsFolder(home));
  } catch {
    return [];
  }
  return names
    .filter(isDatasetName)
    .sort()
    .map((name) => {
      const folder = join(packsFolder(home), name);
      try {
        return { name, folder, manifest: readManifest(folder, name) };
      } catch (error) {
        return { name, folder, problem: toProblem(error) };
      }
    });
}

/** @throws BlockyardError dataset-missing, dataset-corrupt */
export function readManifest(folder: string, name: string): Manifest {
  const path = join(folder, packFiles.manifest);
  const corrupt = (detail: Detail): BlockyardError => new BlockyardError('dataset-corrupt', { path, name, detail });
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new BlockyardError('dataset-missing', { name, path }, { cause: error });
    throw corrupt(code === undefined ? because('not-json') : readingFault(error));
  }
  const parsed = manifestSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw corrupt(because('manifest-field', { field: issue?.path.join('.') ?? '', said: issue?.message ?? '' }));
}

/** The content hash of an imported dataset; undefined of any other. */
export function packHash(home: string, name: string): string | undefined {
  const pack = listPacks(home).find((candidate) => candidate.name === name);
  return pack !== undefined && 'manifest' in pack ? pack.manifest.hash : undefined;
}

/**
 * Reads a whole pack into memory, and checks that its images and labels are those that were imported.
 * @throws BlockyardError dataset-missing, dataset-corrupt
 */
export async function readPack(folder: string, name: string): Promise<Dataset> {
  const manifest = readManifest(folder, name);
  const dataset = {
    summary: summaryOf(name, manifest),
    train: await readPart(folder, name, manifest, 'train'),
    test: await readPart(folder, name, manifest, 'test'),
  };
  const hash = contentHashOf(manifest.shape, dataset);
  checkHash(hash, manifest, folder, name);
  return { ...dataset, hash };
}

/**
 * A pack's labels, and where its images lie.
 * @throws BlockyardError dataset-missing, dataset-corrupt
 */
export async function openPack(folder: string, name: string): Promise<StoredParts> {
  const manifest = readManifest(folder, name);
  const openPart = async (part: PartName): Promise<StoredPart> => ({
    labels: await readLabels(folder, name, manifest, part),
    images: { path: join(folder, packFiles[part].images), offset: 0 },
  });
  return { train: await openPart('train'), test: await openPart('test') };
}

/**
 * As `openPack`, with all of it read once, to check that its images and labels are those that were imported.
 * @throws BlockyardError dataset-missing, dataset-corrupt
 */
export async function openCheckedPack(
  folder: string,
  name: string,
): Promise<{ readonly parts: StoredParts; readonly hash: string }> {
  const manifest = readManifest(folder, name);
  const parts = await openPack(folder, name);
  const hash = await contentHashOfStored(manifest.shape, parts);
  checkHash(hash, manifest, folder, name);
  return { parts, hash };
}

function checkHash(hash: string, manifest: Manifest, folder: string, name: string): void {
  if (hash === manifest.hash) return;
  const detail = because('hash-differs');
  throw new BlockyardError('dataset-corrupt', { path: folder, name, detail });
}

async function readPart(folder: string, name: string, manifest: Manifest, part: PartName): Promise<ImageSet> {
  const { count } = manifest[part];
  const images = await readExactly(join(folder, packFiles[part].images), name, count * sizeOf(manifest.shape));
  return { images, labels: await readLabels(folder, name, manifest, part), count };
}

async function readLabels(folder: string, name: string, manifest: Manifest, part: PartName): Promise<Labels> {
  const size = labelSize(manifest.classes.length);
  const stored = await readExactly(join(folder, packFiles[part].labels), name, manifest[part].count * size);
  return size === 1
    ? stored
    : new Uint16Array(stored.buffer.slice(stored.byteOffset, stored.byteOffset + stored.byteLength));
}

async function readExactly(path: string, name: string, size: number): Promise<Uint8Array<ArrayBuffer>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new BlockyardError('dataset-missing', { name, path }, { cause: error });
    throw corruptFile(path, readingFault(error), error);
  }
  if (bytes.length === size) return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, size);
  const detail = because('has-bytes', { bytes: bytes.length, expected: size });
  throw new BlockyardError('dataset-corrupt', { path, name, detail });
}

/**
 * Takes an imported dataset out of the library. What is left of it when the program dies on the way is cleared with the leftovers of imports.
 * @throws BlockyardError unknown-dataset, not-writable
 */
export async function removePack(home: string, name: string): Promise<void> {
  await (await setPackAside(home, name)).erase();
}

/** A dataset that was taken out of the library, and lies beside the others where no listing shows it. */
export interface PackAside {
  /** Puts it back. @throws BlockyardError dataset-exists where another has its name by now, not-writable */
  recover(): Promise<void>;
  /** For good. @throws BlockyardError not-writable */
  erase(): Promise<void>;
}

/**
 * Takes an imported dataset out of the library so that it can be put back. When the program ends before, it is cleared with the leftovers of imports.
 * @throws BlockyardError dataset-name, not-writable
 */
export async function setPackAside(home: string, name: string): Promise<PackAside> {
  const folder = join(packsFolder(home), checkDatasetName(name));
  const aside = scratchFolder(packsFolder(home));
  const attempt = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      throw toFileProblem(error, folder);
    }
  };
  await attempt(rename(folder, aside));
  return {
    async recover() {
      if (existsSync(folder)) throw new BlockyardError('dataset-exists', { name });
      await attempt(rename(aside, folder));
    },
    erase: () => attempt(rm(aside, { recursive: true, force: true })),
  };
}

/**
 * Changes what a pack's manifest says of it, all at once or not at all.
 * @throws BlockyardError dataset-missing, dataset-corrupt, no-space, not-writable
 */
export async function editManifest(
  home: string,
  name: string,
  change: Partial<Pick<Manifest, 'title' | 'classes'>>,
): Promise<void> {
  const folder = join(packsFolder(home), checkDatasetName(name));
  const manifest = { ...readManifest(folder, name), ...change };
  const path = join(folder, packFiles.manifest);
  try {
    await writeFileAtomic(path, manifestText(manifest));
  } catch (error) {
    throw toFileProblem(error, path);
  }
}

/** Clears what imports and removals that were killed have left in a library. Never throws. */
export function clearImports(home: string): void {
  clearLeftovers(packsFolder(home));
}
