import {
  endsInSoftmax,
  isImageShape,
  type ActivationFunction,
  type LayerOp,
  type LayerOpKind,
  type NetworkLayer,
  type Shape,
  type WeightRole,
} from '../model/index.ts';
import { spreadKernel, ungroupKernel, type Kernel } from './kernels.ts';
import { inputName, outputName, valuesOf, type TrainedNetwork } from './trained-network.ts';

/** Keras and tfjs Layers have the same layers and, but for a few words, the same JSON for them. */
export type Dialect = 'keras' | 'tfjs';

/** A layer that both libraries come with. */
export interface StockLayer {
  readonly name: string;
  readonly className: string;
  /** In snake case, without the name. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of layers. */
  readonly inputs: readonly string[];
  readonly output: Shape;
  /** In the order in which both libraries list them. */
  readonly weights: readonly StockWeight[];
}

export interface StockWeight extends Kernel {
  /** The libraries' own: `kernel`, `moving_mean`. */
  readonly name: string;
}

/**
 * A network as stock layers, each after its inputs; the first is the input and the last gives the probabilities. What one of the libraries lacks is put
 * together of what it has, so that no code of ours is needed to load a model.
 */
export function stockLayers(model: TrainedNetwork, dialect: Dialect): readonly StockLayer[] {
  const plan = new Plan(model, dialect);
  const { layers } = model.network;
  const givenBy: string[] = [];
  layers.forEach((layer) => {
    const inputs = layer.inputs.map((input) => givenBy[input] ?? '');
    givenBy.push(plan.layer(layer, inputs));
  });
  const last = givenBy[layers.length - 1] ?? '';
  if (!endsInSoftmax(model.network))
    plan.add(outputName, 'Activation', { activation: 'softmax' }, [last], [model.network.classes]);
  return plan.layers;
}

type Place = (plan: Plan, layer: NetworkLayer, inputs: readonly string[], op: never) => string;
type PlaceOf<K extends LayerOpKind> = (
  plan: Plan,
  layer: NetworkLayer,
  inputs: readonly string[],
  op: LayerOp & { kind: K },
) => string;

const pooled =
  (className: string): PlaceOf<'maxPool' | 'avgPool'> =>
  (plan, layer, inputs, { poolSize, strides, padding }) =>
    plan.stock(layer, className, { pool_size: poolSize, strides, padding }, inputs);

/** Adds a layer of each kind, and gives the name of the one that has its output. */
const places: { readonly [K in LayerOpKind]: PlaceOf<K> } = {
  input: (plan, { output }) => plan.input(output),
  conv: (plan, layer, inputs, op) => {
    const { filters, useBias, strides, padding } = op;
    const kernel = plan.kernel(layer);
    const settings = { filters, strides, padding, use_bias: useBias };
    if (plan.dialect === 'keras')
      return plan.stock(
        layer,
        'Conv2D',
        { ...settings, kernel_size: op.kernelSize, dilation_rate: op.dilationRate, groups: op.groups },
        inputs,
      );
    const plain = op.groups === 1 ? kernel : ungroupKernel(kernel, op.groups);
    return plan.stock(
      layer,
      'Conv2D',
      { ...settings, kernel_size: op.kernelSize, dilation_rate: op.dilationRate },
      inputs,
      plain,
    );
  },
  depthwiseConv: (plan, layer, inputs, op) => {
    const { strides, padding, depthMultiplier, useBias } = op;
    const settings = { strides, padding, depth_multiplier: depthMultiplier, use_bias: useBias };
    if (plan.dialect === 'keras')
      return plan.stock(
        layer,
        'DepthwiseConv2D',
        { ...settings, kernel_size: op.kernelSize, dilation_rate: op.dilationRate },
        inputs,
      );
    // tfjs leaves the dilation of a depthwise layer out of account.
    const kernel = spreadKernel(plan.kernel(layer), op.dilationRate);
    return plan.stock(layer, 'DepthwiseConv2D', { ...settings, kernel_size: kernel.shape.slice(0, 2) }, inputs, kernel);
  },
  batchNorm: (plan, layer, inputs, { momentum, epsilon }) =>
    plan.stock(layer, 'BatchNormalization', { axis: -1, momentum, epsilon, center: true, scale: true }, inputs),
  activation: (plan, layer, inputs, op) => placeActivation(plan, layer, inputs, op.function, op.alpha),
  maxPool: pooled('MaxPooling2D'),
  avgPool: pooled('AveragePooling2D'),
  globalAvgPool: (plan, layer, inputs) => plan.stock(layer, 'GlobalAveragePooling2D', {}, inputs),
  globalMaxPool: (plan, layer, inputs) => plan.stock(layer, 'GlobalMaxPooling2D', {}, inputs),
  dropout: (plan, layer, inputs, { rate }) => plan.stock(layer, 'Dropout', { rate }, inputs),
  spatialDropout: (plan, layer, inputs, { rate }) => {
    if (plan.dialect === 'keras') return plan.stock(layer, 'SpatialDropout2D', { rate }, inputs);
    const noiseShape = [null, 1, 1, layer.output[2] ?? 1];
    return plan.stock(layer, 'Dropout', { rate, noise_shape: noiseShape }, inputs);
  },
  // tfjs flattens nothing that is flat already.
  flatten: (plan, layer, inputs) =>
    plan.outputOf(inputs[0]).length === 1 ? (inputs[0] ?? '') : plan.stock(layer, 'Flatten', {}, inputs),
  dense: (plan, layer, inputs, { units, useBias }) => plan.stock(layer, 'Dense', { units, use_bias: useBias }, inputs),
  zeroPad: (plan, layer, inputs, { padding }) => plan.stock(layer, 'ZeroPadding2D', { padding }, inputs),
  add: (plan, layer, inputs) => plan.stock(layer, 'Add', {}, inputs),
  concat: (plan, layer, inputs) => plan.stock(layer, 'Concatenate', { axis: -1 }, inputs),
  padShortcut: (plan, layer, [input = ''], op) => {
    const [height, width, channels] = imageShape(layer.output);
    const given = imageShape(plan.outputOf(input))[2];
    const kept =
      op.strides[0] === 1 && op.strides[1] === 1
        ? input
        : plan.add(
            `${layer.name}/kept`,
            'MaxPooling2D',
            { pool_size: [1, 1], strides: op.strides, padding: 'valid' },
            [input],
            [height, width, given],
          );
    if (given === channels) return kept;
    // Channels take the place of rows, where stock layers can pad them.
    const turned = plan.add(`${layer.name}/turned`, 'Permute', { dims: [3, 1, 2] }, [kept], [given, height, width]);
    const missing = [
      [0, channels - given],
      [0, 0],
    ];
    const padded = plan.add(
      `${layer.name}/padded`,
      'ZeroPadding2D',
      { padding: missing },
      [turned],
      [channels, height, width],
    );
    return plan.stock(layer, 'Permute', { dims: [2, 3, 1] }, [padded]);
  },
};

function placeActivation(
  plan: Plan,
  layer: NetworkLayer,
  inputs: readonly string[],
  kind: ActivationFunction,
  alpha: number,
): string {
  const keras = plan.dialect === 'keras';
  switch (kind) {
    case 'leakyRelu':
      return plan.stock(layer, 'LeakyReLU', keras ? { negative_slope: alpha } : { alpha }, inputs);
    case 'elu':
      if (keras || alpha === 1) return plan.stock(layer, 'ELU', { alpha }, inputs);
      return placeElu(plan, layer, inputs, alpha);
    case 'swish':
      return plan.stock(layer, 'Activation', { activation: keras ? 'silu' : 'swish' }, inputs);
    case 'linear':
    case 'relu':
    case 'relu6':
    case 'selu':
    case 'gelu':
    case 'sigmoid':
    case 'tanh':
    case 'softmax':
      return plan.stock(layer, 'Activation', { activation: kind }, inputs);
  }
}

/** tfjs' ELU knows no other alpha than 1: relu(x) + alpha * elu(-relu(-x)). */
function placeElu(plan: Plan, layer: NetworkLayer, inputs: readonly string[], alpha: number): string {
  const step = (part: string, className: string, config: Record<string, unknown>, from: readonly string[]): string =>
    plan.add(`${layer.name}/${part}`, className, config, from, layer.output);
  const relu = { activation: 'relu' };
  const positive = step('positive', 'Activation', relu, inputs);
  const negated = step('negated', 'Rescaling', { scale: -1, offset: 0 }, inputs);
  const magnitude = step('magnitude', 'Activation', relu, [negated]);
  const negative = step('negative', 'Rescaling', { scale: -1, offset: 0 }, [magnitude]);
  const curved = step('curved', 'ELU', { alpha: 1 }, [negative]);
  const scaled = step('scaled', 'Rescaling', { scale: alpha, offset: 0 }, [curved]);
  return plan.stock(layer, 'Add', {}, [positive, scaled]);
}

/** The layers as they are added. */
class Plan {
  readonly layers: StockLayer[] = [];
  readonly dialect: Dialect;
  readonly #model: TrainedNetwork;
  readonly #shapes = new Map<string, Shape>();

  constructor(model: TrainedNetwork, dialect: Dialect) {
    this.#model = model;
    this.dialect = dialect;
  }

  layer(layer: NetworkLayer, inputs: readonly string[]): string {
    // The table pairs each kind with the place of that kind, which the type of a lookup by a union cannot say.
    const place: Place = places[layer.op.kind];
    return place(this, layer, inputs, layer.op as never);
  }

  input(output: Shape): string {
    const shape = { [this.dialect === 'keras' ? 'batch_shape' : 'batch_input_shape']: [null, ...output] };
    return this.add(inputName, 'InputLayer', { ...shape, dtype: 'float32', sparse: false }, [], output);
  }

  /** One stock layer for one of the network, with its weights. @param kernel in the place of the network's own */
  stock(
    layer: NetworkLayer,
    className: string,
    config: Readonly<Record<string, unknown>>,
    inputs: readonly string[],
    kernel?: Kernel,
  ): string {
    const weights = layer.weights.map((weight): StockWeight => {
      const own = { shape: weight.shape, values: valuesOf(this.#model, weight) };
      return { name: weightNames[weight.role], ...(isKernelRole(weight.role) && kernel ? kernel : own) };
    });
    const regularizers = Object.fromEntries(
      layer.weights
        .filter(({ l2 }) => l2 > 0)
        .map(({ role, l2 }) => [`${regularized[role] ?? ''}_regularizer`, this.#regularizer(l2)]),
    );
    return this.add(layer.name, className, { ...config, ...regularizers }, inputs, layer.output, weights);
  }

  add(
    wanted: string,
    className: string,
    config: Readonly<Record<string, unknown>>,
    inputs: readonly string[],
    output: Shape,
    weights: readonly StockWeight[] = [],
  ): string {
    const name = this.#nameFor(wanted);
    this.#shapes.set(name, output);
    this.layers.push({ name, className, config, inputs, output, weights });
    return name;
  }

  kernel(layer: NetworkLayer): Kernel {
    const weight = layer.weights.find(({ role }) => isKernelRole(role));
    if (weight === undefined) throw new Error(`${layer.name} has no kernel.`);
    return { shape: weight.shape, values: valuesOf(this.#model, weight) };
  }

  outputOf(name: string | undefined): Shape {
    const shape = this.#shapes.get(name ?? '');
    if (shape === undefined) throw new Error(`There is no layer ${name ?? ''}.`);
    return shape;
  }

  #regularizer(l2: number): object {
    return this.dialect === 'keras'
      ? { module: 'keras.regularizers', class_name: 'L2', config: { l2 }, registered_name: null }
      : { class_name: 'L1L2', config: { l1: 0, l2 } };
  }

  /** Names of layers hold no slash, and TensorFlow, which has them as scopes, wants a letter or a digit first. */
  #nameFor(wanted: string): string {
    const plain = wanted.replace(/\//gu, '.').replace(/^[^A-Za-z0-9]/u, 'layer$&');
    let name = plain;
    for (let number = 2; this.#shapes.has(name); number += 1) name = `${plain}_${String(number)}`;
    return name;
  }
}

const weightNames = {
  kernel: 'kernel',
  depthwiseKernel: 'depthwise_kernel',
  pointwiseKernel: 'kernel',
  bias: 'bias',
  gamma: 'gamma',
  beta: 'beta',
  movingMean: 'moving_mean',
  movingVariance: 'moving_variance',
} as const satisfies Record<WeightRole, string>;

/** What a setting `..._regularizer` calls the weight. */
const regularized: Partial<Record<WeightRole, string>> = {
  kernel: 'kernel',
  depthwiseKernel: 'depthwise',
  pointwiseKernel: 'kernel',
  bias: 'bias',
  gamma: 'gamma',
  beta: 'beta',
};

function isKernelRole(role: WeightRole): boolean {
  return role === 'kernel' || role === 'depthwiseKernel' || role === 'pointwiseKernel';
}

function imageShape(shape: Shape): readonly [number, number, number] {
  if (!isImageShape(shape)) throw new Error('A feature map was expected.');
  return shape;
}
