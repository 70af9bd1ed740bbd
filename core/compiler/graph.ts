/**
 * The graph under construction: nodes named as in TensorFlow, tensors with static shapes. An unknown dimension (the batch) is -1.
 * Serialisation is in saved-model.ts; which operations exist is in ops.ts.
 */
export type DataType = 'float32' | 'bfloat16' | 'int32' | 'int64' | 'uint8' | 'bool' | 'resource';

export type Attribute =
  | { readonly kind: 'type'; readonly value: DataType }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'shape'; readonly value: readonly number[] }
  | { readonly kind: 'tensor'; readonly value: ConstantValue };

export interface ConstantValue {
  readonly dtype: 'float32' | 'bfloat16' | 'int32' | 'int64' | 'bool';
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly Tensor[];
  /** Nodes that must have run before this one. */
  readonly control: readonly GraphNode[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputs: readonly Tensor[];
}

export interface Tensor {
  readonly node: GraphNode;
  readonly index: number;
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

export interface NodeOptions {
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly control?: readonly GraphNode[];
}

type OutputSpec = readonly [dtype: DataType, shape: readonly number[]];

export class Graph {
  readonly nodes: GraphNode[] = [];
  private readonly names = new Map<string, number>();
  private readonly constants = new Map<string, Tensor>();
  private scopes: readonly string[] = [];

  /** Names of nodes added inside `build` start with `scope/`. */
  within<T>(scope: string, build: () => T): T {
    const outer = this.scopes;
    this.scopes = [...outer, scope];
    try {
      return build();
    } finally {
      this.scopes = outer;
    }
  }

  /** Adds a node with any number of outputs. Inputs come before the node, so `nodes` is always in topological order. */
  add(op: string, inputs: readonly Tensor[], outputs: readonly OutputSpec[], options: NodeOptions = {}): GraphNode {
    const tensors: Tensor[] = [];
    const node: GraphNode = {
      name: this.unique([...this.scopes, options.name ?? op].join('/')),
      op,
      inputs,
      control: options.control ?? [],
      attributes: options.attributes ?? {},
      outputs: tensors,
    };
    outputs.forEach(([dtype, shape], index) => tensors.push({ node, index, dtype, shape }));
    this.nodes.push(node);
    return node;
  }

  /** Adds a node with one output and returns that. */
  op(op: string, inputs: readonly Tensor[], output: OutputSpec, options: NodeOptions = {}): Tensor {
    return outputOf(this.add(op, inputs, [output], options), 0);
  }

  /** A constant; equal constants share one node. */
  constant(dtype: ConstantValue['dtype'], shape: readonly number[], values: readonly number[]): Tensor {
    const key = `${dtype}:${shape.join()}:${values.join()}`;
    const known = this.constants.get(key);
    if (known) return known;
    const outer = this.scopes;
    this.scopes = ['constants'];
    const tensor = this.op('Const', [], [dtype, shape], {
      attributes: { dtype: { kind: 'type', value: dtype }, value: { kind: 'tensor', value: { dtype, shape, values } } },
    });
    this.scopes = outer;
    this.constants.set(key, tensor);
    return tensor;
  }

  /** A constant of many values, in a node of its own. */
  values(name: string, shape: readonly number[], values: Float32Array): Tensor {
    return this.op('Const', [], ['float32', shape], {
      name,
      attributes: {
        dtype: { kind: 'type', value: 'float32' },
        value: { kind: 'tensor', value: { dtype: 'float32', shape, values } },
      },
    });
  }

  private unique(name: string): string {
    const used = this.names.get(name) ?? 0;
    this.names.set(name, used + 1);
    return used === 0 ? name : this.unique(`${name}_${String(used)}`);
  }
}

export function outputOf(node: GraphNode, index: number): Tensor {
  const tensor = node.outputs[index];
  if (!tensor) throw new Error(`${node.op} node ${node.name} has no output ${String(index)}.`);
  return tensor;
}

export function inputOf(node: GraphNode, index: number): Tensor {
  const tensor = node.inputs[index];
  if (!tensor) throw new Error(`${node.op} node ${node.name} has no input ${String(index)}.`);
  return tensor;
}

/** `name:index`, as feeds, fetches and signatures write a tensor. */
export function tensorName(tensor: Tensor): string {
  return `${tensor.node.name}:${String(tensor.index)}`;
}

export const attribute = {
  type: (value: DataType): Attribute => ({ kind: 'type', value }),
  int: (value: number): Attribute => ({ kind: 'int', value }),
  ints: (value: readonly number[]): Attribute => ({ kind: 'ints', value }),
  float: (value: number): Attribute => ({ kind: 'float', value }),
  bool: (value: boolean): Attribute => ({ kind: 'bool', value }),
  string: (value: string): Attribute => ({ kind: 'string', value }),
  shape: (value: readonly number[]): Attribute => ({ kind: 'shape', value }),
};
