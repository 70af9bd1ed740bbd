import type { LayerOp } from '../network.ts';
import type { Rule } from './rule.ts';
import { isInPlainChain } from './view.ts';

export const poolingTwice: Rule = {
  wording: {
    what: 'Two poolings in a row make the feature map {factor} times smaller at once.',
    why: 'Nothing learns between them: what the first one leaves over is thrown away before any layer has looked at it at that size.',
    mend: 'Put a convolution between the two, or remove one of them.',
  },
  find(view) {
    return view
      .nodesWhere(
        ({ op }) => shrinkOf(op) > 1,
        (_, index) => shrinkOf(view.op(view.inputOf(index))) > 1,
      )
      .filter(({ always }) => always)
      .map(({ place, layers: [index = -1] }) => {
        const { node } = place;
        const removable = (node.kind === 'maxPool' || node.kind === 'avgPool') && isInPlainChain(place);
        return {
          nodeId: node.id,
          facts: { factor: shrinkOf(view.op(index)) * shrinkOf(view.op(view.inputOf(index))) },
          fixes: removable ? [{ kind: 'remove', nodeId: node.id }] : [],
        };
      });
  },
};

/** How many positions a pooling makes one of; 1 for any other layer. */
function shrinkOf(op: LayerOp | undefined): number {
  return op?.kind === 'maxPool' || op?.kind === 'avgPool' ? op.strides[0] * op.strides[1] : 1;
}
