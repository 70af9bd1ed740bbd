import { kerasCode, type Network, type NetworkLayer } from '../model/index.ts';
import type { Kernel } from './kernels.ts';
import { npz } from './npz.ts';
import { textBytes, valuesOf, type ExportFile, type TrainedNetwork } from './trained-network.ts';

const weightsFile = 'weights.npz';

/** Python that builds the network in Keras 3, as a person would write it, and the weights that it loads. */
export function pythonFiles(model: TrainedNetwork): readonly ExportFile[] {
  const { network, architecture } = model;
  const { input, classes } = network;
  const code = kerasCode(architecture, { input, classes }, { weights: weightsFile });
  if (!code.ok) throw new Error('A network that was trained has no problems.');
  return [
    { path: 'model.py', pieces: [textBytes(code.value)] },
    { path: weightsFile, pieces: [npz(numberedWeights(model))] },
  ];
}

const classNames: Partial<Record<NetworkLayer['op']['kind'], string>> = {
  conv: 'Conv2D',
  depthwiseConv: 'DepthwiseConv2D',
  batchNorm: 'BatchNormalization',
  dense: 'Dense',
};

/** As the code's `load_weights` looks them up: by the class of a layer, its number among those of the class, and the place of the weight. */
function numberedWeights(model: TrainedNetwork): ReadonlyMap<string, Kernel> {
  const { network } = model;
  const numbers = new Map<string, number>();
  const arrays = new Map<string, Kernel>();
  for (const [index, layer] of network.layers.entries()) {
    if (layer.weights.length === 0 || isSeparable(network, index - 1)) continue;
    const separable = isSeparable(network, index);
    const className = separable ? 'SeparableConv2D' : (classNames[layer.op.kind] ?? '');
    const number = numbers.get(className) ?? 0;
    numbers.set(className, number + 1);
    const more = separable ? (network.layers[index + 1]?.weights ?? []) : [];
    for (const [place, weight] of [...layer.weights, ...more].entries())
      arrays.set(`${className}/${String(number)}/${String(place)}`, {
        shape: weight.shape,
        values: valuesOf(model, weight),
      });
  }
  return arrays;
}

/** Whether this layer is the first half of a separable convolution, which is one layer in Keras: the next one comes from the same block. */
function isSeparable({ layers }: Network, index: number): boolean {
  const [layer, next] = [layers[index], layers[index + 1]];
  return (
    layer?.op.kind === 'depthwiseConv' &&
    next?.op.kind === 'conv' &&
    next.nodeId === layer.nodeId &&
    next.inputs[0] === index
  );
}
