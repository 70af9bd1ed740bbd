import type { Padding, Pair } from '../model/network.ts';
import { attribute, type DataType, type Graph, type GraphNode, type Tensor } from './graph.ts';

/**
 * TensorFlow operations as functions from tensors to tensors, with the attributes and shape rules that this compiler needs. Feature maps are
 * [batch, height, width, channels], batch being -1.
 */

const typed = (dtype: DataType) => ({ T: attribute.type(dtype) });

export const float = (g: Graph, value: number): Tensor => g.constant('float32', [], [value]);
export const ints = (g: Graph, values: readonly number[]): Tensor => g.constant('int32', [values.length], values);
export const int = (g: Graph, value: number): Tensor => g.constant('int32', [], [value]);

/** A constant scalar of the other operand's type. */
export function scalarLike(g: Graph, like: Tensor, value: number): Tensor {
  return g.constant(like.dtype === 'bfloat16' ? 'bfloat16' : 'float32', [], [value]);
}

export function placeholder(g: Graph, name: string, dtype: DataType, shape: readonly number[]): Tensor {
  return g.op('Placeholder', [], [dtype, shape], {
    name,
    attributes: { dtype: attribute.type(dtype), shape: attribute.shape(shape) },
  });
}

export function identity(g: Graph, x: Tensor, name: string, control: readonly GraphNode[] = []): Tensor {
  return g.op('Identity', [x], [x.dtype, x.shape], { name, control, attributes: typed(x.dtype) });
}

/** Any operation of one input and one output of the same type and shape: Relu, Sigmoid, Sqrt ... */
export function unary(g: Graph, op: string, x: Tensor): Tensor {
  return g.op(op, [x], [x.dtype, x.shape], { attributes: typed(x.dtype) });
}

/** The same tensor, behind an operation that TensorFlow's optimizer neither removes nor fuses with its neighbours. */
export function unfused(g: Graph, x: Tensor): Tensor {
  return g.op('PlaceholderWithDefault', [x], [x.dtype, x.shape], {
    attributes: { dtype: attribute.type(x.dtype), shape: attribute.shape(x.shape) },
  });
}

/** Any element-wise operation of two inputs, of equal shapes or shapes that broadcast. */
export function binary(g: Graph, op: string, a: Tensor, b: Tensor): Tensor {
  return g.op(op, [a, b], [a.dtype, broadcastShape(a.shape, b.shape)], { attributes: typed(a.dtype) });
}

export const add = (g: Graph, a: Tensor, b: Tensor): Tensor => binary(g, 'AddV2', a, b);
export const subtract = (g: Graph, a: Tensor, b: Tensor): Tensor => binary(g, 'Sub', a, b);
export const multiply = (g: Graph, a: Tensor, b: Tensor): Tensor => binary(g, 'Mul', a, b);
export const divide = (g: Graph, a: Tensor, b: Tensor): Tensor => binary(g, 'RealDiv', a, b);

export function sum(g: Graph, tensors: readonly Tensor[]): Tensor {
  const [first, second] = tensors;
  if (!first) throw new Error('A sum needs at least one tensor.');
  if (!second) return first;
  if (tensors.length === 2) return add(g, first, second);
  return g.op('AddN', tensors, [first.dtype, first.shape], {
    attributes: { ...typed(first.dtype), N: attribute.int(tensors.length) },
  });
}

export function cast(g: Graph, x: Tensor, dtype: DataType): Tensor {
  if (x.dtype === dtype) return x;
  return g.op('Cast', [x], [dtype, x.shape], {
    attributes: { SrcT: attribute.type(x.dtype), DstT: attribute.type(dtype) },
  });
}

export function compare(g: Graph, op: 'Equal' | 'GreaterEqual', a: Tensor, b: Tensor): Tensor {
  return g.op(op, [a, b], ['bool', broadcastShape(a.shape, b.shape)], { attributes: typed(a.dtype) });
}

/** Of `a` where the condition holds, else of `b`; shapes broadcast. */
export function select(g: Graph, condition: Tensor, a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape(broadcastShape(condition.shape, a.shape), b.shape);
  return g.op('SelectV2', [condition, a, b], [a.dtype, shape], { attributes: typed(a.dtype) });
}

/** Rows of a tensor with these indices, in the shape of the indices. */
export function gather(g: Graph, x: Tensor, indices: Tensor): Tensor {
  return g.op('GatherV2', [x, indices, int(g, 0)], [x.dtype, [...indices.shape, ...x.shape.slice(1)]], {
    attributes: {
      Tparams: attribute.type(x.dtype),
      Tindices: attribute.type(indices.dtype),
      Taxis: attribute.type('int32'),
      batch_dims: attribute.int(0),
    },
  });
}

export function reduce(g: Graph, op: 'Mean' | 'Sum', x: Tensor, axes: readonly number[], keepDims = false): Tensor {
  const reduced = axes.map((axis) => (axis < 0 ? axis + x.shape.length : axis));
  const shape = keepDims
    ? x.shape.map((size, axis) => (reduced.includes(axis) ? 1 : size))
    : x.shape.filter((_, axis) => !reduced.includes(axis));
  return g.op(op, [x, ints(g, axes)], [x.dtype, shape], {
    attributes: { ...typed(x.dtype), Tidx: attribute.type('int32'), keep_dims: attribute.bool(keepDims) },
  });
}

/** Whether no value is NaN or infinite: a scalar bool. */
export function allFinite(g: Graph, x: Tensor): Tensor {
  const finite = g.op('IsFinite', [x], ['bool', x.shape], { attributes: typed(x.dtype) });
  return g.op(
    'All',
    [
      finite,
      ints(
        g,
        x.shape.map((_, axis) => axis),
      ),
    ],
    ['bool', []],
    { attributes: { Tidx: attribute.type('int32') } },
  );
}

export function pack(g: Graph, tensors: readonly Tensor[], name: string, control: readonly GraphNode[] = []): Tensor {
  const dtype = tensors[0]?.dtype ?? 'float32';
  const shape = [tensors.length, ...(tensors[0]?.shape ?? [])];
  return g.op('Pack', tensors, [dtype, shape], {
    name,
    control,
    attributes: { ...typed(dtype), N: attribute.int(tensors.length), axis: attribute.int(0) },
  });
}

/** The sizes as they are when the graph runs, int32. */
export function dynamicShape(g: Graph, x: Tensor): Tensor {
  return g.op('Shape', [x], ['int32', [x.shape.length]], {
    attributes: { ...typed(x.dtype), out_type: attribute.type('int32') },
  });
}

export function size(g: Graph, x: Tensor): Tensor {
  return g.op('Size', [x], ['int32', []], { attributes: { ...typed(x.dtype), out_type: attribute.type('int32') } });
}

export function reshape(g: Graph, x: Tensor, shape: readonly number[]): Tensor {
  return g.op('Reshape', [x, ints(g, shape)], [x.dtype, shape], {
    attributes: { ...typed(x.dtype), Tshape: attribute.type('int32') },
  });
}

/** Zeros around. `paddings` holds [before, after] for every axis. */
export function pad(g: Graph, x: Tensor, paddings: readonly (readonly [number, number])[]): Tensor {
  const shape = x.shape.map((size, axis) =>
    size < 0 ? size : size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0),
  );
  return g.op('Pad', [x, g.constant('int32', [paddings.length, 2], paddings.flat())], [x.dtype, shape], {
    attributes: { ...typed(x.dtype), Tpaddings: attribute.type('int32') },
  });
}

/** `sizes` of -1 take what there is from `begin` on. */
export function slice(g: Graph, x: Tensor, begin: readonly number[], sizes: readonly number[]): Tensor {
  const shape = sizes.map((size, axis) =>
    size >= 0 ? size : (x.shape[axis] ?? -1) < 0 ? -1 : (x.shape[axis] ?? 0) - (begin[axis] ?? 0),
  );
  return g.op('Slice', [x, ints(g, begin), ints(g, sizes)], [x.dtype, shape], {
    attributes: { ...typed(x.dtype), Index: attribute.type('int32') },
  });
}

/** Every `strides`-th row and column of a feature map, from the first on. */
export function subsample(g: Graph, x: Tensor, strides: Pair): Tensor {
  const [batch = -1, height = 0, width = 0, channels = 0] = x.shape;
  const shape = [batch, Math.ceil(height / strides[0]), Math.ceil(width / strides[1]), channels];
  const zeros = ints(g, [0, 0, 0, 0]);
  return g.op('StridedSlice', [x, zeros, zeros, ints(g, [1, strides[0], strides[1], 1])], [x.dtype, shape], {
    attributes: stridedSliceAttributes(x.dtype),
  });
}

/** Mask bits: every begin and end is left open. */
export function stridedSliceAttributes(dtype: DataType) {
  return {
    ...typed(dtype),
    Index: attribute.type('int32'),
    begin_mask: attribute.int(15),
    end_mask: attribute.int(15),
  };
}

export function concat(g: Graph, tensors: readonly Tensor[], axis: number): Tensor {
  const [first] = tensors;
  if (!first) throw new Error('A concatenation needs at least one tensor.');
  // ConcatV2 takes two or more.
  if (tensors.length === 1) return first;
  const sizes = tensors.map((tensor) => tensor.shape[axis] ?? 0);
  const whole = sizes.some((size) => size < 0) ? -1 : sizes.reduce((total, size) => total + size, 0);
  const shape = first.shape.map((size, i) => (i === axis ? whole : size));
  return g.op('ConcatV2', [...tensors, int(g, axis)], [first.dtype, shape], {
    attributes: { ...typed(first.dtype), N: attribute.int(tensors.length), Tidx: attribute.type('int32') },
  });
}

/** Parts of these sizes along one axis. */
export function split(g: Graph, x: Tensor, sizes: readonly number[], axis: number): readonly Tensor[] {
  const shapes = sizes.map((size) => [x.dtype, x.shape.map((whole, i) => (i === axis ? size : whole))] as const);
  return g.add('SplitV', [x, ints(g, sizes), int(g, axis)], shapes, {
    attributes: { ...typed(x.dtype), Tlen: attribute.type('int32'), num_split: attribute.int(sizes.length) },
  }).outputs;
}

export function matmul(g: Graph, a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  const shape = [a.shape[transposeA ? 1 : 0] ?? -1, b.shape[transposeB ? 0 : 1] ?? -1];
  return g.op('MatMul', [a, b], [a.dtype, shape], {
    attributes: { ...typed(a.dtype), transpose_a: attribute.bool(transposeA), transpose_b: attribute.bool(transposeB) },
  });
}

export function biasAdd(g: Graph, x: Tensor, bias: Tensor): Tensor {
  return g.op('BiasAdd', [x, bias], [x.dtype, x.shape], {
    attributes: { ...typed(x.dtype), data_format: attribute.string('NHWC') },
  });
}

export function convAttributes(dtype: DataType, strides: Pair, padding: Padding) {
  return {
    ...typed(dtype),
    strides: attribute.ints([1, strides[0], strides[1], 1]),
    padding: attribute.string(padding.toUpperCase()),
    data_format: attribute.string('NHWC'),
    dilations: attribute.ints([1, 1, 1, 1]),
  };
}

export function conv2d(g: Graph, x: Tensor, kernel: Tensor, strides: Pair, padding: Padding): Tensor {
  const [height, width] = outputSize(x, [kernel.shape[0] ?? 1, kernel.shape[1] ?? 1], strides, padding);
  return g.op('Conv2D', [x, kernel], [x.dtype, [x.shape[0] ?? -1, height, width, kernel.shape[3] ?? 0]], {
    attributes: convAttributes(x.dtype, strides, padding),
  });
}

/** Strides must be equal: TensorFlow has no kernel for others. */
export function depthwiseConv2d(g: Graph, x: Tensor, kernel: Tensor, strides: Pair, padding: Padding): Tensor {
  const [height, width] = outputSize(x, [kernel.shape[0] ?? 1, kernel.shape[1] ?? 1], strides, padding);
  const channels = (kernel.shape[2] ?? 0) * (kernel.shape[3] ?? 0);
  return g.op('DepthwiseConv2dNative', [x, kernel], [x.dtype, [x.shape[0] ?? -1, height, width, channels]], {
    attributes: convAttributes(x.dtype, strides, padding),
  });
}

export function poolAttributes(dtype: DataType, poolSize: Pair, strides: Pair, padding: Padding) {
  return {
    ...typed(dtype),
    ksize: attribute.ints([1, poolSize[0], poolSize[1], 1]),
    strides: attribute.ints([1, strides[0], strides[1], 1]),
    padding: attribute.string(padding.toUpperCase()),
    data_format: attribute.string('NHWC'),
  };
}

export function pool(
  g: Graph,
  op: 'MaxPool' | 'AvgPool',
  x: Tensor,
  poolSize: Pair,
  strides: Pair,
  padding: Padding,
): Tensor {
  const [height, width] = outputSize(x, poolSize, strides, padding);
  return g.op(op, [x], [x.dtype, [x.shape[0] ?? -1, height, width, x.shape[3] ?? 0]], {
    attributes: poolAttributes(x.dtype, poolSize, strides, padding),
  });
}

/** Moves blocks of `rate` into the batch, so that a dilated convolution becomes a plain one. Paddings are [before, after] of height and width. */
export function spaceToBatch(
  g: Graph,
  x: Tensor,
  rate: Pair,
  paddings: readonly (readonly [number, number])[],
): Tensor {
  return blocks(g, 'SpaceToBatchND', x, rate, paddings);
}

export function batchToSpace(g: Graph, x: Tensor, rate: Pair, crops: readonly (readonly [number, number])[]): Tensor {
  return blocks(g, 'BatchToSpaceND', x, rate, crops);
}

function blocks(
  g: Graph,
  op: 'SpaceToBatchND' | 'BatchToSpaceND',
  x: Tensor,
  rate: Pair,
  margins: readonly (readonly [number, number])[],
): Tensor {
  const [, height = 0, width = 0, channels = 0] = x.shape;
  const resize = (size: number, axis: 0 | 1): number => {
    const margin = (margins[axis]?.[0] ?? 0) + (margins[axis]?.[1] ?? 0);
    return op === 'SpaceToBatchND' ? (size + margin) / rate[axis] : size * rate[axis] - margin;
  };
  return g.op(
    op,
    [x, ints(g, rate), g.constant('int32', [2, 2], margins.flat())],
    [x.dtype, [-1, resize(height, 0), resize(width, 1), channels]],
    {
      attributes: {
        ...typed(x.dtype),
        Tblock_shape: attribute.type('int32'),
        [op === 'SpaceToBatchND' ? 'Tpaddings' : 'Tcrops']: attribute.type('int32'),
      },
    },
  );
}

/** Uniform numbers in [0, 1), a pure function of the two int64 of `seed` (Philox; Salmon et al. 2011). */
export function statelessUniform(g: Graph, shape: Tensor, staticShape: readonly number[], seed: Tensor): Tensor {
  return g.op('StatelessRandomUniform', [shape, seed], ['float32', staticShape], {
    attributes: { dtype: attribute.type('float32'), ...typed('int32'), Tseed: attribute.type('int64') },
  });
}

/** Rows and columns after a window slides over a feature map. */
export function outputSize(x: Tensor, window: Pair, strides: Pair, padding: Padding): [number, number] {
  const along = (axis: 0 | 1): number => {
    const length = x.shape[axis + 1] ?? 0;
    return padding === 'same'
      ? Math.ceil(length / strides[axis])
      : Math.floor((length - window[axis]) / strides[axis]) + 1;
  };
  return [along(0), along(1)];
}

/** Zeros before and after that TensorFlow's `SAME` adds along one axis, without strides. */
export function samePadding(window: number): [number, number] {
  return [Math.floor((window - 1) / 2), Math.ceil((window - 1) / 2)];
}

function broadcastShape(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    return left === 1 ? right : left;
  });
}
