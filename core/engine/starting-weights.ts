import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSafetensors } from '../export/index.ts';
import { initialWeights, matchWeights, nodesWithin, type Architecture, type Network } from '../model/index.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import { describeTransfer } from '../protocol/transfer-text.ts';
import { weightsFile, type Transfer } from '../protocol/transfer.ts';
import { firstNonFinite } from './checkpoint.ts';

export interface StartingWeights {
  /** By weight path. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** What was taken over and what was not, for people; undefined where nothing was to be. */
  readonly report: string | undefined;
}

/**
 * The weights that a run begins with: those of its seed, and in their place the trained ones that its folder keeps, as far as they fit.
 * @throws BlockyardError `transfer-gone`, `checkpoint-corrupt`
 */
export async function startingWeights(
  network: Network,
  { transfer, recipe }: Pick<RunSpec, 'transfer' | 'recipe'>,
  { architecture, folder }: { readonly architecture: Architecture; readonly folder: string },
): Promise<StartingWeights> {
  const weights = initialWeights(network, recipe.seed);
  if (transfer === undefined) return { weights, report: undefined };
  const path = join(folder, weightsFile('initial'));
  const { tensors } = decodeSafetensors(await readKept(path, transfer), path);
  const shapes = new Map([...tensors].map(([name, { shape }]) => [name, shape]));
  const matched = matchWeights(network, shapes, nodesWithin(architecture, transfer.fresh).inside);
  const taken = new Map<string, Float32Array>();
  for (const { layer, fresh } of matched) {
    if (fresh !== undefined) continue;
    for (const weight of layer.weights) {
      const values = tensors.get(weight.path)?.data;
      if (values !== undefined) taken.set(weight.path, values);
    }
  }
  const bad = firstNonFinite(taken);
  if (bad !== undefined)
    throw new BlockyardError('checkpoint-corrupt', {
      path,
      detail: `the tensor ${bad} holds values that are not numbers`,
    });
  return { weights: new Map([...weights, ...taken]), report: describeTransfer(matched) };
}

async function readKept(path: string, { from, hash }: Transfer): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new BlockyardError('transfer-gone', { source: from.kind === 'run' ? from.run : from.path }, { cause: error });
  }
  if (hash === undefined || createHash('sha256').update(bytes).digest('hex') === hash) return bytes;
  throw new BlockyardError('checkpoint-corrupt', { path, detail: 'it is not the file that the run was made with' });
}
