import type { LayerOpKind } from '../network.ts';
import type { Rule } from './rule.ts';
import { fieldOf } from './view.ts';

/** What is added to a whole channel before these is added to it behind them. */
const keepsShift: ReadonlySet<LayerOpKind | undefined> = new Set([
  'maxPool',
  'avgPool',
  'globalAvgPool',
  'globalMaxPool',
  'flatten',
  'concat',
]);

export const biasBeforeBatchNorm: Rule = {
  wording: {
    what: 'The {biases} biases in front of a batch norm do nothing.',
    why: 'Batch norm takes the mean of each channel away, and with it whatever the bias has added; its own shift (beta) does what the bias was for (Ioffe & Szegedy 2015, arXiv:1502.03167, section 3.2).',
    mend: 'Switch the bias off.',
  },
  find(view) {
    const onlyToNorms = view.backward<boolean>(
      (consumers, values) =>
        consumers.length > 0 &&
        consumers.every((consumer) => {
          const kind = view.op(consumer)?.kind;
          return kind === 'batchNorm' || (keepsShift.has(kind) && values[consumer] === true);
        }),
    );
    return view
      .nodesWhere(
        ({ weights }) => weights.some(({ role }) => role === 'bias'),
        (_, index) => onlyToNorms[index] === true,
      )
      .filter(({ always }) => always)
      .map(({ place: { node }, layers }) => {
        const weights = layers.flatMap((index) => view.layers[index]?.weights ?? []);
        const biases = weights.reduce((sum, { role, shape }) => sum + (role === 'bias' ? (shape[0] ?? 0) : 0), 0);
        const facts = { biases };
        if (fieldOf(node, 'useBias') !== true) return { nodeId: node.id, facts, fixes: [] };
        const fix = { kind: 'set-fields', nodeId: node.id, fields: { useBias: false } } as const;
        return { nodeId: node.id, field: 'useBias', facts, fixes: [fix] };
      });
  },
};
