import { blocks } from '../blocks/registry.ts';
import type { DepthwiseConvNode } from '../blocks/depthwise-conv.ts';
import type { ActivationFunction, Initializer, Pair } from '../network.ts';
import type { Node } from '../node.ts';
import { type Argument, type Call, type Value, call, keyword, name, positional } from './python.ts';

/** Name of the constant that holds the number of classes. */
export const classesName = 'CLASSES';

/** Blocks that stand for others. */
export type CompositeNode = Extract<
  Node,
  { kind: 'cbapd' | 'inception' | 'resnetBasic' | 'resnetBottleneck' | 'stage' | 'custom' }
>;

type ContainerNode = Extract<Node, { kind: 'sequence' | 'branches' | 'residual' | 'repeat' }>;

type LayerNode = Exclude<Node, CompositeNode | ContainerNode>;

export function isComposite(node: Node): node is CompositeNode {
  return blocks[node.kind].category === 'composite';
}

export function isLayer(node: Node): node is LayerNode {
  return blocks[node.kind].category === 'layer';
}

/** The Keras layers of a node, to be called one after the other. */
export function kerasLayers(node: LayerNode): readonly Value[] {
  switch (node.kind) {
    case 'conv':
      return activated(node.activation, (inline) =>
        call(
          'layers.Conv2D',
          positional('filters', node.filters),
          ...windowArguments(node),
          keyword('groups', node.groups, 1),
          inline,
          ...biasArguments(node),
          keyword('kernel_initializer', initializers[node.kernelInitializer], 'glorot_uniform'),
          l2Argument('kernel_regularizer', node.kernelL2),
        ),
      );
    case 'depthwiseConv':
      return activated(node.activation, (inline) =>
        call(
          'layers.DepthwiseConv2D',
          ...windowArguments(node),
          keyword('depth_multiplier', node.depthMultiplier, 1),
          inline,
          ...biasArguments(node),
          keyword('depthwise_initializer', initializers[node.kernelInitializer], 'glorot_uniform'),
          l2Argument('depthwise_regularizer', node.kernelL2),
        ),
      );
    case 'separableConv':
      return activated(node.activation, (inline) =>
        call(
          'layers.SeparableConv2D',
          positional('filters', node.filters),
          ...windowArguments(node),
          keyword('depth_multiplier', node.depthMultiplier, 1),
          inline,
          ...biasArguments(node),
          keyword('depthwise_initializer', initializers[node.kernelInitializer], 'glorot_uniform'),
          keyword('pointwise_initializer', initializers[node.kernelInitializer], 'glorot_uniform'),
          l2Argument('depthwise_regularizer', node.kernelL2),
          l2Argument('pointwise_regularizer', node.pointwiseL2 ?? node.kernelL2),
        ),
      );
    case 'batchNorm':
      return [
        call(
          'layers.BatchNormalization',
          keyword('momentum', node.momentum, 0.99),
          keyword('epsilon', node.epsilon, 1e-3),
          l2Argument('gamma_regularizer', node.gammaL2),
          l2Argument('beta_regularizer', node.betaL2),
        ),
      ];
    case 'activation':
      return activationLayers(node.activation, node.alpha);
    case 'maxPool':
      return [pooling('layers.MaxPooling2D', node)];
    case 'avgPool':
      return [pooling('layers.AveragePooling2D', node)];
    case 'globalAvgPool':
      return [call('layers.GlobalAveragePooling2D')];
    case 'globalMaxPool':
      return [call('layers.GlobalMaxPooling2D')];
    case 'dropout':
      return [call('layers.Dropout', positional('rate', node.rate))];
    case 'spatialDropout':
      return [call('layers.SpatialDropout2D', positional('rate', node.rate))];
    case 'flatten':
      return [call('layers.Flatten')];
    case 'dense':
      return activated(node.activation, (inline) =>
        call(
          'layers.Dense',
          positional('units', node.units === 'classes' ? name(classesName) : node.units),
          inline,
          ...biasArguments(node),
          keyword('kernel_initializer', initializers[node.kernelInitializer], 'glorot_uniform'),
          l2Argument('kernel_regularizer', node.kernelL2),
        ),
      );
    case 'zeroPad':
      return [call('layers.ZeroPadding2D', positional('padding', node.padding))];
  }
}

export const initializers = {
  glorotUniform: 'glorot_uniform',
  heNormal: 'he_normal',
  zeros: 'zeros',
  ones: 'ones',
} as const satisfies Record<Initializer, string>;

export function l2Argument(argument: string, l2: number): Argument {
  return keyword(argument, l2 > 0 ? call('regularizers.L2', positional('l2', l2)) : null, null);
}

/** The layer of an activation, or nothing for `linear`. `alpha`: null for Keras' own. */
export function activationLayers(activation: ActivationFunction, alpha: number | null = null): readonly Call[] {
  switch (activation) {
    case 'linear':
      return [];
    case 'relu':
      return [call('layers.ReLU')];
    case 'relu6':
      return [call('layers.ReLU', keyword('max_value', 6, null))];
    case 'leakyRelu':
      return [call('layers.LeakyReLU', keyword('negative_slope', alpha ?? 0.3, 0.3))];
    case 'elu':
      return [call('layers.ELU', keyword('alpha', alpha ?? 1, 1))];
    case 'softmax':
      return [call('layers.Softmax')];
    case 'selu':
    case 'gelu':
    case 'swish':
    case 'sigmoid':
    case 'tanh':
      return [call('layers.Activation', positional('activation', activationWord(activation)))];
  }
}

/** A layer with its activation inside, or where Keras' word for that is another function, behind it. */
function activated(activation: ActivationFunction, layer: (inline: Argument) => Call): readonly Value[] {
  // The word "leaky_relu" has the slope 0.2 in Keras, and the layer 0.3.
  const inline = activation === 'linear' || activation === 'leakyRelu' ? null : activationWord(activation);
  const main = layer(keyword('activation', inline, null));
  return activation === 'leakyRelu' ? [main, ...activationLayers(activation)] : [main];
}

function activationWord(activation: Exclude<ActivationFunction, 'linear' | 'leakyRelu'>): string {
  return activation === 'swish' ? 'silu' : activation;
}

type WindowValues = Pick<DepthwiseConvNode, 'kernelSize' | 'strides' | 'padding' | 'dilationRate'>;

const one: Pair = [1, 1];

function windowArguments({ kernelSize, strides, padding, dilationRate }: WindowValues): readonly Argument[] {
  return [
    positional('kernel_size', kernelSize),
    keyword('strides', strides, one),
    keyword('padding', padding, 'valid'),
    keyword('dilation_rate', dilationRate, one),
  ];
}

function biasArguments({ useBias, biasL2 }: Pick<DepthwiseConvNode, 'useBias' | 'biasL2'>): readonly Argument[] {
  return [keyword('use_bias', useBias, true), l2Argument('bias_regularizer', useBias ? biasL2 : 0)];
}

interface PoolValues {
  readonly poolSize: Pair;
  readonly strides: Pair | null;
  readonly padding: string;
}

function pooling(callee: string, { poolSize, strides, padding }: PoolValues): Call {
  return call(
    callee,
    positional('pool_size', poolSize),
    keyword('strides', strides, null),
    keyword('padding', padding, 'valid'),
  );
}
