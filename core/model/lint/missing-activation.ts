import { blocks } from '../blocks/registry.ts';
import type { LayerOpKind, NetworkLayer } from '../network.ts';
import type { ModelFix } from '../problem.ts';
import type { Rule } from './rule.ts';
import { type Place, fieldOf } from './view.ts';

/** Sums of multiples of their inputs, once trained. */
const linear: ReadonlySet<LayerOpKind | undefined> = new Set([
  'batchNorm',
  'dropout',
  'spatialDropout',
  'avgPool',
  'globalAvgPool',
  'flatten',
  'zeroPad',
]);

export const missingActivation: Rule = {
  wording: {
    what: 'There is no activation between this layer and the next convolution or dense layer.',
    why: 'A linear layer of a linear layer is one linear layer: without something between them that bends the values, the two can learn no more than one of them could, however many weights they have.',
    mend: 'Put an activation, such as ReLU, between them.',
  },
  find(view) {
    const linearOnly = view.backward<boolean>(
      (consumers, values) =>
        consumers.length > 0 &&
        consumers.every((consumer) => {
          const kind = view.op(consumer)?.kind;
          return kind === 'conv' || kind === 'dense' || (linear.has(kind) && values[consumer] === true);
        }),
    );
    return view
      .nodesWhere(isMixing, (_, index) => linearOnly[index] === true)
      .map(({ place }) => {
        const { node } = place;
        const atEnd = view.layers.some(
          ({ nodeId }, index) => nodeId === node.id && view.consumersOf(index).length === 0,
        );
        const fits = view.report(node.id)?.error === undefined;
        const own = fieldOf(node, 'activation') === 'linear';
        return {
          nodeId: node.id,
          ...(own && { field: 'activation' }),
          facts: {},
          // Pre-activation leaves the last convolution of a block bare, whatever the function; in a block that does not fit, none may be reached.
          fixes: own && !atEnd && fieldOf(node, 'preActivation') !== true && fits ? activate(place) : [],
        };
      });
  },
};

/**
 * Layers that are meant to be followed by an activation. A kernel in two parts, such as 1x7 and 7x1 or depthwise and 1x1, is one convolution
 * made cheaper, and a 1x1 convolution to fewer channels is linear on purpose (Sandler et al. 2018, arXiv:1801.04381, section 3.2).
 */
function isMixing({ op, weights }: NetworkLayer): boolean {
  if (op.kind === 'dense') return true;
  if (op.kind !== 'conv') return false;
  const [height, width] = op.kernelSize;
  if (Math.max(height, width) > 1) return Math.min(height, width) > 1;
  return op.filters >= (weights[0]?.shape[2] ?? 0) * op.groups;
}

/** A ReLU behind the batch norm that follows, else as the block's own. */
function activate({ node, siblings, index }: Place): readonly ModelFix[] {
  const next = siblings[index + 1];
  if (next?.kind === 'batchNorm' && blocks[node.kind].category === 'layer')
    return [{ kind: 'insert-after', nodeId: next.id, nodes: [{ kind: 'activation', activation: 'relu' }] }];
  return [{ kind: 'set-fields', nodeId: node.id, fields: { activation: 'relu' } }];
}
