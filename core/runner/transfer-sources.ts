import { createHash } from 'node:crypto';
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { readTensorShapes, type TensorShapes } from '../export/index.ts';
import { matchWeights, nodesWithin, type Architecture, type Network } from '../model/index.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import { weightsFile, type TrainedWeights, type Transfer } from '../protocol/transfer.ts';
import { storing, type Library } from '../store/index.ts';
import { shareFile } from './share-file.ts';

/** A file with the weights that a run begins with. */
export interface StartingFile {
  readonly path: string;
  /** SHA-256 of it. */
  readonly hash: string;
  /** It is a run's, and never changes. */
  readonly inLibrary: boolean;
}

/** What `lookAtWeights` and `startingFile` must know. */
export type TransferChoice = Pick<Transfer, 'from' | 'hash'> & { readonly keeper?: string | undefined };

/**
 * What can be taken over.
 * @throws BlockyardError `unknown-run`, `weights-missing`, `transfer-gone`, `unreadable-file`, `checkpoint-corrupt`
 */
export function lookAtWeights(library: Library, choice: TransferChoice): TrainedWeights {
  const { metadata, shapes } = readTensorShapes(sourcePath(library, choice));
  const { from } = choice;
  const name = from.kind === 'run' ? (library.runs.find(from.run)?.name ?? from.run) : basename(from.path);
  const facts = factsSchema.parse(metadata);
  return { name, tensors: [...shapes].map(([path, shape]) => ({ path, shape: [...shape] })), ...facts };
}

const classNames = z.preprocess(parseJson, z.array(z.string())).optional().catch(undefined);

/** As checkpoints and exports of weights note them; of files of other programs there are none. */
const factsSchema = z
  .object({ classNames, classes: classNames, epoch: z.coerce.number().int().min(0).optional().catch(undefined) })
  .transform((facts) => {
    const classes = facts.classNames ?? facts.classes;
    return { ...(classes && { classes }), ...(facts.epoch !== undefined && { epoch: facts.epoch }) };
  });

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The file that a run is to begin with, checked as far as it can be before it trains; undefined where a run begins with weights of its seed.
 * @throws BlockyardError as `lookAtWeights`, and `transfer-unfit`
 */
export function startingFile(
  library: Library,
  { transfer, origin }: RunSpec,
  target: TransferTarget,
): StartingFile | undefined {
  if (transfer === undefined) return undefined;
  const path = sourcePath(library, { ...transfer, keeper: origin?.run });
  checkMatch(transfer, target, readTensorShapes(path), path);
  const inLibrary = transfer.from.kind === 'run' || transfer.hash !== undefined;
  return { path, hash: hashOf(path), inLibrary };
}

/** Keeps what a run begins with in its folder. @throws BlockyardError `no-space`, `not-writable` */
export function keepStartingFile(library: Library, run: string, { path, inLibrary }: StartingFile): void {
  const place = join(library.runFolder(run), weightsFile('initial'));
  storing(place, () => {
    mkdirSync(dirname(place), { recursive: true });
    if (inLibrary) shareFile(path, place);
    // Whoever wrote it may write into it again.
    else copyFileSync(path, place);
  });
}

interface TransferTarget {
  readonly architecture: Architecture;
  readonly network: Network;
}

/** A run is not to look as if it had begun with trained weights where nothing of them fits. */
function checkMatch(
  { fresh }: Transfer,
  { architecture, network }: TransferTarget,
  { shapes }: TensorShapes,
  path: string,
): void {
  const matched = matchWeights(network, shapes, nodesWithin(architecture, fresh).inside);
  if (matched.some((layer) => layer.fresh === undefined)) return;
  throw new BlockyardError('transfer-unfit', { path, network: architecture.name });
}

/**
 * Weights whose hash is noted are those that the run kept which this one is made of, so that it begins as that one did; where that is gone, they may
 * still be where they came from, unless that is a file, which nobody gave for this run.
 */
function sourcePath(library: Library, { from, hash, keeper }: TransferChoice): string {
  const kept = keeper && library.runs.find(keeper) && join(library.runFolder(keeper), weightsFile('initial'));
  if (hash !== undefined && kept && existsSync(kept) && hashOf(kept) === hash) return kept;
  if (from.kind === 'file') {
    if (hash === undefined) return from.path;
    throw new BlockyardError('transfer-gone', { source: from.path });
  }
  const { name } = library.runs.summary(from.run);
  const file = weightsFile(from.weights);
  const path = join(library.runFolder(from.run), file);
  if (!existsSync(path)) throw new BlockyardError('weights-missing', { name, file });
  if (hash !== undefined && hashOf(path) !== hash) throw new BlockyardError('transfer-gone', { source: name });
  return path;
}

const hashChunk = 1 << 20;

function hashOf(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(hashChunk);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
