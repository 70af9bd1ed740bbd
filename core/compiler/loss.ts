import { attribute, outputOf, type Graph, type GraphNode, type Tensor } from './graph.ts';
import * as ops from './ops.ts';

/** Loss of each example, without label smoothing. */
export function plainCrossEntropy(g: Graph, logits: Tensor, labels: Tensor): Tensor {
  return outputOf(sparseCrossEntropy(g, logits, labels), 0);
}

function sparseCrossEntropy(g: Graph, logits: Tensor, labels: Tensor): GraphNode {
  return g.add(
    'SparseSoftmaxCrossEntropyWithLogits',
    [logits, labels],
    [
      ['float32', [-1]],
      ['float32', logits.shape],
    ],
    {
      attributes: { T: attribute.type('float32'), Tlabels: attribute.type('int32') },
    },
  );
}

/** What a batch shows. */
export interface Truth {
  /** int32 [batch]. */
  readonly labels: Tensor;
  /** Where pictures are blends of two: the labels of the second ones, int32 [batch], and the share of the first, float32 [batch]. */
  readonly blend?: { readonly partners: Tensor; readonly share: Tensor };
}

/**
 * Loss of each example. The target of a blend is share * onehot(label) + (1 - share) * onehot(partner) (Zhang et al. 2018); with label smoothing, targets
 * are (1 - smoothing) * target + smoothing / classes (Szegedy et al. 2016, section 7).
 */
export function crossEntropy(g: Graph, logits: Tensor, truth: Truth, classes: number, smoothing: number): Tensor {
  const { labels, blend } = truth;
  if (smoothing === 0 && blend === undefined) return plainCrossEntropy(g, logits, labels);
  const on = ops.float(g, 1 - smoothing + smoothing / classes);
  const oneHot = (indices: Tensor): Tensor =>
    g.op('OneHot', [indices, ops.int(g, classes), on, ops.float(g, smoothing / classes)], ['float32', [-1, classes]], {
      attributes: { T: attribute.type('float32'), TI: attribute.type('int32'), axis: attribute.int(-1) },
    });
  const targets = blend ? blendOf(g, oneHot(labels), oneHot(blend.partners), blend.share) : oneHot(labels);
  const node = g.add(
    'SoftmaxCrossEntropyWithLogits',
    [logits, targets],
    [
      ['float32', [-1]],
      ['float32', logits.shape],
    ],
    {
      attributes: { T: attribute.type('float32') },
    },
  );
  return outputOf(node, 0);
}

/**
 * Losses times the weights of the examples' classes. The mean over the batch is by its size and not by the sum of the weights, and a blend has the
 * weight of the label that counts in the accuracy: as Keras does with `class_weight`.
 */
export function weighLosses(g: Graph, losses: Tensor, truth: Truth, classWeights: readonly number[]): Tensor {
  const weights = g.constant('float32', [classWeights.length], classWeights);
  return ops.multiply(g, losses, ops.gather(g, weights, mainLabels(g, truth)));
}

function blendOf(g: Graph, first: Tensor, second: Tensor, share: Tensor): Tensor {
  const weight = ops.reshape(g, share, [-1, 1]);
  return ops.add(g, second, ops.multiply(g, ops.subtract(g, first, second), weight));
}

/** The label with the larger share, int32 [batch]: what a blend counts as in the accuracy, as in Keras' CategoricalAccuracy. */
export function mainLabels(g: Graph, { labels, blend }: Truth): Tensor {
  if (blend === undefined) return labels;
  const isOwn = ops.compare(g, 'GreaterEqual', blend.share, ops.float(g, 0.5));
  return ops.select(g, isOwn, labels, blend.partners);
}

/** How many examples have their largest logit at their label, float32. */
export function countCorrect(g: Graph, logits: Tensor, labels: Tensor): Tensor {
  const best = g.op('ArgMax', [logits, ops.int(g, 1)], ['int32', [-1]], {
    attributes: { T: attribute.type('float32'), Tidx: attribute.type('int32'), output_type: attribute.type('int32') },
  });
  return ops.reduce(g, 'Sum', ops.cast(g, ops.compare(g, 'Equal', best, labels), 'float32'), [0]);
}
