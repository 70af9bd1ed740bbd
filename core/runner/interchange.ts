import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { runsCsv, runsDocument, type WholeRun } from '../analysis/index.ts';
import { datasetSummary, packHash, scratchFolder } from '../data/index.ts';
import { packBundle, unpackBundle, weightFiles, type RunBundle } from '../export/bundle.ts';
import { checkPlace, stage } from '../export/place.ts';
import { tensorBoardFiles } from '../export/tensorboard.ts';
import { textBytes, type ExportFile } from '../export/trained-network.ts';
import { parseArchitecture } from '../model/index.ts';
import { architectureProblem } from '../protocol/architecture-problem.ts';
import type { ImportedRun, RunExport, RunExportFormat } from '../protocol/interchange.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { isActive, type RunSummary } from '../protocol/runs.ts';
import { storing, type Library } from '../store/index.ts';
import { makeRunFolder } from './own-run.ts';

/** A buffer of Node 16 holds no more. */
const mostBundleBytes = 2 ** 31 - 1;

export interface RunExportOrder {
  readonly ids: readonly string[];
  readonly format: RunExportFormat;
  /** Absolute path of the file, or for TensorBoard of the folder. */
  readonly place: string;
  readonly replace: boolean;
}

/**
 * Writes runs as a file or folder: all of it, or nothing.
 * @throws BlockyardError unknown-run, run-not-ended (of a bundle), export-exists, export-occupied, export-too-large, no-space, not-writable
 */
export async function exportRuns(library: Library, order: RunExportOrder): Promise<RunExport> {
  await checkPlace(order);
  const staged = await stage(order, await filesOf(library, order));
  try {
    await staged.commit();
  } catch (error) {
    await staged.discard();
    throw error;
  }
  return { place: order.place, bytes: staged.bytes };
}

async function filesOf(library: Library, { ids, format }: RunExportOrder): Promise<readonly ExportFile[]> {
  const one = (bytes: Uint8Array): ExportFile[] => [{ path: '', pieces: [bytes] }];
  const [id = ''] = ids;
  switch (format) {
    case 'csv':
      return one(textBytes(runsCsv(ids.map((run) => wholeRun(library, run)))));
    case 'json':
      return one(textBytes(`${JSON.stringify(runsDocument(ids.map((run) => wholeRun(library, run))))}\n`));
    case 'tensorboard':
      return ids.flatMap((run) => {
        const record = library.records.read(run);
        return tensorBoardFiles({ spec: record.spec, createdAt: record.run.createdAt, events: record.events }).map(
          ({ path, pieces }) => ({ path: `${folderName(record.run.name, run)}/${path}`, pieces }),
        );
      });
    case 'bundle':
      return one(await bundleOf(library, id));
  }
}

function wholeRun({ runs }: Library, id: string): WholeRun {
  return { detail: runs.detail(id), metrics: runs.metrics(id), layers: runs.layers(id) };
}

/** What TensorBoard calls the run. */
function folderName(name: string, id: string): string {
  const words = name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/gu, '');
  const [start = ''] = /^.{0,40}/su.exec(words) ?? [];
  return start === '' ? id : `${start}-${id}`;
}

async function bundleOf(library: Library, id: string): Promise<Uint8Array> {
  const { summary, versions } = library.runs.detail(id);
  if (isActive(summary.status)) throw new BlockyardError('run-not-ended', { id, name: summary.name });
  const weights = new Map<string, Uint8Array>();
  let bytes = 0;
  for (const file of weightFiles) {
    const path = join(library.runFolder(id), file);
    const size = await sizeIfThere(path);
    if (size === undefined) continue;
    bytes += size;
    if (bytes > mostBundleBytes) {
      const gigabytes = Number((bytes / 2 ** 30).toFixed(1));
      throw new BlockyardError('export-too-large', { name: summary.name, gigabytes, format: 'bundle' });
    }
    weights.set(file, await readFile(path));
  }
  const record = library.records.read(id);
  const { backend, device, machine, dataHash, weightsHash } = summary;
  return packBundle({ id, record, weights }, runsCsv([wholeRun(library, id)]), {
    backend,
    device,
    machine,
    versions,
    dataset: summary.dataset,
    dataHash,
    weightsHash,
  });
}

async function sizeIfThere(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}

/**
 * Enters a run from a bundle, with its weights: all of it, or nothing.
 * @param path of the bundle
 * @throws BlockyardError unreadable-file, bundle-unreadable, bundle-newer, run-known, invalid-architecture, no-space, not-writable
 */
export async function importRun(library: Library, path: string): Promise<ImportedRun> {
  const bundle = unpackBundle(await readBundle(path), path);
  const architecture = parseArchitecture(bundle.record.spec.architecture);
  if (!architecture.ok) throw architectureProblem(bundle.record.spec.name, architecture.error);
  const spec = { ...bundle.record.spec, architecture: architecture.value, origin: { kind: 'import' } as const };
  const known = library.runs.find(bundle.id);
  if (known !== undefined) throw new BlockyardError('run-known', { id: known.id, name: known.name });
  const staging = scratchFolder(library.runsFolder);
  try {
    storing(staging, () => {
      writeWeights(staging, bundle);
    });
    const record = { ...bundle.record, spec };
    const summary = library.records.enter(bundle.id, record, architecture.value.name, (id) => {
      makeRunFolder(staging, spec);
      storing(staging, () => {
        // An engine that goes on from it numbers its events after the last of these.
        const lines = record.events.map((event) => `${JSON.stringify({ ...event, runId: id })}\n`);
        writeFileAtomic.sync(join(staging, 'events.jsonl'), lines.join(''));
        const folder = library.runFolder(id);
        // A folder of no run: of an import that a power cut ended between its files and its entry.
        rmSync(folder, { recursive: true, force: true });
        renameSync(staging, folder);
      });
    });
    return { summary, data: presenceOf(library.home, summary) };
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

async function readBundle(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > mostBundleBytes)
      throw new BlockyardError('bundle-unreadable', { path, detail: 'it is larger than any bundle' });
    return await readFile(path);
  } catch (error) {
    if (error instanceof BlockyardError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new BlockyardError('unreadable-file', { file: path, detail }, { cause: error });
  }
}

function writeWeights(folder: string, { weights }: RunBundle): void {
  mkdirSync(folder);
  for (const [file, bytes] of weights) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic.sync(path, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
}

function presenceOf(home: string, { dataset, dataHash }: RunSummary): ImportedRun['data'] {
  try {
    datasetSummary(dataset, home);
  } catch {
    return 'absent';
  }
  const found = packHash(home, dataset);
  if (found === undefined || dataHash === undefined) return 'unknown';
  return found === dataHash ? 'same' : 'other';
}
