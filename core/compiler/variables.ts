import { attribute, type DataType, type Graph, type GraphNode, type Tensor } from './graph.ts';

/** A variable that lives in the session, and the operations on it. TensorFlow calls it a resource. */
export interface Variable {
  readonly handle: Tensor;
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

/** `name` also names the variable in the session: a second graph node of that name would be the same variable. */
export function variable(g: Graph, name: string, dtype: DataType, shape: readonly number[]): Variable {
  const handle = g.op('VarHandleOp', [], ['resource', []], {
    name,
    attributes: { dtype: attribute.type(dtype), shape: attribute.shape(shape), shared_name: attribute.string(name) },
  });
  return { handle, dtype, shape };
}

export function read(g: Graph, { handle, dtype, shape }: Variable, control: readonly GraphNode[] = []): Tensor {
  return g.op('ReadVariableOp', [handle], [dtype, shape], { control, attributes: { dtype: attribute.type(dtype) } });
}

/** The rows with these indices. */
export function gather(g: Graph, { handle, dtype, shape }: Variable, indices: Tensor): Tensor {
  return g.op('ResourceGather', [handle, indices], [dtype, [...indices.shape, ...shape.slice(1)]], {
    attributes: { dtype: attribute.type(dtype), Tindices: attribute.type(indices.dtype) },
  });
}

/**
 * Sets a variable to a copy of a fed value. Without the copy the variable could share the memory of the JavaScript array behind the feed: it would
 * change with that array, and the array would be let go from one of TensorFlow's threads, where Node allows no call.
 */
export function assignCopy(g: Graph, target: Variable, value: Tensor): GraphNode {
  const copy = g.op('DeepCopy', [value], [value.dtype, value.shape], {
    attributes: { T: attribute.type(value.dtype) },
  });
  return g.add('AssignVariableOp', [target.handle, copy], [], { attributes: { dtype: attribute.type(target.dtype) } });
}

export function assignSubtract(
  g: Graph,
  target: Variable,
  value: Tensor,
  control: readonly GraphNode[] = [],
): GraphNode {
  return g.add('AssignSubVariableOp', [target.handle, value], [], {
    control,
    attributes: { dtype: attribute.type(target.dtype) },
  });
}

/** Current values, by the variables' keys. */
export function readAll(g: Graph, variables: ReadonlyMap<string, Variable>): ReadonlyMap<string, Tensor> {
  return new Map([...variables].map(([path, value]) => [path, g.within(path, () => read(g, value))]));
}
