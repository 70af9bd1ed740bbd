import { resolve } from 'node:path';
import {
  freezeNodes,
  headOf,
  inferArchitecture,
  matchWeights,
  nodesWithin,
  suggestFresh,
  type Architecture,
  type Network,
} from '../model/index.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { DatasetSummary } from '../protocol/runs.ts';
import { describeTransfer } from '../protocol/transfer-text.ts';
import type { TrainedWeights, Transfer, TransferSource, WeightKind } from '../protocol/transfer.ts';
import { lookAtWeights } from '../runner/index.ts';
import { libraryHome, openLibrary } from '../store/index.ts';
import { tell } from './output.ts';

export interface TransferOptions {
  /** Id of a run, or a file. */
  readonly from?: string;
  readonly fromWeights?: WeightKind;
  /** Ids of blocks. */
  readonly freeze?: readonly string[];
  readonly fresh?: readonly string[];
}

/** In the place of ids: all blocks but the one that gives the scores of the classes. */
const allButHead = 'all-but-head';

/**
 * What the options take over of trained weights, which is told.
 * @throws BlockyardError `invalid-run-spec`, `unknown-run`, `weights-missing`, `unreadable-file`, `checkpoint-corrupt`
 */
export function transferOf(
  { from, fromWeights, freeze = [], fresh = [] }: TransferOptions,
  architecture: Architecture,
  { shape, classes }: Pick<DatasetSummary, 'shape' | 'classes'>,
): Transfer | undefined {
  if (from === undefined) {
    const alone = freeze.length > 0 ? '--freeze' : fresh.length > 0 ? '--fresh' : fromWeights && '--from-weights';
    if (alone === undefined) return undefined;
    throw new BlockyardError('invalid-run-spec', { path: alone, detail: 'it goes with --from' });
  }
  const source = sourceOf(from, fromWeights);
  const weights = lookAt(source);
  const { network } = inferArchitecture(architecture, { input: shape, classes: classes.length });
  // What is wrong with the network is told of where it is to be trained.
  if (network === undefined) return { from: source, fresh: [...fresh], frozen: [...freeze] };
  const anew = [...new Set([...fresh, ...suggestFresh(network, weights.classes, classes)])];
  const frozen = freeze.flatMap((id) => (id === allButHead ? bodyOf(network) : [id]));
  tellTransfer(
    weights,
    freezeNodes(network, nodesWithin(architecture, frozen).inside),
    nodesWithin(architecture, anew).inside,
  );
  return { from: source, fresh: anew, frozen: [...new Set(frozen)] };
}

function sourceOf(from: string, weights: WeightKind = 'best'): TransferSource {
  return /[/\\]|\.safetensors$/iu.test(from)
    ? { kind: 'file', path: resolve(from) }
    : { kind: 'run', run: from, weights };
}

function lookAt(from: TransferSource): TrainedWeights {
  const library = openLibrary(libraryHome());
  try {
    return lookAtWeights(library, { from });
  } finally {
    library.close();
  }
}

function bodyOf(network: Network): string[] {
  const head = headOf(network);
  const ids = network.layers.flatMap(({ nodeId, weights }) => (weights.length > 0 && nodeId !== head ? [nodeId] : []));
  return [...new Set(ids)];
}

function tellTransfer({ name, epoch, tensors }: TrainedWeights, network: Network, fresh: ReadonlySet<string>): void {
  const shapes = new Map(tensors.map(({ path, shape }) => [path, shape]));
  const when = epoch === undefined ? '' : ` after epoch ${String(epoch)}`;
  tell(`From ${name}${when}: ${describeTransfer(matchWeights(network, shapes, fresh))}`);
}
