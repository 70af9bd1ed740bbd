import {
  endsInSoftmax,
  isImageShape,
  type ActivationFunction,
  type LayerOp,
  type LayerOpKind,
  type NetworkLayer,
  type Padding,
  type Pair,
  type Shape,
  type WeightRole,
} from '../model/index.ts';
import { depthwiseAsGrouped, outputsFirst, type Kernel } from './kernels.ts';
import { OnnxGraph } from './onnx-graph.ts';
import {
  inputName,
  modelFacts,
  outputName,
  valuesOf,
  type ExportFile,
  type TrainedNetwork,
} from './trained-network.ts';

/** What a layer's lowering sees. Feature maps are [batch, channels, height, width] here, as ONNX has them. */
interface LayerContext {
  readonly g: OnnxGraph;
  readonly layer: NetworkLayer;
  /** Names of the tensors that come in; most layers have one. */
  readonly inputs: readonly string[];
  readonly x: string;
  /** Size of what comes in, channels last. */
  readonly input: Shape;
  /** Adds the layer's weight of this role; undefined where it has none. */
  readonly weight: (role: WeightRole, turn?: (kernel: Kernel) => Kernel) => string | undefined;
}

/**
 * An ONNX model. Pictures come in as everywhere, channels last, and are turned once; what goes on in between has the channels first. Dropout, which does
 * nothing when a model is applied, is left out.
 */
export function onnxFiles(model: TrainedNetwork): readonly ExportFile[] {
  const g = new OnnxGraph([inputName, outputName]);
  const { network } = model;
  const { layers } = network;
  const outputs: string[] = [];
  for (const layer of layers) {
    const inputs = layer.inputs.map((input) => outputs[input] ?? '');
    const weight: LayerContext['weight'] = (role, turn = (kernel) => kernel) => {
      const spec = layer.weights.find((candidate) => candidate.role === role);
      return spec && g.floats(spec.path, turn({ shape: spec.shape, values: valuesOf(model, spec) }));
    };
    const input = layers[layer.inputs[0] ?? 0]?.output ?? network.input;
    outputs.push(lowerLayer({ g, layer, inputs, x: inputs[0] ?? inputName, input, weight }, layer.op));
  }
  const scores = outputs[layers.length - 1] ?? '';
  const probabilities = endsInSoftmax(network) ? scores : g.node('Softmax', 'softmax', [scores], { axis: -1 });
  const bytes = g.encode(
    { name: inputName, shape: network.input },
    { name: outputName, shape: [network.classes] },
    probabilities,
    modelFacts(model),
  );
  return [{ path: '', pieces: [bytes] }];
}

type Lowering<K extends LayerOpKind> = (context: LayerContext, op: LayerOp & { kind: K }) => string;

function lowerLayer(context: LayerContext, op: LayerOp): string {
  // The table pairs each kind with the lowering of that kind, which the type of a lookup by a union cannot say.
  const lowering: (context: LayerContext, op: never) => string = lowerings[op.kind];
  return lowering(context, op as never);
}

const lowerings: { readonly [K in LayerOpKind]: Lowering<K> } = {
  input: ({ g, x, layer }) =>
    isImageShape(layer.output) ? g.node('Transpose', 'channels_first', [x], { perm: [0, 3, 1, 2] }) : x,
  conv: (context, op) => convolve(context, op, context.weight('kernel', outputsFirst), op.groups),
  depthwiseConv: (context, op) =>
    convolve(
      context,
      op,
      context.weight('depthwiseKernel', (kernel) => outputsFirst(depthwiseAsGrouped(kernel))),
      context.input[2] ?? 1,
    ),
  batchNorm: ({ g, layer, x, weight }, op) => {
    const roles = ['gamma', 'beta', 'movingMean', 'movingVariance'] as const;
    return g.node('BatchNormalization', layer.name, [x, ...roles.flatMap((role) => weight(role) ?? [])], {
      epsilon: { float: op.epsilon },
    });
  },
  activation: (context, op) => activate(context, op.function, op.alpha),
  maxPool: (context, op) => pool(context, 'MaxPool', op),
  avgPool: (context, op) => pool(context, 'AveragePool', op),
  globalAvgPool: (context) => globalPool(context, 'GlobalAveragePool'),
  globalMaxPool: (context) => globalPool(context, 'GlobalMaxPool'),
  dropout: ({ x }) => x,
  spatialDropout: ({ x }) => x,
  flatten: ({ g, layer, x, input }) => {
    if (!isImageShape(input)) return x;
    // A dense kernel counts on the order of channels last.
    const last = g.node('Transpose', `${layer.name}/channels_last`, [x], { perm: [0, 2, 3, 1] });
    return g.node('Flatten', layer.name, [last], { axis: 1 });
  },
  dense: ({ g, layer, x, weight }) => {
    const product = g.node('MatMul', layer.name, [x, weight('kernel') ?? '']);
    const bias = weight('bias');
    return bias === undefined ? product : g.node('Add', `${layer.name}/biased`, [product, bias]);
  },
  zeroPad: ({ g, layer, x }, { padding: [[top, bottom], [left, right]] }) =>
    g.node('Pad', layer.name, [x, g.ints(`${layer.name}/pads`, [0, 0, top, left, 0, 0, bottom, right])]),
  add: ({ g, layer, inputs }) => g.node('Sum', layer.name, inputs),
  concat: ({ g, layer, inputs }) => g.node('Concat', layer.name, inputs, { axis: 1 }),
  padShortcut: ({ g, layer, x, input }, { strides, channels }) => {
    const list = (name: string, values: readonly number[]): string => g.ints(`${layer.name}/${name}`, values);
    const most = Number.MAX_SAFE_INTEGER;
    const kept = g.node('Slice', `${layer.name}/kept`, [
      x,
      list('starts', [0, 0]),
      list('ends', [most, most]),
      list('axes', [2, 3]),
      list('steps', strides),
    ]);
    const missing = channels - (input[2] ?? 0);
    return missing === 0 ? kept : g.node('Pad', layer.name, [kept, list('pads', [0, 0, 0, 0, 0, missing, 0, 0])]);
  },
};

interface Window {
  readonly strides: Pair;
  readonly padding: Padding;
}

function convolve(
  context: LayerContext,
  op: Window & { readonly kernelSize: Pair; readonly dilationRate: Pair },
  kernel: string | undefined,
  group: number,
): string {
  const { g, layer, x, weight } = context;
  const bias = weight('bias');
  return g.node('Conv', layer.name, [x, kernel ?? '', ...(bias === undefined ? [] : [bias])], {
    kernel_shape: op.kernelSize,
    strides: op.strides,
    dilations: op.dilationRate,
    pads: padsOf(context, op.kernelSize, op, op.dilationRate),
    group,
  });
}

/** An average is of the cells that lie in the picture, in ONNX by default and in TensorFlow. */
function pool(
  context: LayerContext,
  op: 'MaxPool' | 'AveragePool',
  window: Window & { readonly poolSize: Pair },
): string {
  const { g, layer, x } = context;
  return g.node(op, layer.name, [x], {
    kernel_shape: window.poolSize,
    strides: window.strides,
    pads: padsOf(context, window.poolSize, window),
  });
}

/** [top, left, bottom, right]. Of an odd number of zeros, TensorFlow's `SAME` puts the one more at the end. */
function padsOf(
  { input, layer }: LayerContext,
  size: Pair,
  { strides, padding }: Window,
  dilation: Pair = [1, 1],
): readonly number[] {
  if (padding === 'valid') return [0, 0, 0, 0];
  const along = (axis: 0 | 1): readonly [before: number, after: number] => {
    const reach = (size[axis] - 1) * dilation[axis] + 1;
    const all = Math.max(0, ((layer.output[axis] ?? 1) - 1) * strides[axis] + reach - (input[axis] ?? 1));
    return [Math.floor(all / 2), Math.ceil(all / 2)];
  };
  const [rows, columns] = [along(0), along(1)];
  return [rows[0], columns[0], rows[1], columns[1]];
}

function globalPool({ g, layer, x }: LayerContext, op: 'GlobalAveragePool' | 'GlobalMaxPool'): string {
  return g.node('Flatten', layer.name, [g.node(op, `${layer.name}/pooled`, [x])], { axis: 1 });
}

function activate({ g, layer, x }: LayerContext, kind: ActivationFunction, alpha: number): string {
  const { name, output } = layer;
  const number = (part: string, value: number): string => g.float(`${name}/${part}`, value);
  switch (kind) {
    case 'linear':
      return x;
    case 'relu':
      return g.node('Relu', name, [x]);
    case 'relu6':
      return g.node('Clip', name, [x, number('least', 0), number('most', 6)]);
    case 'leakyRelu':
      return g.node('LeakyRelu', name, [x], { alpha: { float: alpha } });
    case 'elu':
      return g.node('Elu', name, [x], { alpha: { float: alpha } });
    case 'selu':
      return g.node('Selu', name, [x]);
    case 'gelu': {
      // Of the set of operators before version 20: x * (erf(x / sqrt(2)) + 1) / 2.
      const scaled = g.node('Mul', `${name}/scaled`, [x, number('sqrt_half', Math.SQRT1_2)]);
      const erf = g.node('Erf', `${name}/erf`, [scaled]);
      const sum = g.node('Add', `${name}/sum`, [erf, number('one', 1)]);
      return g.node('Mul', name, [g.node('Mul', `${name}/product`, [x, sum]), number('half', 0.5)]);
    }
    case 'swish':
      return g.node('Mul', name, [x, g.node('Sigmoid', `${name}/sigmoid`, [x])]);
    case 'sigmoid':
      return g.node('Sigmoid', name, [x]);
    case 'tanh':
      return g.node('Tanh', name, [x]);
    case 'softmax':
      // Over the channels.
      return g.node('Softmax', name, [x], { axis: isImageShape(output) ? 1 : -1 });
  }
}
