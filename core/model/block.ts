import type { CustomNode } from './blocks/custom.ts';
import type { Fields } from './fields.ts';
import type { Pair, LayerOp, WeightSpec } from './network.ts';
import type { Node, NodeBase, NodeWith } from './node.ts';
import type { ModelFacts, ModelFix, ModelProblemCode } from './problem.ts';
import type { Shape } from './shape.ts';

interface BlockCommon<N extends NodeBase> {
  readonly kind: string;
  /** English name; a window that speaks another language words `kind` itself. */
  readonly label: string;
  readonly fields: Fields;
  /** What matters of the fields in a few signs that need no translation: `3x3 / 16 s2`. */
  summary(node: N): string;
  /** A node with the given values, and defaults for the rest. */
  create(id: string, values?: Partial<Omit<N, 'id' | 'kind'>>): N;
}

/** A block that lowers to a short chain of network layers. */
export interface LayerBlock<N extends NodeBase = Node> extends BlockCommon<N> {
  readonly category: 'layer';
  lower(node: N, input: Shape, context: LowerContext): Lowered;
  /** The output where it does not depend on the input, so that an error further up leaves less in the dark. */
  outputWithoutInput?(node: N, context: LowerContext): Shape;
}

/** A block that holds other nodes, in one field: a list of nodes, or a list of such lists. */
export interface ContainerBlock<N extends NodeBase = Node> extends BlockCommon<N> {
  readonly category: 'container';
  readonly childField: { readonly name: string; readonly type: 'list' | 'lists' };
  children(node: N): readonly (readonly Node[])[];
  withChildren(node: N, children: readonly (readonly Node[])[]): N;
  /** Adds what it holds to the network; `input` and the result are undefined where an error leaves them unknown. */
  build(node: N, input: Tensor | undefined, scope: Scope): Tensor | undefined;
}

/** A block with a few meaningful knobs that stands for a tree of others. */
export interface CompositeBlock<N extends NodeBase = Node> extends BlockCommon<N> {
  readonly category: 'composite';
  /** The node it stands for. It has this node's id, and ids inside it start with that id and a dot. */
  expand(node: N, context: ExpandContext): Node;
}

/** What a block looks up in its document while it expands. */
export interface ExpandContext {
  /** What an instance of a person's own block stands for, with its knobs set; ids start with the instance's and a dot. */
  bodyOf(instance: CustomNode): readonly Node[];
}

export type Block<N extends NodeBase = Node> = LayerBlock<N> | ContainerBlock<N> | CompositeBlock<N>;
export type BlockCategory = Block['category'];

export interface LowerContext {
  readonly classes: number;
}

export type WeightDraft = Omit<WeightSpec, 'path'>;

/** One network layer; a step's input is the step before it. */
export interface Step {
  /** Name within the node, empty for the node's main layer. */
  readonly part: string;
  readonly op: LayerOp;
  readonly output: Shape;
  readonly weights: readonly WeightDraft[];
}

export type Lowered =
  | { readonly ok: true; readonly steps: readonly Step[] }
  /** `assume`: the output the node will have once it is mended, when that can be told. */
  | { readonly ok: false; readonly problem: FieldProblem; readonly assume?: Shape };

/** A problem of one node, told apart from where the node is. */
export interface FieldProblem {
  readonly code: ModelProblemCode;
  readonly facts: ModelFacts;
  readonly field?: string;
  /** Edit of this very node; `nodeId` is filled in by the caller. */
  readonly fix?: NodeFix;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type NodeFix = DistributiveOmit<Exclude<ModelFix, { kind: 'append' | 'wrap' }>, 'nodeId'>;

/** A value that flows between layers: the layer it comes from, and its size. */
export interface Tensor {
  readonly layer: number;
  readonly shape: Shape;
}

/** Fields to change, by name. */
export type Overrides = Readonly<Record<string, unknown>>;

/** What a container sees of the network that is being built. */
export interface Scope {
  /** Runs nodes one after the other. */
  chain(nodes: readonly Node[], input: Tensor | undefined): Tensor | undefined;
  /** Runs layer steps one after the other, named after `node`. */
  steps(node: NodeBase, steps: readonly Step[], inputs: readonly Tensor[]): Tensor;
  /** Reports a problem of `node`. */
  problem(node: NodeBase, problem: FieldProblem): void;
  /** The same scope for one repetition: names start with `prefix`, after ids lose the part `without` that they start with. */
  inside(prefix: string, without: string): Scope;
  /** The nodes as they are on a first repetition. */
  override(nodes: readonly Node[], first: Overrides): readonly Node[];
  /** True once the network has grown past its limits, when nothing more is to be built. */
  readonly halted: boolean;
}

type LayerSpec<K extends string, F extends Fields> = Omit<
  LayerBlock<NodeWith<K, F>>,
  'category' | 'kind' | 'fields' | 'create'
> & {
  readonly kind: K;
  readonly fields: F;
};

export function defineLayer<K extends string, F extends Fields>(spec: LayerSpec<K, F>): LayerBlock<NodeWith<K, F>> {
  return { ...spec, category: 'layer', create: nodeMaker(spec.kind, spec.fields, {}) };
}

type CompositeSpec<K extends string, F extends Fields> = Omit<
  CompositeBlock<NodeWith<K, F>>,
  'category' | 'kind' | 'fields' | 'create'
> & {
  readonly kind: K;
  readonly fields: F;
};

export function defineComposite<K extends string, F extends Fields>(
  spec: CompositeSpec<K, F>,
): CompositeBlock<NodeWith<K, F>> {
  return { ...spec, category: 'composite', create: nodeMaker(spec.kind, spec.fields, {}) };
}

export function defineContainer<N extends NodeBase>(
  spec: Omit<ContainerBlock<N>, 'category' | 'create'>,
): ContainerBlock<N> {
  return { ...spec, category: 'container', create: nodeMaker(spec.kind, spec.fields, { [spec.childField.name]: [] }) };
}

function nodeMaker<N extends NodeBase>(
  kind: string,
  fields: Fields,
  children: Readonly<Record<string, readonly []>>,
): BlockCommon<N>['create'] {
  const defaults = {
    ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.default])),
    ...children,
  };
  // The defaults are those of the very fields N is made of, which the compiler cannot follow through Object.entries.
  return (id, values) => ({ id, kind, ...defaults, ...values }) as unknown as N;
}

/** `3x3` for a pair. */
export function formatPair([vertical, horizontal]: Pair): string {
  return `${String(vertical)}x${String(horizontal)}`;
}

/** ` s2` or ` s2x1`; nothing for stride 1. */
export function formatStrides([vertical, horizontal]: Pair): string {
  if (vertical === 1 && horizontal === 1) return '';
  return vertical === horizontal ? ` s${String(vertical)}` : ` s${String(vertical)}x${String(horizontal)}`;
}
