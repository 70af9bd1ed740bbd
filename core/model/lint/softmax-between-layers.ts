import type { Rule } from './rule.ts';
import { isSoftmax } from './scores.ts';
import { fieldOf } from './view.ts';

export const softmaxBetweenLayers: Rule = {
  wording: {
    what: 'A softmax is in front of further layers.',
    why: 'Softmax makes the values of each position add up to one, so that the layers behind it see little more than which value is largest, and hardly any gradient comes back through it. It belongs at the end of the network, where the values are class scores.',
    mend: 'Use ReLU here.',
  },
  find(view) {
    const beforeWeights = view.beforeWeights();
    return view
      .nodesWhere(isSoftmax, (_, index) => beforeWeights[index] === true)
      .map(({ place: { node }, always }) => {
        const own = fieldOf(node, 'activation') === 'softmax';
        const fix = { kind: 'set-fields', nodeId: node.id, fields: { activation: 'relu' } } as const;
        return { nodeId: node.id, ...(own && { field: 'activation' }), facts: {}, fixes: own && always ? [fix] : [] };
      });
  },
};
