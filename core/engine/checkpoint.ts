import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Network } from '../model/network.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { replaceFile } from './files.ts';
import { decodeSafetensors, encodeSafetensors, type FileTensor } from '../export/index.ts';
import { weightsFile, type WeightKind } from '../protocol/transfer.ts';

/** Where a training stands: what, besides the state, makes a resumed run the same run. */
export interface Progress {
  /** Whole epochs, validated. */
  readonly epoch: number;
  /** Steps trained, over the whole training. */
  readonly step: number;
  /** Sums over the examples of the epoch that is under way. */
  readonly lossSum: number;
  readonly correct: number;
  /** Highest validation accuracy so far. */
  readonly bestAccuracy?: number | undefined;
}

export interface CheckpointFacts extends Progress {
  readonly seed: number;
  readonly networkHash: string;
  /** Content hash of the dataset; absent in checkpoints of before it was noted. */
  readonly dataHash?: string | undefined;
  /** Of these weights; absent when they were saved in the midst of an epoch. */
  readonly valAccuracy?: number | undefined;
  /** Names of the classes, as JSON; absent in checkpoints of before they were noted. */
  readonly classNames?: string | undefined;
}

export interface Checkpoint {
  readonly facts: CheckpointFacts;
  readonly state: ReadonlyMap<string, Float32Array>;
}

const formatVersion = '1';
const count = z.coerce.number().int().min(0);
const metadataSchema = z.object({
  format: z.literal('blockyard.checkpoint'),
  formatVersion: z.literal(formatVersion),
  epoch: count,
  step: count,
  lossSum: z.coerce.number(),
  correct: count,
  bestAccuracy: z.coerce.number().optional(),
  seed: count,
  networkHash: z.string(),
  dataHash: z.string().optional(),
  valAccuracy: z.coerce.number().optional(),
  classNames: z.string().optional(),
  /** Height, width and channels of the images; as `classNames`. */
  input: z.string().optional(),
});

/**
 * Writes `weights/<kind>.safetensors` of a run's folder, replacing the one before as a whole. `best` holds the network's weights alone; `last` the
 * optimizer's slots too, and so a training continues from it.
 * @throws BlockyardError `no-space`, `not-writable`.
 */
export async function writeCheckpoint(
  folder: string,
  kind: WeightKind,
  network: Network,
  checkpoint: Checkpoint,
): Promise<void> {
  const shapes = new Map(network.layers.flatMap((layer) => layer.weights).map((weight) => [weight.path, weight.shape]));
  const tensors = new Map<string, FileTensor>();
  for (const [key, data] of checkpoint.state) {
    const ofWeight = shapes.get(key);
    if (kind === 'best' && ofWeight === undefined) continue;
    // A slot has its weight's shape: optimizer/<slot>/<weight path>.
    const shape = ofWeight ?? shapes.get(key.split('/').slice(2).join('/')) ?? [data.length];
    tensors.set(key, { shape, data });
  }
  const metadata: Record<string, string> = {
    format: 'blockyard.checkpoint',
    formatVersion,
    input: network.input.join(),
  };
  for (const [name, value] of Object.entries(checkpoint.facts)) if (value !== undefined) metadata[name] = String(value);
  await replaceFile(join(folder, weightsFile(kind)), encodeSafetensors({ metadata, tensors }));
}

/**
 * Reads a checkpoint, undefined when there is none.
 * @throws BlockyardError `checkpoint-corrupt`: damaged, or of another network; `dataset-changed`.
 */
export async function readCheckpoint(
  folder: string,
  kind: WeightKind,
  { network, dataset, dataHash }: { readonly network: Network; readonly dataset: string; readonly dataHash: string },
): Promise<Checkpoint | undefined> {
  const stored = await readStoredWeights(folder, kind);
  if (stored === undefined) return undefined;
  const { facts } = stored;
  // Before the network, whose input and classes are those of the data.
  if (facts.dataHash !== undefined && facts.dataHash !== dataHash)
    throw new BlockyardError('dataset-changed', { name: dataset });
  checkFits(stored, network);
  return { facts, state: stateOf(stored) };
}

/** A checkpoint's file as it is, whatever network it belongs to. */
export interface StoredWeights {
  readonly path: string;
  readonly facts: z.infer<typeof metadataSchema>;
  readonly tensors: ReadonlyMap<string, FileTensor>;
}

/** @returns undefined when there is none @throws BlockyardError `checkpoint-corrupt` */
export async function readStoredWeights(folder: string, kind: WeightKind): Promise<StoredWeights | undefined> {
  const path = join(folder, weightsFile(kind));
  const bytes = await readIfThere(path);
  if (bytes === undefined) return undefined;
  const { metadata, tensors } = decodeSafetensors(bytes, path);
  const facts = metadataSchema.safeParse(metadata);
  if (facts.success) return { path, facts: facts.data, tensors };
  throw new BlockyardError('checkpoint-corrupt', { path, detail: 'it lacks the facts of a checkpoint' });
}

/** @throws BlockyardError `checkpoint-corrupt`: of another network. */
export function checkFits({ path, facts, tensors }: StoredWeights, network: Network): void {
  if (facts.networkHash !== hashNetwork(network))
    throw new BlockyardError('checkpoint-corrupt', { path, detail: 'it belongs to another network' });
  for (const weight of network.layers.flatMap((layer) => layer.weights)) {
    const shape = tensors.get(weight.path)?.shape;
    if (shape?.join() !== weight.shape.join()) {
      throw new BlockyardError('checkpoint-corrupt', { path, detail: `it has no fitting tensor for ${weight.path}` });
    }
  }
}

export function stateOf({ tensors }: StoredWeights): Map<string, Float32Array> {
  return new Map([...tensors].map(([key, tensor]) => [key, tensor.data]));
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new BlockyardError(
      'checkpoint-corrupt',
      { path, detail: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
}

/** SHA-256 over what the network computes and which weights it has: equal for networks that can exchange weights. */
export function hashNetwork(network: Network): string {
  const { input, classes, layers } = network;
  const what = { input, classes, layers: layers.map(({ op, inputs, weights }) => ({ op, inputs, weights })) };
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}

/** SHA-256 over every network weight's path and float32 bytes (little-endian), in path order. */
export function hashWeights(network: Network, state: ReadonlyMap<string, Float32Array>): string {
  const hash = createHash('sha256');
  const paths = network.layers.flatMap((layer) => layer.weights.map((weight) => weight.path)).sort();
  for (const path of paths) {
    const data = state.get(path);
    if (data === undefined) throw new Error(`The state has no weight ${path}`);
    hash.update(path).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

/** Key of the first tensor that holds a NaN or an infinity. */
export function firstNonFinite(state: ReadonlyMap<string, Float32Array>): string | undefined {
  for (const [key, data] of state) {
    // A sum is finite only if every value is (float64 does not overflow from float32 values of these counts), and is much faster than a test of each.
    let sum = 0;
    for (let i = 0; i < data.length; i += 1) sum += data[i] ?? 0;
    if (!Number.isFinite(sum)) return key;
  }
  return undefined;
}
