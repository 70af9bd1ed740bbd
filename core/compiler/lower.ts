import {
  endsInSoftmax,
  type LayerOp,
  type LayerOpKind,
  type Network,
  type NetworkLayer,
  type Pair,
  type WeightRole,
} from '../model/network.ts';
import { isImageShape, sizeOf } from '../model/shape.ts';
import { lowerActivation } from './activations.ts';
import { lowerConv, lowerDepthwiseConv } from './convolutions.ts';
import { attribute, outputOf, type DataType, type Graph, type Tensor } from './graph.ts';
import * as ops from './ops.ts';

/** Which of the two forward passes is built. They differ in batch norm and dropout. */
export type Pass =
  | {
      readonly kind: 'training';
      /** Number of this step, int64 scalar. */
      readonly step: Tensor;
      /** Examples in the batch, float32 scalar. */
      readonly batchSize: Tensor;
      readonly seed: number;
      /** Batch norm of some layers uses its moving statistics. */
      readonly frozen: boolean;
    }
  | { readonly kind: 'inference' };

/** Statistics of the batch that a batch norm layer has normalised with: float32 [channels], the variance without Bessel's correction, as in Keras. */
export interface BatchStatistics {
  readonly layer: NetworkLayer;
  readonly mean: Tensor;
  readonly variance: Tensor;
}

export interface ForwardInput {
  readonly network: Network;
  readonly pass: Pass;
  /** [batch, height, width, channels], 0..1. */
  readonly images: Tensor;
  /** float32 values of the weights by weight path. */
  readonly weights: ReadonlyMap<string, Tensor>;
  /** Type of activations and of the arithmetic on them; batch norm's parameters and statistics stay float32. */
  readonly computeType: 'float32' | 'bfloat16';
}

export interface Forward {
  /** Output of every layer, in the network's order. */
  readonly outputs: readonly Tensor[];
  /** float32 [batch, classes]: what goes into the closing softmax, or the output itself where a network does not end in a softmax. */
  readonly logits: Tensor;
  readonly statistics: readonly BatchStatistics[];
}

/** What a layer's lowering sees. */
export interface LayerContext {
  readonly g: Graph;
  readonly pass: Pass;
  readonly layer: NetworkLayer;
  readonly layerIndex: number;
  /** Inputs in the layer's order; most layers have one. */
  readonly inputs: readonly Tensor[];
  readonly x: Tensor;
  /** The layer's weight of this role in this type, or undefined where the layer has none. */
  readonly weight: (role: WeightRole, dtype: DataType) => Tensor | undefined;
  readonly statistics: BatchStatistics[];
}

type Lowering<K extends LayerOpKind> = (context: LayerContext, op: LayerOp & { kind: K }) => Tensor;

const lowerings: { readonly [K in LayerOpKind]: Lowering<K> } = {
  input: ({ x }) => x,
  conv: lowerConv,
  depthwiseConv: lowerDepthwiseConv,
  batchNorm: lowerBatchNorm,
  activation: ({ g, x, pass }, op) =>
    // TensorFlow fuses a convolution, its batch norm and these, and then has no kernel for the three on a CPU.
    lowerActivation(
      g,
      (pass.kind === 'inference' || pass.frozen) && (op.function === 'tanh' || op.function === 'sigmoid')
        ? ops.unfused(g, x)
        : x,
      op.function,
      op.alpha,
    ),
  maxPool: ({ g, x }, op) => ops.pool(g, 'MaxPool', x, op.poolSize, op.strides, op.padding),
  avgPool: ({ g, x }, op) => ops.pool(g, 'AvgPool', x, op.poolSize, op.strides, op.padding),
  globalAvgPool: ({ g, x }) => ops.reduce(g, 'Mean', x, [1, 2]),
  globalMaxPool: ({ g, x }) => {
    const window: Pair = [x.shape[1] ?? 1, x.shape[2] ?? 1];
    return ops.reshape(g, ops.pool(g, 'MaxPool', x, window, window, 'valid'), [-1, x.shape[3] ?? 0]);
  },
  dropout: (context, op) => lowerDropout(context, op.rate, ops.dynamicShape(context.g, context.x), context.x.shape),
  spatialDropout: (context, op) => {
    const { g, x } = context;
    const examples = ops.slice(g, ops.dynamicShape(g, x), [0], [1]);
    const channels = x.shape[3] ?? 0;
    return lowerDropout(context, op.rate, ops.concat(g, [examples, ops.ints(g, [1, 1, channels])], 0), [
      -1,
      1,
      1,
      channels,
    ]);
  },
  flatten: ({ g, x }) => (x.shape.length === 2 ? x : ops.reshape(g, x, [-1, sizeOf(x.shape.slice(1))])),
  dense: ({ g, x, weight }) => {
    const kernel = weight('kernel', x.dtype);
    if (!kernel) throw new Error('A dense layer has a kernel.');
    const product = ops.matmul(g, x, kernel);
    const bias = weight('bias', x.dtype);
    return bias ? ops.biasAdd(g, product, bias) : product;
  },
  zeroPad: ({ g, x }, op) => ops.pad(g, x, [[0, 0], ...op.padding, [0, 0]]),
  add: ({ g, inputs }) => ops.sum(g, inputs),
  concat: ({ g, inputs, x }) => ops.concat(g, inputs, x.shape.length - 1),
  padShortcut: ({ g, x }, op) => {
    const kept = op.strides[0] === 1 && op.strides[1] === 1 ? x : ops.subsample(g, x, op.strides);
    const missing = op.channels - (x.shape[3] ?? 0);
    return missing === 0
      ? kept
      : ops.pad(g, kept, [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, missing],
        ]);
  },
};

/** Adds one forward pass of the whole network. */
export function lowerForward(g: Graph, input: ForwardInput): Forward {
  const outputs: Tensor[] = [];
  const statistics: BatchStatistics[] = [];
  const casts = new Map<string, Tensor>();
  input.network.layers.forEach((layer, layerIndex) => {
    const inputs =
      layer.op.kind === 'input'
        ? [ops.cast(g, input.images, input.computeType)]
        : layer.inputs.map((i) => at(outputs, i));
    const weight: LayerContext['weight'] = (role, dtype) => {
      const spec = layer.weights.find((candidate) => candidate.role === role);
      const value = spec && input.weights.get(spec.path);
      if (!value || value.dtype === dtype) return value;
      const known = casts.get(spec.path) ?? ops.cast(g, value, dtype);
      casts.set(spec.path, known);
      return known;
    };
    const context: LayerContext = {
      g,
      pass: input.pass,
      layer,
      layerIndex,
      inputs,
      x: at(inputs, 0),
      weight,
      statistics,
    };
    outputs.push(g.within(layer.name, () => lowerLayer(context, layer.op)));
  });
  return { outputs, logits: closingLogits(g, input.network, outputs), statistics };
}

function lowerLayer(context: LayerContext, op: LayerOp): Tensor {
  // The table pairs each kind with the lowering of that kind, which the type of a lookup by a union cannot say.
  const lowering: (context: LayerContext, op: never) => Tensor = lowerings[op.kind];
  return lowering(context, op as never);
}

function closingLogits(g: Graph, network: Network, outputs: readonly Tensor[]): Tensor {
  const last = network.layers[network.layers.length - 1];
  if (!last) throw new Error('A network has layers.');
  const output = at(outputs, endsInSoftmax(network) ? (last.inputs[0] ?? 0) : outputs.length - 1);
  const flat = output.shape.length === 2 ? output : ops.reshape(g, output, [-1, network.classes]);
  return ops.cast(g, flat, 'float32');
}

function lowerBatchNorm(context: LayerContext, op: LayerOp & { kind: 'batchNorm' }): Tensor {
  const { g, pass, layer, x, weight, statistics } = context;
  const channels = layer.output[layer.output.length - 1] ?? 0;
  const filled = (value: number): Tensor => g.constant('float32', [channels], Array<number>(channels).fill(value));
  const image = isImageShape(layer.output) ? x : ops.reshape(g, x, [-1, 1, 1, channels]);
  const training = pass.kind === 'training' && layer.frozen !== true;
  const moving = training
    ? [g.constant('float32', [0], []), g.constant('float32', [0], [])]
    : [weight('movingMean', 'float32') ?? filled(0), weight('movingVariance', 'float32') ?? filled(1)];
  const node = g.add(
    'FusedBatchNormV3',
    [image, weight('gamma', 'float32') ?? filled(1), weight('beta', 'float32') ?? filled(0), ...moving],
    [
      [image.dtype, image.shape],
      ['float32', [channels]],
      ['float32', [channels]],
      ['float32', [channels]],
      ['float32', [channels]],
      ['float32', [-1]],
    ],
    {
      attributes: {
        T: attribute.type(image.dtype),
        U: attribute.type('float32'),
        epsilon: attribute.float(op.epsilon),
        data_format: attribute.string('NHWC'),
        is_training: attribute.bool(training),
      },
    },
  );
  if (training) {
    // The kernel's variance is the unbiased one, times n / (n - 1).
    const values = ops.multiply(g, pass.batchSize, ops.float(g, (image.shape[1] ?? 1) * (image.shape[2] ?? 1)));
    const biased = ops.subtract(g, ops.float(g, 1), ops.divide(g, ops.float(g, 1), values));
    statistics.push({ layer, mean: outputOf(node, 1), variance: ops.multiply(g, outputOf(node, 2), biased) });
  }
  const y = outputOf(node, 0);
  return isImageShape(layer.output) ? y : ops.reshape(g, y, [-1, channels]);
}

/** Srivastava et al. 2014, with the survivors scaled up ("inverted"), so that inference is the identity. */
function lowerDropout(
  context: LayerContext,
  rate: number,
  maskShape: Tensor,
  maskStaticShape: readonly number[],
): Tensor {
  const { g, pass, x, layerIndex } = context;
  if (pass.kind === 'inference' || rate === 0) return x;
  // The seed is 32 bits wide, so that seed and layer share one int64 and no two layers or seeds share a stream.
  const stream = g.constant('int64', [], [layerIndex * 2 ** 32 + pass.seed]);
  const uniform = ops.statelessUniform(g, maskShape, maskStaticShape, ops.pack(g, [stream, pass.step], 'seed'));
  const kept = ops.cast(g, ops.compare(g, 'GreaterEqual', uniform, ops.float(g, rate)), x.dtype);
  const scale = rate < 1 ? 1 / (1 - rate) : 0;
  return ops.multiply(g, x, ops.multiply(g, kept, ops.scalarLike(g, x, scale)));
}

function at(tensors: readonly Tensor[], index: number): Tensor {
  const tensor = tensors[index];
  if (!tensor) throw new Error(`There is no layer output ${String(index)}.`);
  return tensor;
}
