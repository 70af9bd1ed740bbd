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

/** Loss of each example, with targets (1 - smoothing) * onehot + smoothing / classes (Szegedy et al. 2016, section 7). */
export function crossEntropy(g: Graph, logits: Tensor, labels: Tensor, classes: number, smoothing: number): Tensor {
  if (smoothing === 0) return plainCrossEntropy(g, logits, labels);
  const on = ops.float(g, 1 - smoothing + smoothing / classes);
  const targets = g.op(
    'OneHot',
    [labels, ops.int(g, classes), on, ops.float(g, smoothing / classes)],
    ['float32', [-1, classes]],
    {
      attributes: { T: attribute.type('float32'), TI: attribute.type('int32'), axis: attribute.int(-1) },
    },
  );
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

/** How many examples have their largest logit at their label, float32. */
export function countCorrect(g: Graph, logits: Tensor, labels: Tensor): Tensor {
  const best = g.op('ArgMax', [logits, ops.int(g, 1)], ['int32', [-1]], {
    attributes: { T: attribute.type('float32'), Tidx: attribute.type('int32'), output_type: attribute.type('int32') },
  });
  return ops.reduce(g, 'Sum', ops.cast(g, ops.compare(g, 'Equal', best, labels), 'float32'), [0]);
}
