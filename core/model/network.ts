import type { Shape } from './shape.ts';

/**
 * A network: an architecture after its composite blocks are expanded, its repeats unrolled and every shape inferred for one input size and
 * number of classes. It is a directed acyclic graph of primitive layers in topological order, and the one thing from which both executors,
 * the cost figures and the exporters work: nothing below this line of the program knows of blocks.
 */
export interface Network {
  readonly name: string;
  readonly input: Shape;
  readonly classes: number;
  /** Topological order: a layer's inputs come before it. `layers[0]` is the only layer of kind `input`; the last one is the output. */
  readonly layers: readonly NetworkLayer[];
}

export interface NetworkLayer {
  /** Unique in the network, stable for the same document, and a valid TensorFlow scope: `[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*`. */
  readonly name: string;
  /** Id of the document's node this layer came from. Several layers may share one (a block's expansion, a repeat). */
  readonly nodeId: string;
  readonly op: LayerOp;
  /** Indices into `layers`. */
  readonly inputs: readonly number[];
  readonly output: Shape;
  /** In the order in which tfjs and Keras list them. Empty for layers without weights. */
  readonly weights: readonly WeightSpec[];
  /** Training leaves its weights as they are, and batch norm uses its moving statistics, as Keras does with `trainable = False`. */
  readonly frozen?: boolean;
}

/** Those of a layer's weights that gradients change. */
export function trainedWeights({ weights, frozen }: NetworkLayer): readonly WeightSpec[] {
  return frozen === true ? [] : weights.filter(({ trainable }) => trainable);
}

export interface WeightSpec {
  /** Unique in the network: `<layer name>/<role>`. The key in every checkpoint. */
  readonly path: string;
  readonly role: WeightRole;
  /** Keras layouts: conv kernel [kh, kw, inChannels/groups, filters]; depthwise [kh, kw, channels, multiplier]; dense [in, out]. */
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  /** False for batch norm's moving statistics. */
  readonly trainable: boolean;
  /** Adds `l2 * sum(w^2)` to the loss, as Keras' `regularizers.l2`. */
  readonly l2: number;
}

export type WeightRole =
  'kernel' | 'depthwiseKernel' | 'pointwiseKernel' | 'bias' | 'gamma' | 'beta' | 'movingMean' | 'movingVariance';

/** Weights that multiply what flows through a layer: what l2 and weight decay act on, and what multiply-adds are counted of. */
export function isKernel(role: WeightRole): boolean {
  return role === 'kernel' || role === 'depthwiseKernel' || role === 'pointwiseKernel';
}

/** `glorotUniform`: Glorot & Bengio 2010, eq. 16. `heNormal`: He et al. 2015 (arXiv:1502.01852), eq. 10, truncated at two deviations as in Keras. */
export type Initializer = 'glorotUniform' | 'heNormal' | 'zeros' | 'ones';

export type Padding = 'same' | 'valid';
export type Pair = readonly [vertical: number, horizontal: number];

export type ActivationFunction =
  'linear' | 'relu' | 'relu6' | 'leakyRelu' | 'elu' | 'selu' | 'gelu' | 'swish' | 'sigmoid' | 'tanh' | 'softmax';

/** What a layer computes. Field names are those of tfjs and Keras. */
export type LayerOp =
  | { readonly kind: 'input' }
  | {
      readonly kind: 'conv';
      readonly filters: number;
      readonly kernelSize: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
      readonly dilationRate: Pair;
      readonly groups: number;
      readonly useBias: boolean;
    }
  | {
      readonly kind: 'depthwiseConv';
      readonly depthMultiplier: number;
      readonly kernelSize: Pair;
      readonly strides: Pair;
      readonly padding: Padding;
      readonly dilationRate: Pair;
      readonly useBias: boolean;
    }
  | { readonly kind: 'batchNorm'; readonly epsilon: number; readonly momentum: number }
  | {
      readonly kind: 'activation';
      readonly function: ActivationFunction;
      /** leakyRelu's and elu's. */ readonly alpha: number;
    }
  | { readonly kind: 'maxPool' | 'avgPool'; readonly poolSize: Pair; readonly strides: Pair; readonly padding: Padding }
  | { readonly kind: 'globalAvgPool' | 'globalMaxPool' }
  | { readonly kind: 'dropout'; readonly rate: number }
  | { readonly kind: 'spatialDropout'; readonly rate: number }
  | { readonly kind: 'flatten' }
  | { readonly kind: 'dense'; readonly units: number; readonly useBias: boolean }
  /** [[top, bottom], [left, right]] zeros around the feature map. */
  | { readonly kind: 'zeroPad'; readonly padding: readonly [Pair, Pair] }
  /** Element-wise sum of inputs of equal shape. */
  | { readonly kind: 'add' }
  /** Concatenation along channels. */
  | { readonly kind: 'concat' }
  /**
   * He et al. 2015 (arXiv:1512.03385), section 3.3, option A: keeps every `strides`-th position and appends zero channels up to `channels`.
   * No parameters.
   */
  | { readonly kind: 'padShortcut'; readonly strides: Pair; readonly channels: number };

export type LayerOpKind = LayerOp['kind'];

/** Whether the network itself ends in probabilities. Otherwise its outputs are scores, and the loss takes their softmax. */
export function endsInSoftmax({ layers }: Network): boolean {
  const last = layers[layers.length - 1]?.op;
  return last?.kind === 'activation' && last.function === 'softmax';
}

/** Number of values in all weights and in the trainable ones. Batch norm's moving statistics and frozen layers count in `total` only, as in Keras. */
export function countParameters(network: Network): { total: number; trainable: number } {
  let total = 0;
  let trainable = 0;
  const valuesOf = ({ shape }: WeightSpec): number => shape.reduce((product, dimension) => product * dimension, 1);
  for (const layer of network.layers) {
    for (const weight of layer.weights) total += valuesOf(weight);
    for (const weight of trainedWeights(layer)) trainable += valuesOf(weight);
  }
  return { total, trainable };
}
