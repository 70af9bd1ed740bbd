import type { LayerOpKind } from '../network.ts';
import type { Rule } from './rule.ts';

const passed: ReadonlySet<LayerOpKind | undefined> = new Set(['activation', 'flatten']);

export const dropoutOnScores: Rule = {
  wording: {
    what: 'Dropout acts on the class scores themselves.',
    why: 'In each training step it sets {percent}% of the classes to a score of zero, the right one as often as any other, so that the loss is noise that no layer behind it can make up for. Dropout is meant for features that a later layer combines (Srivastava et al. 2014).',
    mend: 'Move the dropout in front of the last dense layer, or remove it.',
  },
  find(view) {
    if (!view.complete) return [];
    let index: number | undefined = view.layers.length - 1;
    while (index !== undefined && passed.has(view.op(index)?.kind)) index = view.inputOf(index);
    const layer = index === undefined ? undefined : view.layers[index];
    if (layer?.op.kind !== 'dropout' || layer.op.rate === 0 || layer.output.length !== 1) return [];
    const node = view.place(layer.nodeId)?.node;
    if (node === undefined) return [];
    const alone = node.kind === 'dropout' && view.layers.filter(({ nodeId }) => nodeId === node.id).length === 1;
    return [
      {
        nodeId: node.id,
        facts: { percent: Math.round(100 * layer.op.rate) },
        fixes: alone ? [{ kind: 'remove', nodeId: node.id }] : [],
      },
    ];
  },
};
