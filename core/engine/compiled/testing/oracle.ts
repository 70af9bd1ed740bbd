import type { LayerOp, LayerOpKind, Network, NetworkLayer, Pair, WeightRole } from '../../../model/network.ts';
import type { ImageSet } from '../../executor.ts';
import type { TensorFlow } from '../../tensorflow.ts';

/**
 * The meaning of every layer once more, written with tfjs's differentiable operations: what the compiled graph is measured against. Training mode,
 * without dropout. Nothing of the compiler is used.
 */
type Tf = typeof TensorFlow;
type Value = TensorFlow.Tensor;
type Variables = ReadonlyMap<string, TensorFlow.Variable>;
interface At {
  readonly tf: Tf;
  readonly x: Value;
  readonly inputs: readonly Value[];
  readonly weight: (role: WeightRole) => Value | undefined;
}
type Meaning<K extends LayerOpKind> = (at: At, op: LayerOp & { kind: K }) => Value;

const meanings: { readonly [K in LayerOpKind]: Meaning<K> } = {
  input: ({ x }) => x,
  conv: ({ tf, x, weight }, op) => {
    const kernel = inflate(tf, required(weight('kernel')), op.dilationRate);
    const convolve = (input: Value, part: Value): Value =>
      tf.conv2d(input as TensorFlow.Tensor4D, part as TensorFlow.Tensor4D, [...op.strides], op.padding);
    const y =
      op.groups === 1
        ? convolve(x, kernel)
        : tf.concat(
            tf.split(x, op.groups, 3).map((input, i) => convolve(input, required(tf.split(kernel, op.groups, 3)[i]))),
            3,
          );
    return plusBias(y, weight('bias'));
  },
  depthwiseConv: ({ tf, x, weight }, op) => {
    const kernel = inflate(tf, required(weight('depthwiseKernel')), op.dilationRate);
    return plusBias(
      tf.depthwiseConv2d(x as TensorFlow.Tensor4D, kernel as TensorFlow.Tensor4D, [...op.strides], op.padding),
      weight('bias'),
    );
  },
  batchNorm: ({ tf, x, weight }, op) => {
    const { mean, variance } = tf.moments(x, x.shape.map((_, axis) => axis).slice(0, -1));
    const normalised = x.sub(mean).div(variance.add(op.epsilon).sqrt());
    return normalised.mul(required(weight('gamma'))).add(required(weight('beta')));
  },
  activation: ({ x }, op) => {
    switch (op.function) {
      case 'linear':
        return x;
      case 'relu':
        return x.relu();
      case 'relu6':
        return x.relu6();
      case 'leakyRelu':
        return x.leakyRelu(op.alpha);
      case 'elu':
        return x.relu().add(x.neg().relu().neg().exp().sub(1).mul(op.alpha));
      case 'selu':
        return x.selu();
      case 'gelu':
        return x.mul(x.div(Math.SQRT2).erf().add(1)).div(2);
      case 'swish':
        return x.mul(x.sigmoid());
      case 'sigmoid':
        return x.sigmoid();
      case 'tanh':
        return x.tanh();
      case 'softmax':
        return x.softmax();
    }
  },
  maxPool: ({ tf, x }, op) => tf.maxPool(x as TensorFlow.Tensor4D, [...op.poolSize], [...op.strides], op.padding),
  avgPool: ({ tf, x }, op) => tf.avgPool(x as TensorFlow.Tensor4D, [...op.poolSize], [...op.strides], op.padding),
  globalAvgPool: ({ x }) => x.mean([1, 2]),
  globalMaxPool: ({ x }) => x.max([1, 2]),
  dropout: ({ x }) => x,
  spatialDropout: ({ x }) => x,
  flatten: ({ x }) => x.reshape([x.shape[0], -1]),
  dense: ({ x, weight }) => plusBias(x.matMul(required(weight('kernel'))), weight('bias')),
  zeroPad: ({ x }, op) => x.pad([[0, 0], [...op.padding[0]], [...op.padding[1]], [0, 0]]),
  add: ({ tf, inputs }) => tf.addN([...inputs]),
  concat: ({ tf, inputs }) => tf.concat([...inputs], -1),
  padShortcut: ({ tf, x }, op) => {
    const every = (length: number, stride: number): number[] =>
      Array.from({ length: Math.ceil(length / stride) }, (_, i) => i * stride);
    const rows = tf.gather(x, every(x.shape[1] ?? 0, op.strides[0]), 1);
    const kept = tf.gather(rows, every(x.shape[2] ?? 0, op.strides[1]), 2);
    return kept.pad([
      [0, 0],
      [0, 0],
      [0, 0],
      [0, op.channels - (x.shape[3] ?? 0)],
    ]);
  },
};

export interface OracleResult {
  readonly loss: number;
  /** By weight path; trainable weights only. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/** Mean cross-entropy of these images, and its gradients. `l2` terms are part of the gradients and not of the loss. */
export function oracle(
  tf: Tf,
  network: Network,
  weights: ReadonlyMap<string, Float32Array>,
  batch: ImageSet,
  labelSmoothing = 0,
): OracleResult {
  const specs = network.layers.flatMap((layer) => layer.weights);
  const variables: Variables = new Map(
    specs.map(({ path, shape, trainable }) => [
      path,
      tf.variable(tf.tensor(required(weights.get(path)), [...shape]), trainable),
    ]),
  );
  const meanLoss = (): TensorFlow.Scalar => {
    const targets = tf
      .oneHot([...batch.labels], network.classes)
      .mul(1 - labelSmoothing)
      .add(labelSmoothing / network.classes);
    return tf.losses.softmaxCrossEntropy(targets, logits(tf, network, variables, batch));
  };
  const penalised = (): TensorFlow.Scalar =>
    specs.reduce<TensorFlow.Scalar>(
      (loss, { path, l2 }) => loss.add(required(variables.get(path)).square().sum().mul(l2)),
      meanLoss(),
    );
  const trained = specs
    .filter(({ trainable }) => trainable)
    .map(({ path }) => [path, required(variables.get(path))] as const);
  let loss = NaN;
  const gradients = new Map<string, Float32Array>();
  tf.tidy(() => {
    const { grads } = tf.variableGrads(
      penalised,
      trained.map(([, variable]) => variable),
    );
    for (const [path, { name }] of trained) gradients.set(path, required(grads[name]).dataSync<'float32'>());
    loss = meanLoss().dataSync()[0] ?? NaN;
  });
  for (const variable of variables.values()) variable.dispose();
  return { loss, gradients };
}

function logits(tf: Tf, network: Network, variables: Variables, { images, count }: ImageSet): Value {
  const outputs: Value[] = [];
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((i) => required(outputs[i]));
    const x =
      inputs[0] ??
      tf.tensor(
        Float32Array.from(images, (value) => value / 255),
        [count, ...network.input],
      );
    const weight: At['weight'] = (role) => variables.get(layer.weights.find((spec) => spec.role === role)?.path ?? '');
    const isClosingSoftmax =
      layer === network.layers[network.layers.length - 1] &&
      layer.op.kind === 'activation' &&
      layer.op.function === 'softmax';
    outputs.push(isClosingSoftmax ? x : meaningOf({ tf, x, inputs, weight }, layer));
  }
  return required(outputs[outputs.length - 1]);
}

function meaningOf(at: At, { op }: NetworkLayer): Value {
  const meaning: (at: At, op: never) => Value = meanings[op.kind];
  return meaning(at, op as never);
}

function plusBias(y: Value, bias: Value | undefined): Value {
  return bias ? y.add(bias) : y;
}

/** A dilated kernel as a plain one with zeros between: tfjs does not differentiate dilated convolutions. */
function inflate(tf: Tf, kernel: Value, [vertical, horizontal]: Pair): Value {
  const [height = 1, width = 1, ...channels] = kernel.shape;
  const spread = kernel
    .reshape([height, 1, width, 1, ...channels])
    .pad([[0, 0], [0, vertical - 1], [0, 0], [0, horizontal - 1], ...channels.map((): [number, number] => [0, 0])])
    .reshape([height * vertical, width * horizontal, ...channels]);
  return tf.slice(spread, [0, 0, 0, 0], [(height - 1) * vertical + 1, (width - 1) * horizontal + 1, ...channels]);
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The oracle misses a value.');
  return value;
}
