import { readFileSync, readdirSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sizeOf } from '../model/index.ts';
import { BlockyardError, toProblem, type Problem } from '../protocol/problems.ts';
import { contentHashOf } from './content-hash.ts';
import type { Dataset, ImageSet, Labels, PartName } from './dataset.ts';
import { errorCode, toFileProblem } from './durable.ts';
import { labelSize, manifestSchema, packFiles, summaryOf, type Manifest } from './manifest.ts';
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
  const corrupt = (detail: string): BlockyardError => new BlockyardError('dataset-corrupt', { path, name, detail });
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new BlockyardError('dataset-missing', { name, path }, { cause: error });
    throw corrupt(code ?? 'it is not JSON');
  }
  const parsed = manifestSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw corrupt(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
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
  if (hash !== manifest.hash) {
    const detail = 'its images or labels are not those that were imported';
    throw new BlockyardError('dataset-corrupt', { path: folder, name, detail });
  }
  return { ...dataset, hash };
}

async function readPart(folder: string, name: string, manifest: Manifest, part: PartName): Promise<ImageSet> {
  const { count } = manifest[part];
  const classes = manifest.classes.length;
  const read = async (file: string, size: number): Promise<Uint8Array<ArrayBuffer>> => {
    const path = join(folder, file);
    let bytes: Buffer;
    try {
      bytes = await readFile(path);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') throw new BlockyardError('dataset-missing', { name, path }, { cause: error });
      throw corruptFile(path, errorCode(error) ?? String(error), error);
    }
    if (bytes.length === size) return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, size);
    const detail = `it has ${String(bytes.length)} bytes, not ${String(size)}`;
    throw new BlockyardError('dataset-corrupt', { path, name, detail });
  };
  const images = await read(packFiles[part].images, count * sizeOf(manifest.shape));
  const stored = await read(packFiles[part].labels, count * labelSize(classes));
  const labels: Labels =
    labelSize(classes) === 1
      ? stored
      : new Uint16Array(stored.buffer.slice(stored.byteOffset, stored.byteOffset + stored.byteLength));
  return { images, labels, count };
}

/**
 * Takes an imported dataset out of the library. What is left of it when the program dies on the way is cleared with the leftovers of imports.
 * @throws BlockyardError unknown-dataset, not-writable
 */
export async function removePack(home: string, name: string): Promise<void> {
  const folder = join(packsFolder(home), checkDatasetName(name));
  const aside = scratchFolder(packsFolder(home));
  try {
    await rename(folder, aside);
    await rm(aside, { recursive: true, force: true });
  } catch (error) {
    throw toFileProblem(error, folder);
  }
}

/** Clears what imports and removals that were killed have left in a library. Never throws. */
export function clearImports(home: string): void {
  clearLeftovers(packsFolder(home));
}
