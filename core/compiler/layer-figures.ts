import { trainedWeights, type Network } from '../model/network.ts';
import { isRecordedActivation, isRectifier, recordedLayers } from '../model/recorded-layers.ts';
import { attribute, type Graph, type GraphNode, type Tensor } from './graph.ts';
import * as ops from './ops.ts';
import { read, type Variable } from './variables.ts';

export interface LayerFigureInput {
  readonly network: Network;
  readonly weights: ReadonlyMap<string, Variable>;
  /** Of the weights before the step, by weight path. */
  readonly before: ReadonlyMap<string, Tensor>;
  /** Of the mean loss, by weight path; a weight without a part in it has none. */
  readonly gradients: ReadonlyMap<string, Tensor>;
  /** What comes out of every layer, in the network's order. */
  readonly outputs: readonly Tensor[];
  /** Has run when the weights are as the step leaves them. */
  readonly applied: GraphNode;
}

/**
 * Sums of squares over trainable weights, float32 [weights] in the network's order: of gradients, weights and their changes. Of recorded
 * activations, float32 [activations]: mean, deviation, and the share of dead channels, which is -1 for what is no rectifier. Left out where a network
 * has none of these.
 */
export function layerFigureOutputs(g: Graph, input: LayerFigureInput): Record<string, Tensor> {
  const { network, weights, before, gradients, outputs, applied } = input;
  const layers = recordedLayers(network);
  const specs = layers.flatMap(trainedWeights);
  const activations = layers.filter(isRecordedActivation);
  const outputOf = (layer: (typeof layers)[number]): Tensor => {
    const output = outputs[network.layers.indexOf(layer)];
    if (!output) throw new Error(`There is no output of ${layer.name} in the graph.`);
    return ops.cast(g, output, 'float32');
  };
  const stats = activations.map((layer) => spread(g, outputOf(layer)));
  return {
    ...packed(
      g,
      'gradientSquares',
      specs.map(({ path }) => {
        const gradient = gradients.get(path);
        return gradient ? sumOfSquares(g, gradient) : ops.float(g, 0);
      }),
    ),
    ...packed(
      g,
      'weightSquares',
      specs.map(({ path }) => sumOfSquares(g, get(before, path))),
    ),
    ...packed(
      g,
      'updateSquares',
      specs.map(({ path }) =>
        sumOfSquares(g, ops.subtract(g, read(g, get(weights, path), [applied]), get(before, path))),
      ),
    ),
    ...packed(
      g,
      'activationMeans',
      stats.map(({ mean }) => mean),
    ),
    ...packed(
      g,
      'activationDeviations',
      stats.map(({ deviation }) => deviation),
    ),
    ...packed(
      g,
      'deadShares',
      activations.map((layer) => (isRectifier(layer) ? deadShare(g, outputOf(layer)) : ops.float(g, -1))),
    ),
  };
}

function packed(g: Graph, name: string, scalars: readonly Tensor[]): Record<string, Tensor> {
  return scalars.length === 0 ? {} : { [name]: ops.pack(g, scalars, name) };
}

function sumOfSquares(g: Graph, x: Tensor): Tensor {
  const half = g.op('L2Loss', [x], ['float32', []], { attributes: { T: attribute.type('float32') } });
  return ops.multiply(g, half, ops.float(g, 2));
}

function spread(g: Graph, x: Tensor): { mean: Tensor; deviation: Tensor } {
  const axes = x.shape.map((_, axis) => axis);
  const mean = ops.reduce(g, 'Mean', x, axes);
  const variance = ops.reduce(g, 'Mean', ops.binary(g, 'SquaredDifference', x, mean), axes);
  return { mean, deviation: ops.unary(g, 'Sqrt', variance) };
}

/** What comes out of a rectifier is never negative, so that a sum of 0 means that all of it is. */
function deadShare(g: Graph, x: Tensor): Tensor {
  const overImages = x.shape.slice(0, -1).map((_, axis) => axis);
  const dead = ops.compare(g, 'Equal', ops.reduce(g, 'Sum', x, overImages), ops.float(g, 0));
  return ops.reduce(g, 'Mean', ops.cast(g, dead, 'float32'), [0]);
}

function get<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`There is no ${key} in the graph.`);
  return value;
}
