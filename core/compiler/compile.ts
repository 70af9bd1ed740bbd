import type { Network, NetworkLayer, WeightRole, WeightSpec } from '../model/network.ts';
import type { Recipe } from '../protocol/recipe.ts';
import { gradients } from './gradients.ts';
import { attribute, Graph, outputOf, type GraphNode, type Tensor } from './graph.ts';
import { lowerForward, type BatchStatistics } from './lower.ts';
import * as ops from './ops.ts';
import { prepareOptimizer, slotNames } from './optimizers.ts';
import { encodeSavedModel, type Signature } from './saved-model.ts';
import { assignCopy, assignSubtract, gather, read, variable, type Variable } from './variables.ts';

/** One value that training changes. */
export interface StateEntry {
  /** A weight path, or `optimizer/<slot>/<weight path>`. */
  readonly key: string;
  readonly shape: readonly number[];
}

export interface CompiledStep {
  /** The bytes of `saved_model.pb`. */
  readonly savedModel: Uint8Array;
  readonly signatures: Readonly<Record<SignatureName, Signature>>;
  /** In the order of the inputs of `write` and of the outputs of `read`. */
  readonly state: readonly StateEntry[];
}

/**
 * What the session can be asked.
 * - `upload`: sets the resident pictures and labels of both splits; fetches how many pictures there are.
 * - `write`, `read`: every state entry in or out.
 * - `train`: one step on the training pictures of `indices`; fetches `[loss, correct]`.
 * - `evaluate`: the validation pictures of `indices`; fetches `[sum of losses, correct]`.
 * - `predict`: fed pictures to class probabilities.
 * - `check`: for every layer, whether its output on the training pictures of `indices` and its weights are all finite, and whether the gradients of
 *   its weights are.
 */
export type SignatureName = 'upload' | 'write' | 'read' | 'train' | 'evaluate' | 'predict' | 'check';

const kernelRoles: readonly WeightRole[] = ['kernel', 'depthwiseKernel', 'pointwiseKernel'];

/**
 * Compiles a network and a recipe to one TensorFlow graph that trains, evaluates and predicts. A pure function: equal arguments give equal bytes.
 * @param network with a feature map as its input.
 */
export function compileStep(network: Network, recipe: Recipe): CompiledStep {
  const g = new Graph();
  const computeType = recipe.mixedPrecision ? 'bfloat16' : 'float32';
  const train = imageVariables(g, network, 'train');
  const validation = imageVariables(g, network, 'validation');
  const weights = new Map<string, Variable>();
  for (const { weights: specs } of network.layers) {
    for (const spec of specs) weights.set(spec.path, variable(g, `weights/${spec.path}`, 'float32', spec.shape));
  }
  const slots = new Map<string, Variable>();
  for (const { weights: specs } of network.layers) {
    for (const spec of specs.filter(({ trainable }) => trainable)) {
      for (const slot of slotNames(recipe.optimizer)) {
        const key = `optimizer/${slot}/${spec.path}`;
        slots.set(key, variable(g, key, 'float32', spec.shape));
      }
    }
  }
  const state = new Map([...weights, ...slots]);
  const forward = { network, computeType } as const;

  const trained = g.within('train', () => trainSignature(g, { network, recipe, computeType, data: train, weights, slots }));
  const signatures: Record<SignatureName, Signature> = {
    upload: g.within('upload', () => uploadSignature(g, { train, validation })),
    write: g.within('write', () => writeSignature(g, state)),
    read: g.within('read', () => readSignature(g, state)),
    train: trained.train,
    check: trained.check,
    evaluate: g.within('evaluate', () => {
      const indices = ops.placeholder(g, 'indices', 'int32', [-1]);
      const { images, labels } = batchOf(g, validation, indices);
      const { logits } = lowerForward(g, { ...forward, pass: { kind: 'inference' }, images, weights: readAll(g, weights) });
      const losses = outputOf(sparseCrossEntropy(g, logits, labels), 0);
      return { inputs: { indices }, outputs: { figures: ops.pack(g, [ops.reduce(g, 'Sum', losses, [0]), countCorrect(g, logits, labels)], 'figures') } };
    }),
    predict: g.within('predict', () => {
      const fed = ops.placeholder(g, 'images', 'uint8', [-1, ...network.input]);
      const { logits } = lowerForward(g, { ...forward, pass: { kind: 'inference' }, images: normalize(g, fed), weights: readAll(g, weights) });
      return { inputs: { images: fed }, outputs: { probabilities: ops.unary(g, 'Softmax', logits) } };
    }),
  };
  return {
    savedModel: encodeSavedModel(g, signatures),
    signatures,
    state: [...state].map(([key, { shape }]) => ({ key, shape })),
  };
}

interface ImageVariables {
  readonly images: Variable;
  readonly labels: Variable;
}

function imageVariables(g: Graph, network: Network, split: string): ImageVariables {
  return {
    images: variable(g, `data/${split}/images`, 'uint8', [-1, ...network.input]),
    labels: variable(g, `data/${split}/labels`, 'uint8', [-1]),
  };
}

function batchOf(g: Graph, data: ImageVariables, indices: Tensor): { images: Tensor; labels: Tensor } {
  return { images: normalize(g, gather(g, data.images, indices)), labels: ops.cast(g, gather(g, data.labels, indices), 'int32') };
}

/** 0..255 to 0..1. */
function normalize(g: Graph, images: Tensor): Tensor {
  return ops.multiply(g, ops.cast(g, images, 'float32'), ops.float(g, 1 / 255));
}

function readAll(g: Graph, variables: ReadonlyMap<string, Variable>): ReadonlyMap<string, Tensor> {
  return new Map([...variables].map(([path, value]) => [path, g.within(path, () => read(g, value))]));
}

interface TrainInput {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly computeType: 'float32' | 'bfloat16';
  readonly data: ImageVariables;
  readonly weights: ReadonlyMap<string, Variable>;
  readonly slots: ReadonlyMap<string, Variable>;
}

function trainSignature(g: Graph, input: TrainInput): { train: Signature; check: Signature } {
  const { network, recipe, weights } = input;
  const indices = ops.placeholder(g, 'indices', 'int32', [-1]);
  const learningRate = ops.placeholder(g, 'learningRate', 'float32', []);
  const step = ops.placeholder(g, 'step', 'int32', []);
  const { images, labels } = batchOf(g, input.data, indices);
  const batchSize = ops.cast(g, ops.size(g, indices), 'float32');
  const values = readAll(g, weights);
  const { logits, statistics, outputs } = lowerForward(g, {
    network,
    images,
    weights: values,
    computeType: input.computeType,
    pass: { kind: 'training', step: ops.cast(g, step, 'int64'), batchSize, seed: recipe.seed },
  });

  const losses = crossEntropy(g, logits, labels, network.classes, recipe.labelSmoothing);
  const loss = ops.reduce(g, 'Mean', losses, [0]);
  const weightGradients = gradientsOfMean(g, network, losses, batchSize, values);
  const figures = ops.pack(g, [loss, countCorrect(g, logits, labels)], 'forward_figures');
  const finite = g.within('guard', () => isStepFinite(g, loss, weightGradients));
  const applied = gate(g, finite, figures, { learningRate, step: ops.cast(g, step, 'float32') }, (scalars) => [
    ...updateWeights(g, input, weightGradients, values, scalars),
    ...updateMovingStatistics(g, weights, statistics, scalars.step),
  ]);
  return {
    train: { inputs: { indices, learningRate, step }, outputs: { figures: applied } },
    check: { inputs: { indices, step }, outputs: g.within('check', () => checkOutputs(g, network, outputs, values, weightGradients)) },
  };
}

/** Gradient of the mean of the losses with respect to every trainable weight that has a part in them, by weight path. */
function gradientsOfMean(g: Graph, network: Network, losses: Tensor, batchSize: Tensor, values: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Tensor> {
  const paths = trainableWeights(network).map(({ path }) => path);
  const share = ops.divide(g, ops.float(g, 1), batchSize);
  const seed = g.op('Fill', [ops.dynamicShape(g, losses), share], ['float32', [-1]], {
    attributes: { T: attribute.type('float32'), index_type: attribute.type('int32') },
  });
  const found = gradients(g, losses, seed, paths.map((path) => get(values, path)));
  return new Map(paths.flatMap((path, i): [string, Tensor][] => (found[i] ? [[path, found[i]]] : [])));
}

function trainableWeights(network: Network): readonly WeightSpec[] {
  return network.layers.flatMap((layer) => layer.weights.filter((weight) => weight.trainable));
}

/**
 * Whether the loss and the gradients of all vectors are finite. What overflows on the way back through a layer shows in the gradient of its bias or
 * beta, a sum over all of it; looking at those alone costs nothing. The loss is not enough: relu kernels turn a NaN into 0.
 */
function isStepFinite(g: Graph, loss: Tensor, weightGradients: ReadonlyMap<string, Tensor>): Tensor {
  const vectors = [...weightGradients.values()].filter(({ shape }) => shape.length === 1);
  const all = vectors.length === 0 ? loss : ops.add(g, loss, ops.reduce(g, 'Sum', ops.concat(g, vectors, 0), [0]));
  return g.op('IsFinite', [all], ['bool', []], { attributes: { T: attribute.type('float32') } });
}

/** For every layer, in order: whether its output and weights are finite (`values`), and whether the gradients of its weights are. */
function checkOutputs(
  g: Graph,
  network: Network,
  outputs: readonly Tensor[],
  values: ReadonlyMap<string, Tensor>,
  weightGradients: ReadonlyMap<string, Tensor>,
): Record<'values' | 'gradients', Tensor> {
  const finite = (tensors: readonly Tensor[]): Tensor =>
    tensors.map((tensor) => ops.allFinite(g, tensor)).reduce((a, b) => g.op('LogicalAnd', [a, b], ['bool', []]), g.constant('bool', [], [1]));
  const of = (map: ReadonlyMap<string, Tensor>, layer: NetworkLayer): Tensor[] => layer.weights.flatMap(({ path }) => map.get(path) ?? []);
  return {
    values: ops.pack(g, network.layers.map((layer, i) => finite([...outputs.slice(i, i + 1), ...of(values, layer)])), 'values'),
    gradients: ops.pack(g, network.layers.map((layer) => finite(of(weightGradients, layer))), 'gradients'),
  };
}

/**
 * Runs the updates only when the step is finite, so that one that diverges leaves the weights as they were before it. A Switch (control flow of
 * TensorFlow's dataflow executor) lets the scalars that every update needs through only then; without them no update runs.
 * @returns the figures, after the updates; where there were none, NaN for the loss.
 */
function gate(
  g: Graph,
  finite: Tensor,
  figures: Tensor,
  scalars: { learningRate: Tensor; step: Tensor },
  update: (open: { learningRate: Tensor; step: Tensor }) => readonly GraphNode[],
): Tensor {
  const branch = (value: Tensor): GraphNode =>
    g.add('Switch', [value, finite], [[value.dtype, value.shape], [value.dtype, value.shape]], { attributes: { T: attribute.type(value.dtype) } });
  const open = (value: Tensor): Tensor => outputOf(branch(value), 1);
  const updates = update({ learningRate: open(scalars.learningRate), step: open(scalars.step) });
  const ends = branch(figures);
  const updated = ops.identity(g, outputOf(ends, 1), 'updated', updates);
  const skipped = ops.multiply(g, outputOf(ends, 0), g.constant('float32', [2], [NaN, 1]));
  return outputOf(
    g.add('Merge', [skipped, updated], [['float32', [2]], ['int32', []]], {
      name: 'figures',
      attributes: { T: attribute.type('float32'), N: attribute.int(2) },
    }),
    0,
  );
}

function updateWeights(
  g: Graph,
  { network, recipe, weights, slots }: TrainInput,
  weightGradients: ReadonlyMap<string, Tensor>,
  values: ReadonlyMap<string, Tensor>,
  { learningRate, step }: { learningRate: Tensor; step: Tensor },
): readonly GraphNode[] {
  const optimize = prepareOptimizer(g, recipe.optimizer, { learningRate, stepFromOne: ops.add(g, step, ops.float(g, 1)) });
  return trainableWeights(network).flatMap((spec) => {
    const isKernel = kernelRoles.includes(spec.role);
    const l2 = spec.l2 + (isKernel ? recipe.l2 : 0);
    const fromLoss = weightGradients.get(spec.path);
    // d/dw (l2 * sum(w^2)) = 2 * l2 * w
    const fromL2 = l2 === 0 ? undefined : ops.multiply(g, get(values, spec.path), ops.float(g, 2 * l2));
    const parts = [fromLoss, fromL2].flatMap((part) => part ?? []);
    if (parts.length === 0) return [];
    return g.within(`update/${spec.path}`, () => [
      optimize(g, {
        variable: get(weights, spec.path),
        gradient: ops.sum(g, parts),
        slots: slotNames(recipe.optimizer).map((slot) => get(slots, `optimizer/${slot}/${spec.path}`)),
        decays: isKernel,
      }),
    ]);
  });
}

/** moving -= (1 - momentum) * (moving - batch), with momentum min(layer's, (1 + t) / (10 + t)) at step t. */
function updateMovingStatistics(
  g: Graph,
  weights: ReadonlyMap<string, Variable>,
  statistics: readonly BatchStatistics[],
  step: Tensor,
): readonly GraphNode[] {
  const ramp = ops.divide(g, ops.add(g, step, ops.float(g, 1)), ops.add(g, step, ops.float(g, 10)));
  return statistics.flatMap(({ layer, mean, variance }) => {
    const cap = layer.op.kind === 'batchNorm' ? layer.op.momentum : 0;
    const rate = ops.subtract(g, ops.float(g, 1), ops.binary(g, 'Minimum', ramp, ops.float(g, cap)));
    return layer.weights.flatMap(({ role, path }) => {
      const batch = role === 'movingMean' ? mean : role === 'movingVariance' ? variance : undefined;
      if (!batch) return [];
      const moving = get(weights, path);
      return g.within(`update/${path}`, () => [assignSubtract(g, moving, ops.multiply(g, ops.subtract(g, read(g, moving), batch), rate))]);
    });
  });
}

function sparseCrossEntropy(g: Graph, logits: Tensor, labels: Tensor): GraphNode {
  return g.add('SparseSoftmaxCrossEntropyWithLogits', [logits, labels], [['float32', [-1]], ['float32', logits.shape]], {
    attributes: { T: attribute.type('float32'), Tlabels: attribute.type('int32') },
  });
}

/** Loss of each example, with targets (1 - smoothing) * onehot + smoothing / classes (Szegedy et al. 2016, section 7). */
function crossEntropy(g: Graph, logits: Tensor, labels: Tensor, classes: number, smoothing: number): Tensor {
  if (smoothing === 0) return outputOf(sparseCrossEntropy(g, logits, labels), 0);
  const on = ops.float(g, 1 - smoothing + smoothing / classes);
  const targets = g.op('OneHot', [labels, ops.int(g, classes), on, ops.float(g, smoothing / classes)], ['float32', [-1, classes]], {
    attributes: { T: attribute.type('float32'), TI: attribute.type('int32'), axis: attribute.int(-1) },
  });
  const node = g.add('SoftmaxCrossEntropyWithLogits', [logits, targets], [['float32', [-1]], ['float32', logits.shape]], {
    attributes: { T: attribute.type('float32') },
  });
  return outputOf(node, 0);
}

function countCorrect(g: Graph, logits: Tensor, labels: Tensor): Tensor {
  const best = g.op('ArgMax', [logits, ops.int(g, 1)], ['int32', [-1]], {
    attributes: { T: attribute.type('float32'), Tidx: attribute.type('int32'), output_type: attribute.type('int32') },
  });
  return ops.reduce(g, 'Sum', ops.cast(g, ops.compare(g, 'Equal', best, labels), 'float32'), [0]);
}

function uploadSignature(g: Graph, splits: Readonly<Record<'train' | 'validation', ImageVariables>>): Signature {
  const inputs: Record<string, Tensor> = {};
  const assignments: GraphNode[] = [];
  for (const [split, { images, labels }] of Object.entries(splits)) {
    for (const [name, target] of Object.entries({ [`${split}Images`]: images, [`${split}Labels`]: labels })) {
      const fed = ops.placeholder(g, name, 'uint8', target.shape);
      inputs[name] = fed;
      assignments.push(assignCopy(g, target, fed));
    }
  }
  return { inputs, outputs: { done: done(g, assignments) } };
}

function writeSignature(g: Graph, state: ReadonlyMap<string, Variable>): Signature {
  const inputs: Record<string, Tensor> = {};
  const assignments: GraphNode[] = [];
  for (const [key, target] of state) {
    const fed = ops.placeholder(g, 'value', 'float32', target.shape);
    inputs[key] = fed;
    assignments.push(assignCopy(g, target, fed));
  }
  return { inputs, outputs: { done: done(g, assignments) } };
}

function readSignature(g: Graph, state: ReadonlyMap<string, Variable>): Signature {
  return { inputs: {}, outputs: Object.fromEntries([...state].map(([key, value]) => [key, ops.identity(g, read(g, value), 'value')])) };
}

/** A fetch that is there when all these nodes have run. */
function done(g: Graph, nodes: readonly GraphNode[]): Tensor {
  return ops.identity(g, ops.int(g, 1), 'done', nodes);
}

function get<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`There is no ${key} in the graph.`);
  return value;
}
