import type { layers, LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import type { ActivationFunction, Network, NetworkLayer } from '../../model/network.ts';
import { customLayers, type CustomLayers, type DrawContext } from './layers.ts';
import type { Tf } from './tfjs.ts';

type Layer = layers.Layer;
export type LayerVariable = Layer['weights'][number];

export interface BuiltModel {
  /** From pictures [batch, height, width, channels], 0..1, to logits [batch, classes]. */
  readonly logits: LayersModel;
  /** The same layers, with every layer's output, in the network's order without its input. */
  readonly everyLayer: LayersModel;
  /**
   * Logits where the output of one layer is `value`, the others being as they were for the same pictures.
   * @param outputs of every layer, in the network's order.
   */
  readonly scoresFrom: (layer: number, value: Tensor, outputs: readonly Tensor[]) => Tensor;
  /** By weight path. */
  readonly variables: ReadonlyMap<string, LayerVariable>;
  /** Stock batch norm layers with the upper bound of their momentum. */
  readonly batchNorms: readonly { readonly layer: Layer; readonly momentum: number }[];
  readonly dispose: () => void;
}

/**
 * The network as a `tf.LayersModel` of stock tfjs layers wherever they exist. A softmax that ends the network is left out of `logits`: the loss
 * takes logits, which is the same function and does not underflow.
 */
export function buildModel(tf: Tf, network: Network, draw: DrawContext): BuiltModel {
  const custom = customLayers(tf, draw);
  const outputs: SymbolicTensor[] = [];
  const variables = new Map<string, LayerVariable>();
  const batchNorms: { layer: Layer; momentum: number }[] = [];
  const created: Layer[] = [];
  const byLayer: (Layer | undefined)[] = [];
  for (const [index, layer] of network.layers.entries()) {
    if (layer.op.kind === 'input') {
      outputs.push(tf.input({ shape: [...layer.output], name: layer.name }));
      continue;
    }
    const inputs = layer.inputs.map((input) => at(outputs, input));
    const stock = createLayer(tf, custom, layer);
    if (layer.frozen === true && layer.op.kind === 'batchNorm') useMovingStatistics(stock);
    const output = stock.apply(inputs.length === 1 ? at(inputs, 0) : inputs) as SymbolicTensor;
    outputs[index] = output;
    created.push(stock);
    byLayer[index] = stock;
    if (layer.op.kind === 'batchNorm') batchNorms.push({ layer: stock, momentum: layer.op.momentum });
    for (const [position, weight] of layer.weights.entries()) variables.set(weight.path, at(stock.weights, position));
  }
  const input = at(outputs, 0);
  const last = at(network.layers, network.layers.length - 1);
  const endsInSoftmax = last.op.kind === 'activation' && last.op.function === 'softmax';
  const logitsAt = endsInSoftmax ? (last.inputs[0] ?? 0) : outputs.length - 1;
  return {
    logits: tf.model({ inputs: input, outputs: at(outputs, logitsAt) }),
    scoresFrom: (from, value, before) => {
      const values = [...before];
      values[from] = value;
      const changed = new Set([from]);
      for (const [index, { inputs }] of network.layers.entries()) {
        const layer = byLayer[index];
        if (layer === undefined || index === from || !inputs.some((each) => changed.has(each))) continue;
        const given = inputs.map((each) => at(values, each));
        values[index] = layer.apply(given.length === 1 ? at(given, 0) : given, { training: false }) as Tensor;
        changed.add(index);
      }
      return at(values, logitsAt);
    },
    everyLayer: tf.model({ inputs: input, outputs: outputs.slice(1) }),
    variables,
    batchNorms,
    dispose: () => {
      for (const variable of new Set(created.flatMap((layer) => layer.weights))) variable.dispose();
    },
  };
}

function createLayer(tf: Tf, custom: CustomLayers, layer: NetworkLayer): Layer {
  const { op, name } = layer;
  const zeros = 'zeros';
  switch (op.kind) {
    case 'input':
      throw new Error('A network has one input');
    case 'conv': {
      if (op.groups !== 1 || isDilated(op.dilationRate)) return custom.conv(name, op);
      const { filters, useBias, padding } = op;
      return tf.layers.conv2d({
        name,
        filters,
        useBias,
        padding,
        kernelSize: [...op.kernelSize],
        strides: [...op.strides],
        kernelInitializer: zeros,
      });
    }
    case 'depthwiseConv': {
      if (isDilated(op.dilationRate)) return custom.depthwiseConv(name, op);
      const { depthMultiplier, useBias, padding } = op;
      return tf.layers.depthwiseConv2d({
        name,
        depthMultiplier,
        useBias,
        padding,
        kernelSize: [...op.kernelSize] as [number, number],
        strides: [...op.strides] as [number, number],
        depthwiseInitializer: zeros,
      });
    }
    case 'batchNorm':
      return tf.layers.batchNormalization({ name, epsilon: op.epsilon, momentum: op.momentum });
    case 'activation':
      return createActivation(tf, custom, name, op.function, op.alpha);
    case 'maxPool':
      return tf.layers.maxPooling2d({
        name,
        poolSize: [...op.poolSize] as [number, number],
        strides: [...op.strides] as [number, number],
        padding: op.padding,
      });
    case 'avgPool':
      if (op.padding === 'same') return custom.avgPoolSame(name, op);
      return tf.layers.averagePooling2d({
        name,
        poolSize: [...op.poolSize] as [number, number],
        strides: [...op.strides] as [number, number],
        padding: op.padding,
      });
    case 'globalAvgPool':
      return tf.layers.globalAveragePooling2d({ name });
    case 'globalMaxPool':
      return tf.layers.globalMaxPooling2d({ name });
    case 'dropout':
    case 'spatialDropout':
      return custom.dropout(name, op);
    case 'flatten':
      return tf.layers.flatten({ name });
    case 'dense':
      return tf.layers.dense({ name, units: op.units, useBias: op.useBias, kernelInitializer: zeros });
    case 'zeroPad': {
      const [vertical, horizontal] = op.padding;
      return tf.layers.zeroPadding2d({ name, padding: [[...vertical], [...horizontal]] });
    }
    case 'add':
      return tf.layers.add({ name });
    case 'concat':
      return tf.layers.concatenate({ name, axis: -1 });
    case 'padShortcut':
      return custom.padShortcut(name, op);
  }
}

function createActivation(tf: Tf, custom: CustomLayers, name: string, kind: ActivationFunction, alpha: number): Layer {
  switch (kind) {
    case 'leakyRelu':
      return tf.layers.leakyReLU({ name, alpha });
    case 'elu':
      // Stock ELU takes no other alpha than 1. Clevert et al. 2016 (arXiv:1511.07289), eq. 14.
      if (alpha !== 1) return custom.elementwise(name, (x) => tf.relu(x).add(tf.expm1(tf.minimum(x, 0)).mul(alpha)));
      return tf.layers.activation({ name, activation: 'elu' });
    case 'gelu':
      return custom.elementwise(name, (x) => gelu(tf, x));
    case 'swish':
      return custom.elementwise(name, (x) => x.mul(tf.sigmoid(x)));
    case 'linear':
    case 'relu':
    case 'relu6':
    case 'selu':
    case 'sigmoid':
    case 'tanh':
    case 'softmax':
      return tf.layers.activation({ name, activation: kind });
  }
}

/** Hendrycks & Gimpel 2016 (arXiv:1606.08415): x times the normal distribution function, exact, as Keras' default. */
function gelu(tf: Tf, x: Tensor): Tensor {
  return x.mul(tf.erf(x.mul(Math.SQRT1_2)).add(1)).mul(0.5);
}

/** Stock batch norm asks the pass alone, and not whether it is frozen, as that of Keras does. */
function useMovingStatistics(batchNorm: Layer): void {
  const call = batchNorm.call.bind(batchNorm);
  batchNorm.call = (inputs, kwargs) => call(inputs, { ...kwargs, training: false });
}

function isDilated(rate: readonly [number, number]): boolean {
  return rate[0] !== 1 || rate[1] !== 1;
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new Error(`The network has no layer ${String(index)}`);
  return value;
}
