import type { layers, Tensor, Tensor4D } from '@tensorflow/tfjs';
import type { LayerOp, Pair } from '../../model/network.ts';
import type { Tf } from './tfjs.ts';

type Op<Kind extends LayerOp['kind']> = Extract<LayerOp, { kind: Kind }>;
type Layer = layers.Layer;
/** Shape with the batch axis, as tfjs' layers pass it; null where the size is open. */
type BatchShape = (number | null)[];
type CallOptions = Record<string, unknown>;

/** What random layers draw from; the executor sets `step` before every training step. */
export interface DrawContext {
  readonly seed: number;
  step: number;
}

/** The layers that stock tfjs lacks, or whose gradient it lacks. */
export interface CustomLayers {
  readonly conv: (name: string, op: Op<'conv'>) => Layer;
  readonly depthwiseConv: (name: string, op: Op<'depthwiseConv'>) => Layer;
  readonly avgPoolSame: (name: string, op: Op<'maxPool' | 'avgPool'>) => Layer;
  readonly elementwise: (name: string, compute: (x: Tensor) => Tensor) => Layer;
  readonly dropout: (name: string, op: Op<'dropout' | 'spatialDropout'>) => Layer;
  readonly padShortcut: (name: string, op: Op<'padShortcut'>) => Layer;
}

/** Builds the layer classes on a loaded tfjs: they extend its `Layer`, so they exist only once it does. */
export function customLayers(tf: Tf, draw: DrawContext): CustomLayers {
  /** A layer without weights whose `compute` maps the input tensor. */
  class ComputedLayer extends tf.layers.Layer {
    static readonly className = 'BlockyardComputed';
    readonly #compute: (x: Tensor, training: boolean) => Tensor;
    readonly #shape: (input: BatchShape) => BatchShape;

    constructor(
      name: string,
      compute: (x: Tensor, training: boolean) => Tensor,
      shape: (input: BatchShape) => BatchShape = (input) => input,
    ) {
      super({ name });
      this.#compute = compute;
      this.#shape = shape;
    }

    override computeOutputShape(input: BatchShape): BatchShape {
      return this.#shape(input);
    }

    override call(inputs: Tensor | Tensor[], options: CallOptions): Tensor {
      return tf.tidy(() => this.#compute(only(inputs), options['training'] === true));
    }
  }

  /** Convolution with groups and with dilation, for which stock tfjs has no gradient: the kernel is spread out with zeros instead. */
  class SpreadConv extends tf.layers.Layer {
    static readonly className = 'BlockyardConv';
    readonly #op: Op<'conv'> | Op<'depthwiseConv'>;
    #kernel: ReturnType<typeof this.addWeight> | undefined;
    #bias: ReturnType<typeof this.addWeight> | undefined;

    constructor(name: string, op: Op<'conv'> | Op<'depthwiseConv'>) {
      super({ name });
      this.#op = op;
    }

    override build(input: BatchShape): void {
      const channels = input[3] ?? 0;
      const op = this.#op;
      const last = op.kind === 'conv' ? [channels / op.groups, op.filters] : [channels, op.depthMultiplier];
      const zeros = tf.initializers.zeros();
      this.#kernel = this.addWeight('kernel', [...op.kernelSize, ...last], 'float32', zeros);
      if (op.useBias) this.#bias = this.addWeight('bias', [outputChannels(op, channels)], 'float32', zeros);
      this.built = true;
    }

    override computeOutputShape(input: BatchShape): BatchShape {
      const op = this.#op;
      const size = (axis: 0 | 1): number => {
        const reach = (op.kernelSize[axis] - 1) * op.dilationRate[axis] + 1;
        const available = op.padding === 'same' ? (input[axis + 1] ?? 0) : (input[axis + 1] ?? 0) - reach + 1;
        return Math.ceil(available / op.strides[axis]);
      };
      return [input[0] ?? null, size(0), size(1), outputChannels(op, input[3] ?? 0)];
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      return tf.tidy(() => {
        const x = only(inputs) as Tensor4D;
        const op = this.#op;
        if (this.#kernel === undefined) throw new Error(`Layer ${this.name} was called before it was built`);
        const kernel = spread(tf, this.#kernel.read() as Tensor4D, op.dilationRate);
        const strides: [number, number] = [...op.strides];
        const y =
          op.kind === 'conv'
            ? groupedConv(tf, x, kernel, strides, op.padding, op.groups)
            : tf.depthwiseConv2d(x, kernel, strides, op.padding);
        return this.#bias === undefined ? y : y.add(this.#bias.read());
      });
    }
  }

  return {
    conv: (name, op) => new SpreadConv(name, op),
    depthwiseConv: (name, op) => new SpreadConv(name, op),
    elementwise: (name, compute) => new ComputedLayer(name, compute),
    avgPoolSame: (name, op) =>
      new ComputedLayer(
        name,
        (x) => averagePoolSame(tf, x as Tensor4D, op.poolSize, op.strides),
        ([batch, height, width, channels]) => [
          batch ?? null,
          cells(height, op.strides[0]),
          cells(width, op.strides[1]),
          channels ?? null,
        ],
      ),
    dropout: (name, op) =>
      new ComputedLayer(name, (x, training) => {
        if (!training || op.rate === 0) return x.clone();
        const noise =
          op.kind === 'spatialDropout'
            ? x.shape.map((size, axis) => (axis === 0 || axis === x.rank - 1 ? size : 1))
            : x.shape;
        return dropped(tf, x, noise, op.rate, `${String(draw.seed)}:${String(draw.step)}:${name}`);
      }),
    padShortcut: (name, op) =>
      new ComputedLayer(
        name,
        (x) => padShortcut(tf, x as Tensor4D, op),
        ([batch, height, width]) => [
          batch ?? null,
          cells(height, op.strides[0]),
          cells(width, op.strides[1]),
          op.channels,
        ],
      ),
  };
}

function only(inputs: Tensor | Tensor[]): Tensor {
  const first = Array.isArray(inputs) ? inputs[0] : inputs;
  if (first === undefined) throw new Error('A layer was called without an input');
  return first;
}

function outputChannels(op: Op<'conv'> | Op<'depthwiseConv'>, channels: number): number {
  return op.kind === 'conv' ? op.filters : channels * op.depthMultiplier;
}

function cells(size: number | null | undefined, stride: number): number {
  return Math.ceil((size ?? 0) / stride);
}

/** A kernel [kh, kw, in, out] with `dilation - 1` zero rows and columns between its own: a plain convolution by it is the dilated one. */
function spread(tf: Tf, kernel: Tensor4D, dilation: Pair): Tensor4D {
  if (dilation[0] === 1 && dilation[1] === 1) return kernel;
  const [kh, kw, channels, filters] = kernel.shape;
  const rows = (kh - 1) * dilation[0] + 1;
  const columns = (kw - 1) * dilation[1] + 1;
  const row = kw * channels * filters;
  const tall = tf.pad(kernel.reshape([kh, 1, row]), [
    [0, 0],
    [0, dilation[0] - 1],
    [0, 0],
  ]);
  const cutTall = tall.reshape([kh * dilation[0], row]).slice([0, 0], [rows, row]);
  const wide = tf.pad(cutTall.reshape([rows * kw, 1, channels * filters]), [
    [0, 0],
    [0, dilation[1] - 1],
    [0, 0],
  ]);
  const cutWide = wide
    .reshape([rows, kw * dilation[1], channels * filters])
    .slice([0, 0, 0], [rows, columns, channels * filters]);
  return cutWide.reshape([rows, columns, channels, filters]);
}

function groupedConv(
  tf: Tf,
  x: Tensor4D,
  kernel: Tensor4D,
  strides: [number, number],
  padding: 'same' | 'valid',
  groups: number,
): Tensor {
  if (groups === 1) return tf.conv2d(x, kernel, strides, padding);
  const inputs: Tensor4D[] = tf.split(x, groups, 3);
  const kernels: Tensor4D[] = tf.split(kernel, groups, 3);
  return tf.concat(
    inputs.map((input, group) => {
      const own = kernels[group];
      if (own === undefined) throw new Error('A grouped convolution has fewer kernels than inputs');
      return tf.conv2d(input, own, strides, padding);
    }),
    3,
  );
}

/**
 * Average over the cells of each window that lie in the picture. tfjs' own gradient of avgPool divides by the window's full size at the border
 * too; here the border is padded by hand, where that is right, and the means are scaled afterwards.
 */
function averagePoolSame(tf: Tf, x: Tensor4D, poolSize: Pair, strides: Pair): Tensor {
  const [, height, width] = x.shape;
  const vertical = samePadding(height, poolSize[0], strides[0]);
  const horizontal = samePadding(width, poolSize[1], strides[1]);
  const padded: Tensor4D = tf.pad(x, [
    [0, 0],
    [vertical.before, vertical.after],
    [horizontal.before, horizontal.after],
    [0, 0],
  ]);
  const means = tf.avgPool(padded, [...poolSize], [...strides], 'valid');
  const area = poolSize[0] * poolSize[1];
  const scale = vertical.inside.flatMap((rows) => horizontal.inside.map((columns) => area / (rows * columns)));
  return means.mul(tf.tensor4d(scale, [1, vertical.inside.length, horizontal.inside.length, 1]));
}

/** TensorFlow's `same` padding along one axis, and how many cells of each window are inside. */
function samePadding(
  size: number,
  window: number,
  stride: number,
): { before: number; after: number; inside: number[] } {
  const count = Math.ceil(size / stride);
  const total = Math.max(0, (count - 1) * stride + window - size);
  const before = Math.floor(total / 2);
  const inside = Array.from({ length: count }, (_, i) => {
    const start = i * stride - before;
    return Math.min(size, start + window) - Math.max(0, start);
  });
  return { before, after: total - before, inside };
}

/** Srivastava et al. 2014, inverted: kept values are divided by 1 - rate. */
function dropped(tf: Tf, x: Tensor, noise: number[], rate: number, seed: string): Tensor {
  const mask = tf.randomUniform(noise, 0, 1, 'float32', seed).greaterEqual(rate).toFloat();
  return x.mul(mask).div(1 - rate);
}

function padShortcut(tf: Tf, x: Tensor4D, op: Op<'padShortcut'>): Tensor {
  // Pooling over single cells picks every strides-th one; unlike a strided slice it has a gradient in tfjs.
  const kept = tf.avgPool(x, 1, [...op.strides], 'valid');
  const missing = op.channels - kept.shape[3];
  return missing === 0
    ? kept
    : tf.pad(kept, [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, missing],
      ]);
}
