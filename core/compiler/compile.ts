import { trainedWeights, type Network } from '../model/network.ts';
import type { Recipe } from '../protocol/recipe.ts';
import { batchOf, imageVariables, normalize, type ImageVariables } from './batches.ts';
import { Graph, type GraphNode, type Tensor } from './graph.ts';
import { lowerForward } from './lower.ts';
import { countCorrect, plainCrossEntropy } from './loss.ts';
import * as ops from './ops.ts';
import { slotNames } from './optimizers.ts';
import { encodeSavedModel, type Signature } from './saved-model.ts';
import { trainSignatures } from './train-step.ts';
import { assignCopy, read, readAll, variable, type Variable } from './variables.ts';

/** One value that training changes. */
export interface StateEntry {
  /** A weight path, or `optimizer/<slot>/<weight path>`. */
  readonly key: string;
  readonly shape: readonly number[];
}

export interface CompiledStep {
  /** The bytes of `saved_model.pb`. */
  readonly savedModel: Uint8Array;
  readonly signatures: Readonly<Record<SignatureName, Signature>> & { readonly record?: Signature };
  /** In the order of the inputs of `write` and of the outputs of `read`. */
  readonly state: readonly StateEntry[];
}

/**
 * What the session can be asked.
 * - `uploadTrain`, `uploadValidation`: set the pictures and labels of a split that the session holds, which may be a part of it.
 * - `write`, `read`: every state entry in or out.
 * - `train`: one step on a batch of training pictures, by their indices in the session; fetches `[loss, correct]`.
 * - `evaluate`: a batch of validation pictures; fetches `[sum of losses, correct]`.
 * - `predict`: fed pictures to class probabilities.
 * - `record`, where the recipe asks for figures of layers: `train`, and what layer-figures.ts tells of the step.
 * - `check`: for every layer, whether its output on a batch of training pictures and its weights are all finite, and whether the gradients of
 *   its weights are.
 */
export type SignatureName =
  'uploadTrain' | 'uploadValidation' | 'write' | 'read' | 'train' | 'evaluate' | 'predict' | 'check';

/** What the graph must know of the data. */
export interface DataSettings {
  /** What the loss of a training example counts by, one of each class; without them all count alike. */
  readonly classWeights?: readonly number[] | undefined;
}

/**
 * Compiles a network and a recipe to one TensorFlow graph that trains, evaluates and predicts. A pure function: equal arguments give equal bytes.
 * @param network with a feature map as its input.
 */
export function compileStep(network: Network, recipe: Recipe, data: DataSettings = {}): CompiledStep {
  const g = new Graph();
  const computeType = recipe.mixedPrecision ? 'bfloat16' : 'float32';
  const train = imageVariables(g, network, 'train');
  const validation = imageVariables(g, network, 'validation');
  const weights = new Map<string, Variable>();
  for (const { weights: specs } of network.layers) {
    for (const spec of specs) weights.set(spec.path, variable(g, `weights/${spec.path}`, 'float32', spec.shape));
  }
  const slots = new Map<string, Variable>();
  for (const layer of network.layers) {
    for (const spec of trainedWeights(layer)) {
      for (const slot of slotNames(recipe.optimizer)) {
        const key = `optimizer/${slot}/${spec.path}`;
        slots.set(key, variable(g, key, 'float32', spec.shape));
      }
    }
  }
  const state = new Map([...weights, ...slots]);
  const forward = { network, computeType } as const;

  const trained = g.within('train', () =>
    trainSignatures(g, { network, recipe, computeType, data: train, classWeights: data.classWeights, weights, slots }),
  );
  const signatures: CompiledStep['signatures'] = {
    uploadTrain: g.within('uploadTrain', () => uploadSignature(g, train)),
    uploadValidation: g.within('uploadValidation', () => uploadSignature(g, validation)),
    write: g.within('write', () => writeSignature(g, state)),
    read: g.within('read', () => readSignature(g, state)),
    train: trained.train,
    ...(trained.record && { record: trained.record }),
    check: trained.check,
    evaluate: g.within('evaluate', () => {
      const { inputs, images, labels } = batchOf(g, validation);
      const { logits } = lowerForward(g, {
        ...forward,
        pass: { kind: 'inference' },
        images,
        weights: readAll(g, weights),
      });
      const losses = plainCrossEntropy(g, logits, labels);
      return {
        inputs,
        outputs: {
          figures: ops.pack(g, [ops.reduce(g, 'Sum', losses, [0]), countCorrect(g, logits, labels)], 'figures'),
        },
      };
    }),
    predict: g.within('predict', () => {
      const fed = ops.placeholder(g, 'images', 'uint8', [-1, ...network.input]);
      const { logits } = lowerForward(g, {
        ...forward,
        pass: { kind: 'inference' },
        images: normalize(g, fed),
        weights: readAll(g, weights),
      });
      return { inputs: { images: fed }, outputs: { probabilities: ops.unary(g, 'Softmax', logits) } };
    }),
  };
  return {
    savedModel: encodeSavedModel(g, signatures),
    signatures,
    state: [...state].map(([key, { shape }]) => ({ key, shape })),
  };
}

function uploadSignature(g: Graph, { images, labels }: ImageVariables): Signature {
  const fedImages = ops.placeholder(g, 'images', images.dtype, images.shape);
  const fedLabels = ops.placeholder(g, 'labels', labels.dtype, labels.shape);
  const assignments = [assignCopy(g, images, fedImages), assignCopy(g, labels, fedLabels)];
  return { inputs: { images: fedImages, labels: fedLabels }, outputs: { done: done(g, assignments) } };
}

/** Assigns fed values to all of these variables. */
export function writeSignature(g: Graph, state: ReadonlyMap<string, Variable>): Signature {
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
  return {
    inputs: {},
    outputs: Object.fromEntries([...state].map(([key, value]) => [key, ops.identity(g, read(g, value), 'value')])),
  };
}

/** A fetch that is there when all these nodes have run. */
function done(g: Graph, nodes: readonly GraphNode[]): Tensor {
  return ops.identity(g, ops.int(g, 1), 'done', nodes);
}
