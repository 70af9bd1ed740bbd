import { isKernel, type Network, type NetworkLayer } from './network.ts';
import { sizeOf } from './shape.ts';

export interface ParameterCount {
  /** All weights, batch norm's moving statistics among them, as Keras counts. */
  readonly total: number;
  readonly trainable: number;
}

export interface Cost {
  readonly params: ParameterCount;
  /** Multiply-adds of convolution and dense kernels for one example; biases, norms, pooling and sums are not counted. */
  readonly macs: number;
  /** Bytes of the layer outputs of one example in float32, which the backward pass keeps. */
  readonly activationBytes: number;
}

export const noCost: Cost = { params: { total: 0, trainable: 0 }, macs: 0, activationBytes: 0 };

export function addCosts(a: Cost, b: Cost): Cost {
  return {
    params: { total: a.params.total + b.params.total, trainable: a.params.trainable + b.params.trainable },
    macs: a.macs + b.macs,
    activationBytes: a.activationBytes + b.activationBytes,
  };
}

export function layerCost(layer: Pick<NetworkLayer, 'op' | 'output' | 'weights'>): Cost {
  let total = 0;
  let trainable = 0;
  let kernelValues = 0;
  for (const { role, shape, trainable: trained } of layer.weights) {
    const values = sizeOf(shape);
    total += values;
    if (trained) trainable += values;
    if (isKernel(role)) kernelValues += values;
  }
  const positions = layer.output.length === 3 ? layer.output[0] * layer.output[1] : 1;
  return { params: { total, trainable }, macs: kernelValues * positions, activationBytes: 4 * sizeOf(layer.output) };
}

/** Of convolution and dense kernels of a whole network, for one example. */
export function countMultiplyAdds({ layers }: Network): number {
  return layers.reduce((sum, layer) => sum + layerCost(layer).macs, 0);
}

/** Convolution and dense layers on the longest path to each layer: the depth that gives ResNet-20 its name. */
export function longestPath(layers: readonly NetworkLayer[]): number {
  const depths: number[] = [];
  for (const { op, inputs } of layers) {
    const before = inputs.reduce((deepest, input) => Math.max(deepest, depths[input] ?? 0), 0);
    depths.push(before + (op.kind === 'conv' || op.kind === 'depthwiseConv' || op.kind === 'dense' ? 1 : 0));
  }
  return depths.reduce((deepest, depth) => Math.max(deepest, depth), 0);
}
