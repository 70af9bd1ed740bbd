import type { Architecture } from '../architecture.ts';
import { childLists } from '../blocks/registry.ts';
import { applyFixes } from '../edits/fixes.ts';
import { inferWithLayers } from '../infer.ts';
import type { Inference, NodeReport, Target } from '../inference.ts';
import type { LayerOp, LayerOpKind, NetworkLayer } from '../network.ts';
import type { Node } from '../node.ts';
import type { ModelFix } from '../problem.ts';

/** A node of the document and where it is. */
export interface Place {
  readonly node: Node;
  /** The list that the node is in, and its index there; the root is in a list of its own. */
  readonly siblings: readonly Node[];
  readonly index: number;
  readonly parent: Place | undefined;
}

/** The layers of one node for which something holds. */
export interface Hit {
  readonly place: Place;
  readonly layers: readonly number[];
  /**
   * Whether it holds for every layer that was asked about, in each repetition of the node: then one edit is right for all of them. Of the many
   * different layers of an own block, one is enough: they are not edited from here.
   */
  readonly always: boolean;
}

/**
 * What the rules look at: the layers that could be built, also past errors, and the document's node of each. Layers are meant by their index.
 */
export class LintView {
  readonly #architecture: Architecture;
  readonly #target: Target;
  readonly inference: Inference;
  readonly layers: readonly NetworkLayer[];
  /** Layers that each layer's output goes to. */
  readonly consumers: readonly (readonly number[])[];
  readonly #places = new Map<string, Place>();
  readonly #reports: ReadonlyMap<string, NodeReport>;

  constructor(architecture: Architecture, target: Target) {
    this.#architecture = architecture;
    this.#target = target;
    const { inference, layers } = inferWithLayers(architecture, target);
    this.inference = inference;
    this.layers = layers;
    const consumers = layers.map((): number[] => []);
    for (const [index, { inputs }] of layers.entries()) for (const input of inputs) consumers[input]?.push(index);
    this.consumers = consumers;
    this.#reports = new Map(inference.nodes.map((report) => [report.id, report]));
    this.#locate([architecture.root], undefined);
  }

  /** The same once fixes have been made; undefined where they cannot be. */
  follow(fixes: readonly ModelFix[]): LintView | undefined {
    const edited = applyFixes(this.#architecture, fixes);
    return edited.ok ? new LintView(edited.value, this.#target) : undefined;
  }

  /** Whether the network is whole, so that its last layer is its output. */
  get complete(): boolean {
    return this.inference.network !== undefined;
  }

  place(nodeId: string): Place | undefined {
    return this.#places.get(nodeId);
  }

  report(nodeId: string): NodeReport | undefined {
    return this.#reports.get(nodeId);
  }

  op(layer: number | undefined): LayerOp | undefined {
    return layer === undefined ? undefined : this.layers[layer]?.op;
  }

  consumersOf(layer: number): readonly number[] {
    return this.consumers[layer] ?? [];
  }

  inputOf(layer: number): number | undefined {
    return this.layers[layer]?.inputs[0];
  }

  /** Nodes of layers for which `asked` and `holds` are true, in the order of their first layer. */
  nodesWhere(
    asked: (layer: NetworkLayer, index: number) => boolean,
    holds: (layer: NetworkLayer, index: number) => boolean,
  ): readonly Hit[] {
    const found = new Map<string, { asked: number; layers: number[] }>();
    for (const [index, layer] of this.layers.entries()) {
      if (!asked(layer, index)) continue;
      const entry = found.get(layer.nodeId) ?? { asked: 0, layers: [] };
      entry.asked += 1;
      if (holds(layer, index)) entry.layers.push(index);
      found.set(layer.nodeId, entry);
    }
    return [...found].flatMap(([nodeId, { asked: all, layers }]) => {
      const place = this.place(nodeId);
      if (place === undefined || layers.length === 0) return [];
      return [{ place, layers, always: layers.length === all || place.node.kind === 'custom' }];
    });
  }

  /** A value for each layer, made from those of the layers that its output goes to. */
  backward<T>(valueOf: (consumers: readonly number[], values: readonly T[]) => T): readonly T[] {
    const values: T[] = [];
    for (let index = this.layers.length - 1; index >= 0; index -= 1)
      values[index] = valueOf(this.consumersOf(index), values);
    return values;
  }

  /** Whether a kernel of a convolution or dense layer is still to come, for each layer. */
  beforeWeights(): readonly boolean[] {
    return this.backward((consumers, values) =>
      consumers.some((consumer) => isWeighted(this.op(consumer)?.kind) || values[consumer] === true),
    );
  }

  #locate(siblings: readonly Node[], parent: Place | undefined): void {
    for (const [index, node] of siblings.entries()) {
      const place: Place = { node, siblings, index, parent };
      this.#places.set(node.id, place);
      for (const children of childLists(node)) this.#locate(children, place);
    }
  }
}

/** Convolution and dense layers, which multiply by a kernel. */
export function isWeighted(kind: LayerOpKind | undefined): boolean {
  return kind === 'conv' || kind === 'depthwiseConv' || kind === 'dense';
}

/** Whether the node's output goes to the next one alone, all the way up, so that its size can change and nothing has to agree with it. */
export function isInPlainChain(place: Place): boolean {
  for (let around = place.parent; around !== undefined; around = around.parent)
    if (around.node.kind !== 'sequence') return false;
  return true;
}

/** A field's value, where the node has that field. */
export function fieldOf(node: Node, field: string): unknown {
  const values: Readonly<Record<string, unknown>> = { ...node };
  return values[field];
}
