import type { Architecture } from './architecture.ts';
import { isKernel, type Network, type NetworkLayer } from './network.ts';
import { nodesOf } from './tree.ts';

/** Why a layer begins with weights of the seed: the trained ones have none of its name, one of another shape, or a person wants it so. */
export type FreshReason = 'absent' | 'shape' | 'asked';

/** What becomes of a layer with weights. */
export interface LayerTransfer {
  readonly layer: NetworkLayer;
  /** Undefined: it takes over trained weights, all of its own. */
  readonly fresh: FreshReason | undefined;
  /** The first weight that does not fit, and the trained one of that name. */
  readonly misfit?: { readonly path: string; readonly wanted: readonly number[]; readonly found: readonly number[] };
}

/**
 * Which layers of a network take over trained weights: those all of whose weights are there under the same path with the same shape. Paths are made of
 * the ids of blocks, so that a block that was moved, or has others around it, is still the same.
 * @param shapes of the trained weights, by path
 * @param fresh ids of nodes that begin anew, see `nodesWithin`
 */
export function matchWeights(
  network: Network,
  shapes: ReadonlyMap<string, readonly number[]>,
  fresh: ReadonlySet<string> = new Set(),
): readonly LayerTransfer[] {
  return network.layers.filter(({ weights }) => weights.length > 0).map((layer) => matchLayer(layer, shapes, fresh));
}

function matchLayer(
  layer: NetworkLayer,
  shapes: ReadonlyMap<string, readonly number[]>,
  fresh: ReadonlySet<string>,
): LayerTransfer {
  if (fresh.has(layer.nodeId)) return { layer, fresh: 'asked' };
  if (layer.weights.some(({ path }) => !shapes.has(path))) return { layer, fresh: 'absent' };
  for (const { path, shape } of layer.weights) {
    const found = shapes.get(path) ?? [];
    if (found.join() !== shape.join()) return { layer, fresh: 'shape', misfit: { path, wanted: shape, found } };
  }
  return { layer, fresh: undefined };
}

/** Ids of these nodes and of all in them, and which of the ids are of no node. */
export function nodesWithin(
  { root }: Architecture,
  ids: readonly string[],
): { readonly inside: ReadonlySet<string>; readonly unknown: readonly string[] } {
  const wanted = new Set(ids);
  const inside = new Set<string>();
  const found = new Set<string>();
  for (const node of nodesOf(root)) {
    if (!wanted.has(node.id)) continue;
    found.add(node.id);
    for (const { id } of nodesOf(node)) inside.add(id);
  }
  return { inside, unknown: ids.filter((id) => !found.has(id)) };
}

/** The network with the weights of these nodes left as they are by training. @param ids see `nodesWithin` */
export function freezeNodes(network: Network, ids: ReadonlySet<string>): Network {
  if (ids.size === 0) return network;
  const layers = network.layers.map((layer) =>
    ids.has(layer.nodeId) && layer.weights.length > 0 ? { ...layer, frozen: true } : layer,
  );
  return { ...network, layers };
}

/** Id of the node that gives the scores of the classes: the last with a kernel. */
export function headOf({ layers }: Network): string | undefined {
  return [...layers].reverse().find(({ weights }) => weights.some(({ role }) => isKernel(role)))?.nodeId;
}

/** Ids of the nodes that had better begin anew: the head, where the trained weights are known to tell other classes apart. */
export function suggestFresh(
  network: Network,
  trained: readonly string[] | undefined,
  classes: readonly string[],
): readonly string[] {
  const head = headOf(network);
  const same =
    trained === undefined || (trained.length === classes.length && trained.every((name, at) => name === classes[at]));
  return same || head === undefined ? [] : [head];
}
