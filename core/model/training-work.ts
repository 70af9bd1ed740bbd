import {
  isKernel,
  type ActivationFunction,
  type LayerOp,
  type LayerOpKind,
  type Network,
  type NetworkLayer,
  trainedWeights,
} from './network.ts';
import { isImageShape, sizeOf } from './shape.ts';

/**
 * What a training step asks of a machine, in amounts for each of which a machine has one speed. The time of a step is then
 * `sum over kinds of amount * seconds per unit`, so that a few measured steps of small networks give the time of any network.
 *
 * - `steps`: 1.
 * - `kernels`: operations that are started, forward and backward, and updates of weights.
 * - `convMacs`, `convWindows`: a convolution's multiply-adds, and the values that its windows bring together (multiply-adds over filters, and over
 *   input channels). The first is the arithmetic; the second is why few channels run far below a machine's peak. One pair of speeds serves 1x1, 3x3
 *   and 5x5 kernels alike, since a small kernel has small windows.
 * - `depthwiseMacs`: of kernels that see one channel, which no matrix product computes.
 * - `denseMacs`: of dense layers.
 * - `convWeights`: values of convolution kernels, which are brought into the order that oneDNN computes in, and back, at each step.
 * - `norms`: values that batch norm normalises; `scalarNorms`: the same where the channels fill no vector register, one by one in one thread. `moves`: values that pass through an operation bound by memory: ReLU, sums, concatenations, biases.
 *   `curves`: values through an activation with an exponential. `pools`: values that pooling windows read. `draws`: random numbers of dropout.
 * - `weights`: float32 values of weights, gradients and optimizer slots that a step reads or writes, whatever the batch.
 */
export const workKinds = [
  'steps',
  'kernels',
  'convMacs',
  'convWindows',
  'convWeights',
  'depthwiseMacs',
  'denseMacs',
  'norms',
  'scalarNorms',
  'moves',
  'curves',
  'pools',
  'draws',
  'weights',
] as const;
export type WorkKind = (typeof workKinds)[number];
export type Work = Readonly<Record<WorkKind, number>>;

export interface StepSettings {
  /** Images in a step. */
  readonly batchSize: number;
  /** Values that the optimizer keeps for every trainable weight: 0 to 2. */
  readonly slots: number;
}

interface LayerContext {
  readonly layer: NetworkLayer;
  /** Values of one example that go in, over all inputs. */
  readonly inputs: number;
  readonly output: number;
  /** Whether the loss is differentiated with respect to what goes in: only where something before it learns. */
  readonly differentiated: boolean;
}

/** Work of one example; `kernels` and `convWeights` of the whole step. */
type LayerWork = Partial<Record<WorkKind, number>>;
type Rule<K extends LayerOpKind> = (context: LayerContext, op: Extract<LayerOp, { kind: K }>) => LayerWork;

/** Forward and, where it is asked for, backward. */
const passes = ({ differentiated }: LayerContext): number => (differentiated ? 2 : 1);

/** Forward, with respect to the kernel, and with respect to the input. */
const products = ({ differentiated }: LayerContext): number => (differentiated ? 3 : 2);

/** A convolution or a batch norm costs several times as much to set up as an element-wise operation, whose start is the unit of `kernels`. */
const heavyStart = 8;

/** Vector registers hold 16 float32 values, so that oneDNN computes channels by 16; of images it takes 1 to 4 as they are. */
const inBlocks = (channels: number): number => Math.ceil(channels / 16) * 16;

const moved = (context: LayerContext): LayerWork => ({
  kernels: passes(context),
  moves: (context.inputs + context.output) * passes(context),
});

const pooled = (context: LayerContext, window: number): LayerWork => ({
  kernels: passes(context),
  pools: (context.output * window + context.inputs) * passes(context),
});

/** What activations cost in units of one exponential; those without one are bound by memory. */
const exponentials: Readonly<Record<ActivationFunction, number>> = {
  linear: 0,
  relu: 0,
  relu6: 0,
  leakyRelu: 0,
  elu: 1,
  selu: 1,
  sigmoid: 1,
  tanh: 1,
  swish: 2,
  softmax: 3,
  gelu: 4,
};

const rules: { readonly [K in LayerOpKind]: Rule<K> } = {
  input: ({ output }) => ({ kernels: 3, moves: output }),
  conv: (context, op) => {
    const [height = 1, width = 1, channels = 1, filters = 1] = kernelShape(context.layer);
    const positions = sizeOf(context.layer.output) / filters;
    // The gradient of the input is computed for every position of the input, of which strides make more than there are of the output.
    const spread = Math.min(op.strides[0] * op.strides[1], height * width);
    const runs = 2 + (context.differentiated ? spread : 0);
    const perGroup = filters / op.groups;
    const blocks = (channels <= 4 ? channels : inBlocks(channels)) * inBlocks(perGroup) * op.groups;
    return {
      // Grouped convolutions are convolutions of slices, put together again.
      kernels: heavyStart * products(context) * op.groups + (op.useBias ? 1 : 0) + (op.groups > 1 ? 4 : 0),
      convMacs: runs * positions * height * width * blocks,
      convWindows: runs * positions * height * width * (channels + perGroup) * op.groups,
      convWeights: height * width * channels * filters,
      moves: (op.useBias ? context.output : 0) + (op.groups > 1 ? 2 * (context.inputs + context.output) : 0),
    };
  },
  depthwiseConv: (context, { useBias }) => ({
    kernels: products(context) + (useBias ? 1 : 0),
    depthwiseMacs: products(context) * multiplyAdds(context.layer),
    moves: useBias ? context.output : 0,
  }),
  dense: (context, { useBias }) => ({
    kernels: products(context) + (useBias ? 1 : 0),
    denseMacs: products(context) * multiplyAdds(context.layer),
    moves: useBias ? context.output : 0,
  }),
  // Besides the kernels themselves: the updates of the moving mean and variance.
  batchNorm: ({ layer, output }) => {
    const channels = layer.output[layer.output.length - 1] ?? 1;
    // Eigen sums over the positions for 4 channels at once, or else, several times slower, for one after the other.
    return { kernels: 2 * heavyStart + 16, [channels % 4 === 0 ? 'norms' : 'scalarNorms']: output };
  },
  activation: (context, { function: name }) => ({
    kernels: (1 + exponentials[name]) * passes(context),
    [exponentials[name] === 0 ? 'moves' : 'curves']: context.output * passes(context) * Math.max(1, exponentials[name]),
  }),
  maxPool: (context, { poolSize }) => pooled(context, poolSize[0] * poolSize[1]),
  avgPool: (context, { poolSize }) => pooled(context, poolSize[0] * poolSize[1]),
  globalMaxPool: (context) => pooled(context, context.inputs / context.output),
  globalAvgPool: moved,
  dropout: (context) => ({ kernels: 6, draws: context.output, moves: context.output * passes(context) }),
  spatialDropout: moved,
  flatten: () => ({ kernels: 1 }),
  zeroPad: moved,
  add: moved,
  concat: moved,
  padShortcut: moved,
};

/** The work of one training step. */
export function trainingWork(network: Network, { batchSize, slots }: StepSettings): Work {
  const work = Object.fromEntries(workKinds.map((kind) => [kind, 0])) as Record<WorkKind, number>;
  work.steps = 1;
  const learns: boolean[] = [];
  for (const layer of network.layers) {
    const before = layer.inputs.some((input) => learns[input]);
    const trainable = trainedWeights(layer);
    learns.push(before || trainable.length > 0);
    const context: LayerContext = {
      layer,
      inputs: layer.inputs.reduce((total, input) => total + sizeOf(network.layers[input]?.output ?? []), 0),
      output: sizeOf(layer.output),
      differentiated: before,
    };
    const { kernels = 0, convWeights = 0, ...perExample } = layerWork(context, layer.op);
    for (const [kind, amount] of Object.entries(perExample)) work[kind as WorkKind] += amount * batchSize;
    work.kernels += kernels + 2 * trainable.length;
    work.convWeights += convWeights;
    const values = trainable.reduce((total, { shape }) => total + sizeOf(shape), 0);
    // The gradient written and read, the weight read by both passes and by the update, and written; each slot read and written.
    work.weights += values * (6 + 2 * slots);
  }
  return work;
}

function layerWork(context: LayerContext, op: LayerOp): LayerWork {
  // The table pairs each kind with the rule of that kind, which the type of a lookup by a union cannot say.
  const rule: (context: LayerContext, op: never) => LayerWork = rules[op.kind];
  return rule(context, op as never);
}

function kernelShape({ weights }: NetworkLayer): readonly number[] {
  return weights.find(({ role }) => isKernel(role))?.shape ?? [];
}

function multiplyAdds(layer: NetworkLayer): number {
  const positions = isImageShape(layer.output) ? layer.output[0] * layer.output[1] : 1;
  return sizeOf(kernelShape(layer)) * positions;
}
