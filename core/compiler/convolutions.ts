import type { LayerOp, Pair } from '../model/network.ts';
import type { Graph, Tensor } from './graph.ts';
import type { LayerContext } from './lower.ts';
import * as ops from './ops.ts';

/** A convolution of one group without dilation: [batch, height, width, channels] and kernel to feature map. */
type PlainConvolution = (x: Tensor, strides: Pair, padding: 'same' | 'valid') => Tensor;

export function lowerConv({ g, x, weight }: LayerContext, op: LayerOp & { kind: 'conv' }): Tensor {
  const kernel = weight('kernel', x.dtype);
  if (!kernel) throw new Error('A convolution has a kernel.');
  const y = op.groups === 1 ? convolve(g, x, kernel, op) : convolveGroups(g, x, kernel, op);
  const bias = weight('bias', x.dtype);
  return bias ? ops.biasAdd(g, y, bias) : y;
}

/**
 * A 1x1 convolution with strides sees nothing but the rows and columns that it keeps, so these are taken first: oneDNN gives wrong gradients
 * for the kernel of the strided one where there are few channels (docs/adr/0023-strided-1x1-convolutions.md).
 */
function convolve(g: Graph, x: Tensor, kernel: Tensor, op: LayerOp & { kind: 'conv' }): Tensor {
  const isPoint = op.kernelSize.every((size) => size === 1);
  return dilated(g, x, op, (input, strides, padding) =>
    isPoint && strides.some((stride) => stride > 1)
      ? ops.conv2d(g, ops.subsample(g, input, strides), kernel, [1, 1], padding)
      : ops.conv2d(g, input, kernel, strides, padding),
  );
}

/** TensorFlow's CPU kernels do not differentiate grouped convolutions, so each group becomes a convolution of its own. */
function convolveGroups(g: Graph, x: Tensor, kernel: Tensor, op: LayerOp & { kind: 'conv' }): Tensor {
  const parts = (tensor: Tensor): readonly Tensor[] => {
    const axis = tensor.shape.length - 1;
    return ops.split(g, tensor, Array<number>(op.groups).fill((tensor.shape[axis] ?? 0) / op.groups), axis);
  };
  const kernels = parts(kernel);
  const groups = parts(x).flatMap((input, i) => {
    const own = kernels[i];
    return own ? [convolve(g, input, own, op)] : [];
  });
  return ops.concat(g, groups, 3);
}

export function lowerDepthwiseConv({ g, x, weight }: LayerContext, op: LayerOp & { kind: 'depthwiseConv' }): Tensor {
  const kernel = weight('depthwiseKernel', x.dtype);
  if (!kernel) throw new Error('A depthwise convolution has a kernel.');
  const y = dilated(g, x, op, (input, strides, padding) => ops.depthwiseConv2d(g, input, kernel, strides, padding));
  const bias = weight('bias', x.dtype);
  return bias ? ops.biasAdd(g, y, bias) : y;
}

interface Window {
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: 'same' | 'valid';
  readonly dilationRate: Pair;
}

/**
 * A dilated convolution as a plain one between SpaceToBatchND and BatchToSpaceND (Yu & Koltun 2016, arXiv:1511.07122; the way of
 * tf.nn.with_space_to_batch): not every CPU kernel knows dilation, and their gradients still less. As in Keras, what is dilated has no strides.
 */
function dilated(
  g: Graph,
  x: Tensor,
  { kernelSize, strides, padding, dilationRate }: Window,
  convolution: PlainConvolution,
): Tensor {
  const [vertical, horizontal] = dilationRate;
  if (vertical === 1 && horizontal === 1) return convolution(x, strides, padding);
  const along = (axis: 0 | 1): { paddings: [number, number]; crop: [number, number] } => {
    const length = x.shape[axis + 1] ?? 0;
    const reach = (kernelSize[axis] - 1) * dilationRate[axis] + 1;
    const [before, after] = padding === 'same' ? ops.samePadding(reach) : [0, 0];
    const padded = length + before + after;
    const extra = Math.ceil(padded / dilationRate[axis]) * dilationRate[axis] - padded;
    return { paddings: [before, after + extra], crop: [0, extra] };
  };
  const rows = along(0);
  const columns = along(1);
  const blocks = ops.spaceToBatch(g, x, dilationRate, [rows.paddings, columns.paddings]);
  return ops.batchToSpace(g, convolution(blocks, [1, 1], 'valid'), dilationRate, [rows.crop, columns.crop]);
}
