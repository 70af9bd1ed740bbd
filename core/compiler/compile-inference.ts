import type { Network } from '../model/network.ts';
import { isImageShape } from '../model/shape.ts';
import { normalize } from './batches.ts';
import { writeSignature, type StateEntry } from './compile.ts';
import { gradients } from './gradients.ts';
import { Graph, type Tensor } from './graph.ts';
import { lowerForward } from './lower.ts';
import * as ops from './ops.ts';
import { encodeSavedModel, type Signature } from './saved-model.ts';
import { readAll, variable, type Variable } from './variables.ts';

export interface CompiledInference {
  /** The bytes of `saved_model.pb`. */
  readonly savedModel: Uint8Array;
  /** Feeds the value of every weight, in the order of `state`. */
  readonly write: Signature;
  readonly state: readonly StateEntry[];
  /** Feeds pictures (uint8 [batch, height, width, channels]), fetches probabilities [batch, classes]. */
  readonly predict: Signature;
  /** What feeds pictures, and what fetches the output of every layer, in the network's order. */
  readonly images: Tensor;
  readonly outputs: readonly Tensor[];
  /** Feeds a weight of every class's score [batch, classes], float32. */
  readonly scoreWeights: Tensor;
  /** Gradient of the weighted sum of the scores, which are what goes into the closing softmax, by every layer's output; undefined of what is no feature map. */
  readonly scoreGradients: readonly (Tensor | undefined)[];
}

/**
 * Compiles a network to a graph that applies it, in float32, and shows what is inside. Only what a call fetches is computed. A pure function.
 * @param network with a feature map as its input.
 */
export function compileInference(network: Network): CompiledInference {
  const g = new Graph();
  const weights = new Map<string, Variable>();
  for (const { weights: specs } of network.layers)
    for (const spec of specs) weights.set(spec.path, variable(g, `weights/${spec.path}`, 'float32', spec.shape));
  const write = g.within('write', () => writeSignature(g, weights));
  const images = ops.placeholder(g, 'images', 'uint8', [-1, ...network.input]);
  const { outputs, logits } = g.within('forward', () =>
    lowerForward(g, {
      network,
      computeType: 'float32',
      pass: { kind: 'inference' },
      images: normalize(g, images),
      weights: readAll(g, weights),
    }),
  );
  const predict = { inputs: { images }, outputs: { probabilities: ops.unary(g, 'Softmax', logits) } };
  const scoreWeights = ops.placeholder(g, 'scoreWeights', 'float32', [-1, network.classes]);
  const maps = network.layers.flatMap(({ output }, layer) => (isImageShape(output) ? [layer] : []));
  const found = gradients(
    g,
    logits,
    scoreWeights,
    maps.flatMap((layer) => outputs[layer] ?? []),
  );
  const fetched = g.within('shown', () => network.layers.map(({ name }, layer) => shown(g, outputs[layer], name)));
  return {
    savedModel: encodeSavedModel(g, { write, predict }),
    write,
    state: [...weights].map(([key, { shape }]) => ({ key, shape })),
    predict,
    images,
    outputs: fetched,
    scoreWeights,
    scoreGradients: network.layers.map((_, layer) => found[maps.indexOf(layer)]),
  };
}

/** A node of its own to fetch: TensorFlow's optimizer fuses a convolution with what follows it, and forgets that it was asked for as well. */
function shown(g: Graph, output: Tensor | undefined, name: string): Tensor {
  if (output === undefined) throw new Error(`The layer ${name} has no output.`);
  return ops.identity(g, output, name);
}
