import type { Tensor, Variable } from '@tensorflow/tfjs';
import { augmentBatch, type AugmentedBatch } from '../../compiler/augmentation/on-host.ts';
import { isKernel, trainedWeights, type NetworkLayer } from '../../model/network.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import type { LayerValues } from '../../protocol/layer-figures.ts';
import { inOrder } from '../batches.ts';
import { classWeightsOf } from '../class-weights.ts';
import { layerValues } from '../layer-figures.ts';
import {
  ImageStream,
  type EvaluationResult,
  type Executor,
  type ExecutorInput,
  type ImageSet,
  type StepResult,
} from '../executor.ts';
import { buildModel, type LayerVariable } from './build-model.ts';
import type { DrawContext } from './layers.ts';
import { createOptimizer, type TrainedWeight } from './optimizer.ts';
import { openPortableBackend, type PortableBackend } from './backend.ts';

/** Pictures per forward pass of an evaluation or a prediction. Few in plain JavaScript, which hears nothing during a pass. */
const evaluationBatches = { webgpu: 250, oracle: 250, js: 16 } as const satisfies Record<PortableBackend, number>;

/**
 * The network as a tfjs LayersModel. Slower than the compiled executor, but it runs wherever tfjs does.
 * @param backend `oracle` runs on native TensorFlow through tfjs-node: the independent second opinion in tests.
 * @throws BlockyardError `backend-unavailable`.
 */
export async function createPortableExecutor(input: ExecutorInput, backend: PortableBackend): Promise<Executor> {
  const { tf, device, activate } = await openPortableBackend(backend);
  const { network, recipe } = input;
  const evaluationBatch = evaluationBatches[backend];
  const classWeights = classWeightsOf(input);
  const draw: DrawContext = { seed: recipe.seed, step: 0 };
  const model = buildModel(tf, network, draw);
  const specs = network.layers.flatMap((layer) => layer.weights);
  writeWeights(input.weights);
  const learned = network.layers.flatMap(trainedWeights);
  const trained = learned.map((spec): TrainedWeight => ({
    path: spec.path,
    variable: variableOf(layerVariable(spec.path)),
    isKernel: isKernel(spec.role),
  }));
  const penalties = learned
    .map((spec) => ({ path: spec.path, l2: spec.l2 + (isKernel(spec.role) ? recipe.l2 : 0) }))
    .filter(({ l2 }) => l2 > 0)
    .map(({ path, l2 }) => ({ path, variable: variableOf(layerVariable(path)), l2 }));
  const optimizer = createOptimizer(tf, recipe.optimizer, trained);
  const imageSize = network.input.reduce((product, size) => product * size, 1);

  function layerVariable(path: string): LayerVariable {
    const variable = model.variables.get(path);
    if (variable === undefined) throw new Error(`The network has no weight ${path}`);
    return variable;
  }

  function writeWeights(values: ReadonlyMap<string, Float32Array>): void {
    for (const spec of specs) {
      const value = values.get(spec.path);
      if (value === undefined) throw new BlockyardError('internal', { detail: `no value for the weight ${spec.path}` });
      tf.tidy(() => variableOf(layerVariable(spec.path)).assign(tf.tensor(value.slice(), [...spec.shape], 'float32')));
    }
  }

  function pictures(images: Float32Array, count: number): Tensor {
    return tf.tensor(images, [count, ...network.input], 'float32');
  }

  /** The pictures of a set with these indices, scaled, and their labels. */
  async function batchOf(set: ImageSet | ImageStream, indices: Int32Array): Promise<AugmentedBatch> {
    const labels = Int32Array.from(indices, (index) => set.labels[index] ?? 0);
    if (set instanceof ImageStream) return { images: scaled(await set.read(indices)), labels };
    const images = new Float32Array(indices.length * imageSize);
    indices.forEach((index, position) => {
      images.set(scaled(set.images.subarray(index * imageSize, (index + 1) * imageSize)), position * imageSize);
    });
    return { images, labels };
  }

  /** The training pictures with these indices as the network sees them at this step. */
  async function trainingBatch(indices: Int32Array): Promise<AugmentedBatch> {
    const batch = await batchOf(input.train, indices);
    const { augmentation, seed } = recipe;
    const [height = 1, width = 1, channels = 1] = network.input;
    return augmentBatch(batch, { augmentation, seed, step: draw.step, shape: [height, width, channels] });
  }

  /** Targets of a batch, [batch, classes] without label smoothing, and the label that counts in the accuracy: of a blend, the one with the larger share. */
  function truthOf({ labels, blend }: Omit<AugmentedBatch, 'images'>): { targets: Tensor; main: Int32Array } {
    const oneHot = (indices: Int32Array): Tensor => tf.oneHot(tf.tensor1d(indices, 'int32'), network.classes).toFloat();
    if (blend === undefined) return { targets: oneHot(labels), main: labels };
    const { partners, share } = blend;
    const weight = tf.tensor2d(share, [share.length, 1]);
    const targets = oneHot(labels)
      .mul(weight)
      .add(oneHot(partners).mul(tf.sub(1, weight)));
    return { targets, main: labels.map((label, i) => ((share[i] ?? 0) >= 0.5 ? label : (partners[i] ?? 0))) };
  }

  function setMomentum(step: number): void {
    const warm = (1 + step) / (10 + step);
    for (const { layer, momentum } of model.batchNorms) Object.assign(layer, { momentum: Math.min(momentum, warm) });
  }

  /** Mean cross-entropy of a batch and how many are right, as tensors in the caller's tidy. */
  function scores(
    x: Tensor,
    truth: Omit<AugmentedBatch, 'images'>,
    training: boolean,
  ): { loss: Tensor; correct: Tensor } {
    const logits = model.logits.apply(x, { training }) as Tensor;
    const { targets, main } = truthOf(truth);
    // Not reduced by tfjs, whose mean is by the sum of the weights; that of Keras is by the size of the batch.
    const losses = tf.losses.softmaxCrossEntropy(
      targets,
      logits,
      training && classWeights ? tf.tensor1d(Float32Array.from(main, (label) => classWeights[label] ?? 0)) : undefined,
      training ? recipe.labelSmoothing : 0,
      tf.Reduction.NONE,
    );
    return { loss: losses.mean(), correct: logits.argMax(-1).equal(tf.tensor1d(main, 'int32')).sum() };
  }

  async function numbers(tensors: readonly Tensor[]): Promise<number[]> {
    const values = await Promise.all(tensors.map(async (tensor) => Number((await tensor.data())[0])));
    tf.dispose([...tensors]);
    return values;
  }

  /** Loss, correct count and, in the trained weights' order, gradients of a batch; the caller disposes of all. */
  function differentiate(batch: AugmentedBatch): { figures: Tensor[]; gradients: Tensor[] } {
    const gradients: Tensor[] = [];
    const figures = tf.tidy(() => {
      const x = pictures(batch.images, batch.labels.length);
      const kept: Tensor[] = [];
      const { grads } = tf.variableGrads(
        () => {
          const { loss, correct } = scores(x, batch, true);
          kept.push(tf.keep(loss), tf.keep(correct));
          return penalties
            .reduce((total, { variable, l2 }) => total.add(variable.square().sum().mul(l2)), loss)
            .asScalar();
        },
        trained.map((weight) => weight.variable),
      );
      for (const { variable } of trained) gradients.push(tf.keep(grads[variable.name] ?? tf.zerosLike(variable)));
      return kept;
    });
    return { figures, gradients };
  }

  /** Applies gradients and tells of the layers; what comes out of activations would cost another pass, and is not measured here. */
  async function recordedApply(gradients: Tensor[], learningRate: number, step: number): Promise<LayerValues> {
    const sumsOf = (tensors: readonly Tensor[]): Tensor[] =>
      tf.tidy(() => tensors.map((tensor) => tensor.square().sum()));
    const before = trained.map(({ variable }) => variable.clone());
    const fromLoss = tf.tidy(() =>
      trained.map(({ path }, i) => {
        const gradient = gradients[i] ?? tf.scalar(0);
        const penalty = penalties.find((known) => known.path === path);
        // Those of the l2 terms are not told of.
        return penalty === undefined ? gradient.clone() : gradient.sub(penalty.variable.mul(2 * penalty.l2));
      }),
    );
    const sums = [...sumsOf(fromLoss), ...sumsOf(before)];
    optimizer.apply(gradients, learningRate, step);
    sums.push(...sumsOf(tf.tidy(() => trained.map(({ variable }, i) => variable.sub(before[i] ?? 0)))));
    tf.dispose([before, fromLoss]);
    const values = await numbers(sums);
    const part = (index: number): number[] => values.slice(index * trained.length, (index + 1) * trained.length);
    return layerValues(network, { gradientSquares: part(0), weightSquares: part(1), updateSquares: part(2) });
  }

  async function trainStep(
    indices: Int32Array,
    learningRate: number,
    step: number,
    record = false,
  ): Promise<StepResult> {
    draw.step = step;
    setMomentum(step);
    const batch = await trainingBatch(indices);
    await activate();
    const { figures, gradients } = differentiate(batch);
    // What overflows on the way back shows in the gradients of biases and betas, sums over all of a layer: looking at those alone is cheap.
    const vectors = gradients.filter((gradient) => gradient.rank === 1);
    const sum = tf.tidy(() => vectors.reduce((total, gradient) => total.add(gradient.sum()), tf.scalar(0)));
    const [loss = NaN, correct = 0, gradientSum = NaN] = await numbers([...figures, sum]);
    // A diverged step is not applied, so that the layer it came from can still be told from those its gradients would reach.
    const isFinite = Number.isFinite(loss) && Number.isFinite(gradientSum);
    let layers: LayerValues | undefined;
    if (isFinite && record) layers = await recordedApply(gradients, learningRate, step);
    else if (isFinite) optimizer.apply(gradients, learningRate, step);
    tf.dispose(gradients);
    return { loss: isFinite || !Number.isFinite(loss) ? loss : NaN, correct, ...(layers && { layers }) };
  }

  async function evaluate(afterBatch?: () => Promise<boolean>): Promise<EvaluationResult | undefined> {
    const set = input.validation;
    let loss = 0;
    let correct = 0;
    if (set instanceof ImageStream) set.announce(inOrder(set.count, evaluationBatch));
    for (const indices of inOrder(set.count, evaluationBatch)) {
      const count = indices.length;
      const { images, labels } = await batchOf(set, indices);
      await activate();
      const figures = tf.tidy(() => {
        const score = scores(pictures(images, count), { labels }, false);
        return [score.loss, score.correct];
      });
      const [batchLoss = NaN, batchCorrect = 0] = await numbers(figures);
      loss += batchLoss * count;
      correct += batchCorrect;
      if (afterBatch !== undefined && !(await afterBatch())) return undefined;
    }
    return { loss: loss / set.count, accuracy: correct / set.count };
  }

  async function predict(images: Uint8Array, count: number): Promise<Float32Array> {
    const probabilities = new Float32Array(count * network.classes);
    for (let start = 0; start < count; start += evaluationBatch) {
      await activate();
      const size = Math.min(evaluationBatch, count - start);
      const output = tf.tidy(() => {
        const x = pictures(scaled(images.subarray(start * imageSize, (start + size) * imageSize)), size);
        return tf.softmax(model.logits.apply(x, { training: false }) as Tensor);
      });
      probabilities.set(await output.data(), start * network.classes);
      output.dispose();
    }
    return probabilities;
  }

  function stateVariables(): Map<string, Variable> {
    const state = new Map<string, Variable>();
    for (const spec of specs) state.set(spec.path, variableOf(layerVariable(spec.path)));
    for (const [key, slot] of optimizer.slots) state.set(key, slot);
    return state;
  }

  async function findNonFiniteLayer(indices: Int32Array): Promise<string | undefined> {
    const batch = await trainingBatch(indices);
    await activate();
    // Training passes change the statistics of batch norm.
    const statistics = specs.filter((spec) => !spec.trainable).map((spec) => variableOf(layerVariable(spec.path)));
    const before = statistics.map((variable) => variable.clone());
    const layers = network.layers.slice(1);
    const forward = await numbers(tf.tidy(() => forwardIsFinite(layers, batch)));
    const { figures, gradients } = differentiate(batch);
    const backward = await numbers(tf.tidy(() => gradients.map((gradient) => tf.isFinite(gradient).all().toFloat())));
    statistics.forEach((variable, index) => {
      const value = before[index];
      if (value !== undefined) variable.assign(value);
    });
    tf.dispose([...before, ...figures, ...gradients]);
    // Gradients come back from the loss: where the values are fine, the trouble began in the last layer that shows it.
    const badPath = trained[backward.lastIndexOf(0)]?.path;
    return (
      layers[forward.indexOf(0)] ?? layers.find((layer) => layer.weights.some((weight) => weight.path === badPath))
    )?.name;
  }

  /** For every layer 1 or 0: whether its output on these training pictures and its weights are finite. */
  function forwardIsFinite(layers: readonly NetworkLayer[], { images, labels }: AugmentedBatch): Tensor[] {
    const outputs = model.everyLayer.apply(pictures(images, labels.length), { training: true }) as Tensor | Tensor[];
    const all = Array.isArray(outputs) ? outputs : [outputs];
    return layers.map((layer, index) => {
      const tensors = [
        ...all.slice(index, index + 1),
        ...layer.weights.map((spec) => variableOf(layerVariable(spec.path))),
      ];
      return tensors
        .map((tensor) => tf.isFinite(tensor).all().toFloat())
        .reduce((every, one) => every.mul(one), tf.scalar(1));
    });
  }

  return {
    backend: backend === 'webgpu' ? 'webgpu' : 'js',
    device,
    trainStep,
    evaluate,
    predict,
    findNonFiniteLayer,
    async readState() {
      const state = new Map<string, Float32Array>();
      for (const [key, variable] of stateVariables()) state.set(key, (await variable.data()).slice() as Float32Array);
      return state;
    },
    async writeState(state) {
      await activate();
      const variables = stateVariables();
      for (const [key, variable] of variables) {
        const value = state.get(key);
        if (value === undefined || value.length !== variable.size)
          throw new BlockyardError('internal', { detail: `the state has no fitting value for ${key}` });
      }
      for (const [key, variable] of variables) {
        const value = state.get(key) ?? new Float32Array();
        tf.tidy(() => variable.assign(tf.tensor(value.slice(), variable.shape, 'float32')));
      }
    },
    dispose() {
      optimizer.dispose();
      model.dispose();
    },
  };
}

/** 0..255 to 0..1. */
function scaled(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (value) => value / 255);
}

/** The core variable in a layer's weight, which gradients are taken for. */
function variableOf(weight: LayerVariable): Variable {
  return weight['val'];
}
