import { isKernel, trainedWeights, type Network, type NetworkLayer, type WeightSpec } from '../model/network.ts';
import type { Recipe } from '../protocol/recipe.ts';
import { augmentInGraph } from './augmentation/in-graph.ts';
import { batchOf, type ImageVariables } from './batches.ts';
import { gradients } from './gradients.ts';
import { layerFigureOutputs } from './layer-figures.ts';
import { attribute, outputOf, type Graph, type GraphNode, type Tensor } from './graph.ts';
import { lowerForward, type BatchStatistics } from './lower.ts';
import { countCorrect, crossEntropy, mainLabels, weighLosses } from './loss.ts';
import * as ops from './ops.ts';
import { prepareOptimizer, slotNames } from './optimizers.ts';
import type { Signature } from './saved-model.ts';
import { assignSubtract, read, readAll, type Variable } from './variables.ts';

export interface TrainInput {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly computeType: 'float32' | 'bfloat16';
  readonly data: ImageVariables;
  /** One of each class. */
  readonly classWeights: readonly number[] | undefined;
  readonly weights: ReadonlyMap<string, Variable>;
  readonly slots: ReadonlyMap<string, Variable>;
}

export interface TrainSignatures {
  readonly train: Signature;
  /** Where the recipe asks for figures of layers. */
  readonly record: Signature | undefined;
  readonly check: Signature;
}

/** Forward pass, gradients and updates of one step, alone or with figures of every layer, and the search for values that are not finite. */
export function trainSignatures(g: Graph, input: TrainInput): TrainSignatures {
  const { network, recipe, weights } = input;
  const batch = batchOf(g, input.data);
  const learningRate = ops.placeholder(g, 'learningRate', 'float32', []);
  const step = ops.placeholder(g, 'step', 'int32', []);
  const batchSize = ops.cast(g, ops.size(g, batch.labels), 'float32');
  const values = readAll(g, weights);
  const stepNumber = ops.cast(g, step, 'int64');
  const { augmentation, seed } = recipe;
  const { images, truth } = g.within('augment', () =>
    augmentInGraph(g, { images: batch.images, labels: batch.labels, augmentation, seed, step: stepNumber }),
  );
  const { logits, statistics, outputs } = lowerForward(g, {
    network,
    images,
    weights: values,
    computeType: input.computeType,
    pass: {
      kind: 'training',
      step: stepNumber,
      batchSize,
      seed,
      frozen: network.layers.some(({ frozen }) => frozen === true),
    },
  });

  const plainLosses = crossEntropy(g, logits, truth, network.classes, recipe.labelSmoothing);
  const losses = input.classWeights ? weighLosses(g, plainLosses, truth, input.classWeights) : plainLosses;
  const loss = ops.reduce(g, 'Mean', losses, [0]);
  const weightGradients = gradientsOfMean(g, network, losses, batchSize, values);
  const figures = ops.pack(g, [loss, countCorrect(g, logits, mainLabels(g, truth))], 'forward_figures');
  const finite = g.within('guard', () => isStepFinite(g, loss, weightGradients));
  const applied = gate(g, finite, figures, { learningRate, step: ops.cast(g, step, 'float32') }, (scalars) => [
    ...updateWeights(g, input, weightGradients, values, scalars),
    ...updateMovingStatistics(g, weights, statistics, scalars.step),
  ]);
  const inputs = { ...batch.inputs, learningRate, step };
  return {
    train: { inputs, outputs: { figures: applied } },
    record:
      recipe.layerFigures === 0
        ? undefined
        : {
            inputs,
            outputs: g.within('record', () => ({
              figures: applied,
              ...layerFigureOutputs(g, {
                network,
                weights,
                before: values,
                gradients: weightGradients,
                outputs,
                applied: applied.node,
              }),
            })),
          },
    check: {
      inputs: { ...batch.inputs, step },
      outputs: g.within('check', () => checkOutputs(g, network, outputs, values, weightGradients)),
    },
  };
}

/** Gradient of the mean of the losses with respect to every trainable weight that has a part in them, by weight path. */
function gradientsOfMean(
  g: Graph,
  network: Network,
  losses: Tensor,
  batchSize: Tensor,
  values: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, Tensor> {
  const paths = trainableWeights(network).map(({ path }) => path);
  const share = ops.divide(g, ops.float(g, 1), batchSize);
  const seed = g.op('Fill', [ops.dynamicShape(g, losses), share], ['float32', [-1]], {
    attributes: { T: attribute.type('float32'), index_type: attribute.type('int32') },
  });
  const found = gradients(
    g,
    losses,
    seed,
    paths.map((path) => get(values, path)),
  );
  return new Map(paths.flatMap((path, i): [string, Tensor][] => (found[i] ? [[path, found[i]]] : [])));
}

/** What gradients change. */
function trainableWeights(network: Network): readonly WeightSpec[] {
  return network.layers.flatMap(trainedWeights);
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
    tensors
      .map((tensor) => ops.allFinite(g, tensor))
      .reduce((a, b) => g.op('LogicalAnd', [a, b], ['bool', []]), g.constant('bool', [], [1]));
  const of = (map: ReadonlyMap<string, Tensor>, layer: NetworkLayer): Tensor[] =>
    layer.weights.flatMap(({ path }) => map.get(path) ?? []);
  return {
    values: ops.pack(
      g,
      network.layers.map((layer, i) => finite([...outputs.slice(i, i + 1), ...of(values, layer)])),
      'values',
    ),
    gradients: ops.pack(
      g,
      network.layers.map((layer) => finite(of(weightGradients, layer))),
      'gradients',
    ),
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
    g.add(
      'Switch',
      [value, finite],
      [
        [value.dtype, value.shape],
        [value.dtype, value.shape],
      ],
      { attributes: { T: attribute.type(value.dtype) } },
    );
  const open = (value: Tensor): Tensor => outputOf(branch(value), 1);
  const updates = update({ learningRate: open(scalars.learningRate), step: open(scalars.step) });
  const ends = branch(figures);
  const updated = ops.identity(g, outputOf(ends, 1), 'updated', updates);
  const skipped = ops.multiply(g, outputOf(ends, 0), g.constant('float32', [2], [NaN, 1]));
  return outputOf(
    g.add(
      'Merge',
      [skipped, updated],
      [
        ['float32', [2]],
        ['int32', []],
      ],
      {
        name: 'figures',
        attributes: { T: attribute.type('float32'), N: attribute.int(2) },
      },
    ),
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
  const optimize = prepareOptimizer(g, recipe.optimizer, {
    learningRate,
    stepFromOne: ops.add(g, step, ops.float(g, 1)),
  });
  return trainableWeights(network).flatMap((spec) => {
    const l2 = spec.l2 + (isKernel(spec.role) ? recipe.l2 : 0);
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
        decays: isKernel(spec.role),
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
      return g.within(`update/${path}`, () => [
        assignSubtract(g, moving, ops.multiply(g, ops.subtract(g, read(g, moving), batch), rate)),
      ]);
    });
  });
}

function get<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`There is no ${key} in the graph.`);
  return value;
}
