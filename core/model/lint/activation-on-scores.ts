import type { Rule } from './rule.ts';
import { isSoftmax, withoutActivation } from './scores.ts';
import { fieldOf } from './view.ts';

export const activationOnScores: Rule = {
  wording: {
    what: 'The class scores go through {function} before the softmax.',
    why: 'The cross-entropy loss takes the softmax of the scores, which needs numbers of any sign and size. {function} bends them first: what it cuts off or squeezes, the network can no longer say, and gets no gradient for.',
    mend: 'Let the last dense layer end in softmax, or in no activation at all.',
  },
  find(view) {
    const last = view.layers.length - 1;
    const end = view.layers[last];
    if (!view.complete || end === undefined) return [];
    const index = isSoftmax(end) ? view.inputOf(last) : last;
    const layer = index === undefined ? undefined : view.layers[index];
    if (layer?.op.kind !== 'activation' || isSoftmax(layer) || layer.output.length !== 1) return [];
    const node = view.place(layer.nodeId)?.node;
    if (node === undefined) return [];
    const own = fieldOf(node, 'activation') === layer.op.function;
    const once = view.layers.filter(({ nodeId, op }) => nodeId === node.id && op.kind === 'activation').length === 1;
    const closing = { kind: 'set-fields', nodeId: node.id, fields: { activation: 'softmax' } } as const;
    const fixes = index === last ? [closing] : withoutActivation(node);
    return [
      {
        nodeId: node.id,
        ...(own && { field: 'activation' }),
        facts: { function: layer.op.function },
        fixes: own && once ? fixes : [],
      },
    ];
  },
};
