import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { NetworkLayer, WeightSpec } from '../../model/network.ts';
import { BlockyardError } from '../../protocol/problems.ts';
import type { EvaluationResult, Executor, ExecutorInput, ImageSet, StepResult } from '../executor.ts';
import { buildModel, type LayerVariable } from './build-model.ts';
import type { DrawContext } from './layers.ts';
import { createOptimizer, type TrainedWeight } from './optimizer.ts';
import { openPortableBackend, type PortableBackend } from './backend.ts';

/** Pictures per forward pass of an evaluation or a prediction. */
const evaluationBatch = 250;

/**
 * The network as a tfjs LayersModel. Slower than the compiled executor, but it runs wherever tfjs does.
 * @param backend `oracle` runs on native TensorFlow through tfjs-node: the independent second opinion in tests.
 * @throws BlockyardError `backend-unavailable`.
 */
export async function createPortableExecutor(input: ExecutorInput, backend: PortableBackend): Promise<Executor> {
  const { tf, device, activate } = await openPortableBackend(backend);
  const { network, recipe } = input;
  const draw: DrawContext = { seed: recipe.seed, step: 0 };
  const model = buildModel(tf, network, draw);
  const specs = network.layers.flatMap((layer) => layer.weights);
  writeWeights(input.weights);
  const trained = specs.filter((spec) => spec.trainable).map((spec): TrainedWeight => ({
    path: spec.path,
    variable: variableOf(layerVariable(spec.path)),
    isKernel: isKernel(spec),
  }));
  const penalties = specs
    .map((spec) => ({ path: spec.path, l2: spec.l2 + (isKernel(spec) ? recipe.l2 : 0) }))
    .filter(({ l2 }) => l2 > 0)
    .map(({ path, l2 }) => ({ variable: variableOf(layerVariable(path)), l2 }));
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

  function pictures(images: Uint8Array, count: number): Tensor {
    return tf.tensor(Float32Array.from(images, (value) => value / 255), [count, ...network.input], 'float32');
  }

  function gather(set: ImageSet, indices: Int32Array): { images: Uint8Array; labels: Int32Array } {
    const images = new Uint8Array(indices.length * imageSize);
    indices.forEach((index, position) => {
      images.set(set.images.subarray(index * imageSize, (index + 1) * imageSize), position * imageSize);
    });
    return { images, labels: Int32Array.from(indices, (index) => set.labels[index] ?? 0) };
  }

  function setMomentum(step: number): void {
    const warm = (1 + step) / (10 + step);
    for (const { layer, momentum } of model.batchNorms) Object.assign(layer, { momentum: Math.min(momentum, warm) });
  }

  /** Cross-entropy of a batch and how many are right, as tensors in the caller's tidy. */
  function scores(x: Tensor, labels: Int32Array, training: boolean, labelSmoothing: number): { loss: Tensor; correct: Tensor } {
    const logits = model.logits.apply(x, { training }) as Tensor;
    const truth = tf.tensor1d(labels, 'int32');
    const loss = tf.losses.softmaxCrossEntropy(tf.oneHot(truth, network.classes), logits, undefined, labelSmoothing);
    return { loss, correct: logits.argMax(-1).equal(truth).sum() };
  }

  async function numbers(tensors: readonly Tensor[]): Promise<number[]> {
    const values = await Promise.all(tensors.map(async (tensor) => Number((await tensor.data())[0])));
    tf.dispose([...tensors]);
    return values;
  }

  async function trainStep(indices: Int32Array, learningRate: number, step: number): Promise<StepResult> {
    await activate();
    draw.step = step;
    setMomentum(step);
    const batch = gather(input.train, indices);
    const gradients: Tensor[] = [];
    const figures = tf.tidy(() => {
      const x = pictures(batch.images, indices.length);
      let figure: { loss: Tensor; correct: Tensor } | undefined;
      const { grads } = tf.variableGrads(
        () => {
          figure = scores(x, batch.labels, true, recipe.labelSmoothing);
          tf.keep(figure.loss);
          tf.keep(figure.correct);
          return penalties.reduce((total, { variable, l2 }) => total.add(variable.square().sum().mul(l2)), figure.loss).asScalar();
        },
        trained.map((weight) => weight.variable),
      );
      for (const weight of trained) {
        const gradient = grads[weight.variable.name];
        gradients.push(tf.keep(gradient ?? tf.zerosLike(weight.variable)));
      }
      if (figure === undefined) throw new Error('The loss was not computed');
      return [figure.loss, figure.correct];
    });
    const [loss = NaN, correct = 0] = await numbers(figures);
    // A diverged step is not applied, so that the layer it came from can still be told from those its gradients would reach.
    if (Number.isFinite(loss)) optimizer.apply(gradients, learningRate, step);
    tf.dispose(gradients);
    return { loss, correct };
  }

  async function evaluate(afterBatch?: () => Promise<boolean>): Promise<EvaluationResult | undefined> {
    const set = input.validation;
    let loss = 0;
    let correct = 0;
    for (let start = 0; start < set.count; start += evaluationBatch) {
      await activate();
      const count = Math.min(evaluationBatch, set.count - start);
      const figures = tf.tidy(() => {
        const x = pictures(set.images.subarray(start * imageSize, (start + count) * imageSize), count);
        const score = scores(x, Int32Array.from(set.labels.subarray(start, start + count)), false, 0);
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
        const x = pictures(images.subarray(start * imageSize, (start + size) * imageSize), size);
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
    await activate();
    const statistics = specs.filter((spec) => !spec.trainable).map((spec) => variableOf(layerVariable(spec.path)));
    const before = statistics.map((variable) => variable.clone());
    const layers = network.layers.slice(1);
    const batch = gather(input.train, indices);
    const finite = tf.tidy(() => {
      const outputs = model.everyLayer.apply(pictures(batch.images, indices.length), { training: true }) as Tensor | Tensor[];
      const all = Array.isArray(outputs) ? outputs : [outputs];
      return layers.map((layer, index) => layerIsFinite(layer, all[index]));
    });
    statistics.forEach((variable, index) => {
      const value = before[index];
      if (value !== undefined) variable.assign(value);
    });
    tf.dispose(before);
    const flags = await numbers(finite);
    return layers.find((_, index) => flags[index] === 0)?.name;
  }

  function layerIsFinite(layer: NetworkLayer, output: Tensor | undefined): Tensor {
    const tensors = [...(output === undefined ? [] : [output]), ...layer.weights.map((spec) => variableOf(layerVariable(spec.path)))];
    return tensors.map((tensor) => tf.isFinite(tensor).all().toFloat()).reduce((all, one) => all.mul(one), tf.scalar(1));
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
        if (value === undefined || value.length !== variable.size) throw new BlockyardError('internal', { detail: `the state has no fitting value for ${key}` });
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

function isKernel(spec: WeightSpec): boolean {
  return spec.role === 'kernel' || spec.role === 'depthwiseKernel' || spec.role === 'pointwiseKernel';
}

/** The core variable in a layer's weight, which gradients are taken for. */
function variableOf(weight: LayerVariable): Variable {
  return weight['val'];
}
