import { inputOf, outputOf, type DataType, type Graph, type GraphNode, type Tensor } from './graph.ts';
import * as ops from './ops.ts';

/**
 * Reverse-mode differentiation. A rule takes a node and the gradient of the loss with respect to each of its outputs (undefined where the loss does
 * not depend on it) and returns the gradient with respect to each input (undefined where there is none). `needed[i]` is false when nobody asks for
 * input i: the gradient of the first convolution with respect to the images, say.
 */
type Rule = (
  g: Graph,
  node: GraphNode,
  gradients: readonly (Tensor | undefined)[],
  needed: readonly boolean[],
) => readonly (Tensor | undefined)[];

/** A rule for an operation whose first output alone is differentiated. `x` is its first input, `y` its first output, `dy` the gradient of `y`. */
type SimpleRule = (
  g: Graph,
  at: { x: Tensor; y: Tensor; dy: Tensor; node: GraphNode; needed: readonly boolean[] },
) => readonly (Tensor | undefined)[];

function simple(rule: SimpleRule): Rule {
  return (g, node, [dy], needed) =>
    dy ? rule(g, { x: inputOf(node, 0), y: outputOf(node, 0), dy, node, needed }) : [];
}

/**
 * TensorFlow's own gradient kernels `XGrad(dy, y)`. LeakyReluGrad takes the input too, but of both only the sign matters, and with the output the
 * activation can be fused into what comes before it.
 */
const fromOutput = (op: string, ...attributes: readonly string[]) =>
  simple((g, { y, dy, node }) => [gradientOp(g, op, [dy, y], dy, node, attributes)]);

function gradientOp(
  g: Graph,
  op: string,
  inputs: readonly Tensor[],
  like: Tensor,
  node: GraphNode,
  attributes: readonly string[] = [],
): Tensor {
  return g.op(op, inputs, [like.dtype, like.shape], { attributes: pick(node, ['T', ...attributes]) });
}

function pick(node: GraphNode, names: readonly string[]): GraphNode['attributes'] {
  return Object.fromEntries(Object.entries(node.attributes).filter(([name]) => names.includes(name)));
}

const convNames = ['T', 'strides', 'padding', 'data_format', 'dilations'];
const poolNames = ['T', 'ksize', 'strides', 'padding', 'data_format'];

/** The gradient of a convolution, plain or depthwise, with respect to its input and to its kernel. */
const convolution = (inputOp: string, filterOp: string) =>
  simple((g, { x, dy, node, needed }) => {
    const kernel = inputOf(node, 1);
    const attributes = pick(node, convNames);
    return [
      needed[0] ? g.op(inputOp, [ops.dynamicShape(g, x), kernel, dy], [x.dtype, x.shape], { attributes }) : undefined,
      needed[1]
        ? g.op(filterOp, [x, ops.ints(g, kernel.shape), dy], [kernel.dtype, kernel.shape], { attributes })
        : undefined,
    ];
  });

export const gradientRules: Readonly<Record<string, Rule>> = {
  // Linear algebra
  Conv2D: convolution('Conv2DBackpropInput', 'Conv2DBackpropFilter'),
  DepthwiseConv2dNative: convolution('DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter'),
  MatMul: simple((g, { x, dy, node, needed }) => [
    needed[0] ? ops.matmul(g, dy, inputOf(node, 1), false, true) : undefined,
    needed[1] ? ops.matmul(g, x, dy, true, false) : undefined,
  ]),
  BiasAdd: simple((g, { dy, node }) => [
    dy,
    g.op('BiasAddGrad', [dy], [dy.dtype, inputOf(node, 1).shape], { attributes: pick(node, ['T', 'data_format']) }),
  ]),

  // Element-wise
  AddV2: simple((_, { dy }) => [dy, dy]),
  AddN: simple((_, { dy, node }) => node.inputs.map(() => dy)),
  Mul: simple((g, { x, dy, node, needed }) => [
    needed[0] ? ops.multiply(g, dy, inputOf(node, 1)) : undefined,
    needed[1] ? ops.multiply(g, dy, x) : undefined,
  ]),
  PlaceholderWithDefault: simple((_, { dy }) => [dy]),
  Cast: simple((g, { x, dy }) => [ops.cast(g, dy, x.dtype)]),

  // Activations
  Relu: fromOutput('ReluGrad'),
  Relu6: fromOutput('Relu6Grad'),
  LeakyRelu: fromOutput('LeakyReluGrad', 'alpha'),
  Elu: fromOutput('EluGrad'),
  Selu: fromOutput('SeluGrad'),
  Sigmoid: simple((g, { y, dy, node }) => [gradientOp(g, 'SigmoidGrad', [y, dy], dy, node)]),
  Tanh: simple((g, { y, dy, node }) => [gradientOp(g, 'TanhGrad', [y, dy], dy, node)]),
  /** erf'(x) = 2 / sqrt(pi) * exp(-x^2) */
  Erf: simple((g, { x, dy }) => {
    const bell = ops.unary(g, 'Exp', ops.unary(g, 'Neg', ops.unary(g, 'Square', x)));
    return [ops.multiply(g, dy, ops.multiply(g, bell, ops.scalarLike(g, x, 2 / Math.sqrt(Math.PI))))];
  }),
  /** dx = (dy - sum(dy * y)) * y, over the last axis */
  Softmax: simple((g, { y, dy }) => {
    const mean = ops.reduce(g, 'Sum', ops.multiply(g, dy, y), [-1], true);
    return [ops.multiply(g, ops.subtract(g, dy, mean), y)];
  }),

  // Normalisation. Outputs 3 to 5 of the forward node are what the backward kernel wants back (Ioffe & Szegedy 2015, section 3).
  FusedBatchNormV3: simple((g, { x, dy, node }) => {
    const scale = inputOf(node, 1);
    const { is_training: training } = node.attributes;
    // What it was normalised with: the batch's statistics, which the kernel keeps, or the moving ones, which it was given.
    const [mean, variance] =
      training?.value === true ? [outputOf(node, 3), outputOf(node, 4)] : [inputOf(node, 3), inputOf(node, 4)];
    const back = g.add(
      'FusedBatchNormGradV3',
      [dy, x, scale, mean, variance, outputOf(node, 5)],
      [
        [x.dtype, x.shape],
        [scale.dtype, scale.shape],
        [scale.dtype, scale.shape],
        ['float32', [0]],
        ['float32', [0]],
      ],
      { attributes: pick(node, ['T', 'U', 'epsilon', 'data_format', 'is_training']) },
    );
    return [outputOf(back, 0), outputOf(back, 1), outputOf(back, 2)];
  }),

  // Pooling
  MaxPool: simple((g, { x, y, dy, node }) => [
    g.op('MaxPoolGrad', [x, y, dy], [x.dtype, x.shape], { attributes: pick(node, poolNames) }),
  ]),
  AvgPool: simple((g, { x, dy, node }) => [
    g.op('AvgPoolGrad', [ops.dynamicShape(g, x), dy], [x.dtype, x.shape], { attributes: pick(node, poolNames) }),
  ]),
  /** Over height and width, as global average pooling. The gradient spreads evenly, by broadcasting against a [1, height, width, 1] constant. */
  Mean: simple((g, { x, dy }) => {
    const [, height = 1, width = 1, channels = 1] = x.shape;
    const share = ops.cast(
      g,
      g.constant('float32', [1, height, width, 1], Array<number>(height * width).fill(1 / (height * width))),
      x.dtype,
    );
    return [ops.multiply(g, ops.reshape(g, dy, [-1, 1, 1, channels]), share)];
  }),

  // Moving values about: each gradient moves them back.
  Reshape: simple((g, { x, dy }) => [ops.reshape(g, dy, x.shape)]),
  Pad: simple((g, { x, dy, node }) => {
    const paddings = constantValues(inputOf(node, 1));
    return [
      ops.slice(
        g,
        dy,
        x.shape.map((_, axis) => paddings[2 * axis] ?? 0),
        x.shape,
      ),
    ];
  }),
  StridedSlice: simple((g, { x, dy, node }) => [
    g.op('StridedSliceGrad', [ops.dynamicShape(g, x), ...node.inputs.slice(1), dy], [x.dtype, x.shape], {
      attributes: ops.stridedSliceAttributes(x.dtype),
    }),
  ]),
  ConcatV2: simple((g, { y, dy, node }) => {
    const tensors = node.inputs.slice(0, -1);
    const axis = y.shape.length - 1;
    return ops.split(
      g,
      dy,
      tensors.map((tensor) => tensor.shape[axis] ?? 0),
      axis,
    );
  }),
  SplitV: (g, node, gradients) => {
    const axis = inputOf(node, 0).shape.length - 1;
    return [
      ops.concat(
        g,
        node.outputs.map((output, i) => gradients[i] ?? ops.unary(g, 'ZerosLike', output)),
        axis,
      ),
    ];
  },
  SpaceToBatchND: simple((g, { dy, node }) => [unblock(g, 'batchToSpace', node, dy)]),
  BatchToSpaceND: simple((g, { dy, node }) => [unblock(g, 'spaceToBatch', node, dy)]),

  // Loss. The second output is the gradient of each example's loss with respect to its logits: softmax minus the target.
  SparseSoftmaxCrossEntropyWithLogits: simple((g, { dy, node }) => [perExample(g, dy, outputOf(node, 1))]),
  SoftmaxCrossEntropyWithLogits: simple((g, { dy, node }) => [perExample(g, dy, outputOf(node, 1))]),
};

function perExample(g: Graph, dy: Tensor, gradient: Tensor): Tensor {
  return ops.multiply(g, ops.reshape(g, dy, [-1, 1]), gradient);
}

/** Space to batch and batch to space undo each other: what one pads the other crops. */
function unblock(g: Graph, op: 'spaceToBatch' | 'batchToSpace', node: GraphNode, dy: Tensor): Tensor {
  const [vertical = 1, horizontal = 1] = constantValues(inputOf(node, 1));
  const [top = 0, bottom = 0, left = 0, right = 0] = constantValues(inputOf(node, 2));
  return ops[op](
    g,
    dy,
    [vertical, horizontal],
    [
      [top, bottom],
      [left, right],
    ],
  );
}

function constantValues(tensor: Tensor): readonly number[] {
  const value = tensor.node.attributes['value'];
  if (value?.kind !== 'tensor') throw new Error(`${tensor.node.name} is not a constant.`);
  return Array.from(value.value.values);
}

const differentiable: readonly DataType[] = ['float32', 'bfloat16'];

/**
 * Adds nodes for the gradients of `sum(seed * loss)` with respect to `targets`.
 * @param loss a tensor of per-example losses, and `seed` of the same shape (1 / batch, for the gradient of the mean).
 * @returns one tensor per target, of the target's shape; undefined where the loss does not depend on the target.
 */
export function gradients(
  g: Graph,
  loss: Tensor,
  seed: Tensor,
  targets: readonly Tensor[],
): readonly (Tensor | undefined)[] {
  const forward = g.nodes.slice();
  const dependent = new Set<Tensor>(targets);
  for (const node of forward) {
    if (!node.inputs.some((input) => dependent.has(input))) continue;
    // Shapes, indices and comparisons of a value end the chain.
    for (const output of node.outputs) if (differentiable.includes(output.dtype)) dependent.add(output);
  }

  const parts = new Map<Tensor, Tensor[]>([[loss, [seed]]]);
  const total = (tensor: Tensor): Tensor | undefined => {
    const known = parts.get(tensor);
    if (!known) return undefined;
    const summed = ops.sum(g, known);
    parts.set(tensor, [summed]);
    return summed;
  };
  for (const node of forward.reverse()) {
    if (!node.outputs.some((output) => parts.has(output) && dependent.has(output))) continue;
    const needed = node.inputs.map((input) => dependent.has(input));
    if (!needed.includes(true)) continue;
    const rule = gradientRules[node.op];
    if (!rule) throw new Error(`There is no gradient rule for ${node.op} (${node.name}).`);
    const produced = g.within(`gradients/${node.name}`, () => rule(g, node, node.outputs.map(total), needed));
    produced.forEach((gradient, i) => {
      const input = node.inputs[i];
      if (!gradient || !input || !needed[i]) return;
      parts.set(input, [...(parts.get(input) ?? []), gradient]);
    });
  }
  return targets.map(total);
}
