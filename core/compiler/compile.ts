import type { Network } from '../model/network.ts';
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
 * - `upload`: sets the resident pictures and labels of both splits; of streamed ones, nothing.
 * - `write`, `read`: every state entry in or out.
 * - `train`: one step on a batch of training pictures, by their indices or as they are; fetches `[loss, correct]`.
 * - `evaluate`: a batch of validation pictures; fetches `[sum of losses, correct]`.
 * - `predict`: fed pictures to class probabilities.
 * - `record`, where the recipe asks for figures of layers: `train`, and what layer-figures.ts tells of the step.
 * - `check`: for every layer, whether its output on a batch of training pictures and its weights are all finite, and whether the gradients of
 *   its weights are.
 */
export type SignatureName = 'upload' | 'write' | 'read' | 'train' | 'evaluate' | 'predict' | 'check';

/** What the graph must know of the data. */
export interface DataSettings {
  /** In the session, or fed batch by batch from the disk. */
  readonly images: 'resident' | 'streamed';
  /** What the loss of a training example counts by, one of each class; without them all count alike. */
  readonly classWeights?: readonly number[] | undefined;
}

/**
 * Compiles a network and a recipe to one TensorFlow graph that trains, evaluates and predicts. A pure function: equal arguments give equal bytes.
 * @param network with a feature map as its input.
 */
export function compileStep(
  network: Network,
  recipe: Recipe,
  data: DataSettings = { images: 'resident' },
): CompiledStep {
  const g = new Graph();
  const computeType = recipe.mixedPrecision ? 'bfloat16' : 'float32';
  const resident = data.images === 'resident';
  const train = resident ? imageVariables(g, network, 'train') : undefined;
  const validation = resident ? imageVariables(g, network, 'validation') : undefined;
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

  const trained = g.within('train', () =>
    trainSignatures(g, { network, recipe, computeType, data: train, classWeights: data.classWeights, weights, slots }),
  );
  const signatures: CompiledStep['signatures'] = {
    upload: g.within('upload', () => uploadSignature(g, train && validation ? { train, validation } : {})),
    write: g.within('write', () => writeSignature(g, state)),
    read: g.within('read', () => readSignature(g, state)),
    train: trained.train,
    ...(trained.record && { record: trained.record }),
    check: trained.check,
    evaluate: g.within('evaluate', () => {
      const { inputs, images, labels } = batchOf(g, network, validation);
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

function uploadSignature(g: Graph, splits: Readonly<Record<string, ImageVariables>>): Signature {
  const inputs: Record<string, Tensor> = {};
  const assignments: GraphNode[] = [];
  for (const [split, { images, labels }] of Object.entries(splits)) {
    for (const [name, target] of Object.entries({ [`${split}Images`]: images, [`${split}Labels`]: labels })) {
      const fed = ops.placeholder(g, name, target.dtype, target.shape);
      inputs[name] = fed;
      assignments.push(assignCopy(g, target, fed));
    }
  }
  return { inputs, outputs: { done: done(g, assignments) } };
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
