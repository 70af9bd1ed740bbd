import type { Rule } from './rule.ts';
import { isSoftmax, withoutActivation } from './scores.ts';
import { fieldOf } from './view.ts';

export const softmaxTwice: Rule = {
  wording: {
    what: 'The class scores go through a softmax that is not the last layer, and so through softmax a second time.',
    why: 'The cross-entropy loss takes the softmax of whatever the network ends in, unless its last layer is one. A softmax of probabilities, which lie between 0 and 1, can never be sure of a class, so that the loss stays high and its gradients small.',
    mend: 'Leave this softmax out, or move it to the very end.',
  },
  find(view) {
    if (!view.complete) return [];
    const beforeWeights = view.beforeWeights();
    return view
      .nodesWhere(isSoftmax, (_, index) => view.consumersOf(index).length > 0 && beforeWeights[index] !== true)
      .map(({ place: { node }, always }) => ({
        nodeId: node.id,
        ...(fieldOf(node, 'activation') === 'softmax' && { field: 'activation' }),
        facts: {},
        fixes: always ? withoutActivation(node) : [],
      }));
  },
};
