import { Graph, type Tensor } from '../compiler/graph.ts';
import { lowerForward } from '../compiler/lower.ts';
import * as ops from '../compiler/ops.ts';
import { encodeSavedModel } from '../compiler/saved-model.ts';
import {
  inputName,
  modelFacts,
  outputName,
  textBytes,
  valuesOf,
  type ExportFile,
  type TrainedNetwork,
} from './trained-network.ts';

/** The signature that TensorFlow Serving and `tf.saved_model.load` look for. */
const servingSignature = 'serving_default';

/**
 * A TensorFlow SavedModel with the weights as constants of the graph, so that it is one file besides the facts of the model: it is for applying, not for
 * training on, and needs no variables.
 */
export function savedModelFiles(model: TrainedNetwork): readonly ExportFile[] {
  const { network } = model;
  const g = new Graph();
  const images = ops.placeholder(g, inputName, 'float32', [-1, ...network.input]);
  const weights = new Map<string, Tensor>();
  for (const spec of network.layers.flatMap((layer) => layer.weights))
    weights.set(spec.path, g.values(`weights/${spec.path}`, spec.shape, valuesOf(model, spec)));
  const { logits } = lowerForward(g, {
    network,
    images,
    weights,
    computeType: 'float32',
    pass: { kind: 'inference' },
  });
  const probabilities = ops.identity(g, ops.unary(g, 'Softmax', logits), outputName);
  const signature = { inputs: { [inputName]: images }, outputs: { [outputName]: probabilities } };
  return [
    { path: 'saved_model.pb', pieces: [encodeSavedModel(g, { [servingSignature]: signature })] },
    // TensorFlow's own place for what it does not read itself.
    {
      path: 'assets.extra/model.json',
      pieces: [textBytes(`${JSON.stringify(modelFacts(model), undefined, 2)}\n`)],
    },
  ];
}
