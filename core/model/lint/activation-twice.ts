import type { LayerOpKind, NetworkLayer } from '../network.ts';
import type { Rule } from './rule.ts';
import { withoutActivation } from './scores.ts';

/** What is not negative in front of these is not negative behind them. */
const keepsSign: ReadonlySet<LayerOpKind> = new Set([
  'maxPool',
  'avgPool',
  'globalAvgPool',
  'globalMaxPool',
  'dropout',
  'spatialDropout',
  'flatten',
  'zeroPad',
]);

export const activationTwice: Rule = {
  wording: {
    what: 'This ReLU does nothing: its input has been through one already.',
    why: 'ReLU sets what is negative to zero, and after the first one nothing is. Pooling and dropout between the two do not change that.',
    mend: 'Remove it, or put a convolution or dense layer between the two.',
  },
  find(view) {
    const rectified: boolean[] = [];
    for (const [index, { op, inputs }] of view.layers.entries()) {
      rectified[index] = isRectifier(op, true) || (keepsSign.has(op.kind) && rectified[inputs[0] ?? -1] === true);
    }
    return view
      .nodesWhere(
        ({ op }) => op.kind === 'activation',
        ({ op, inputs }) => isRectifier(op, false) && rectified[inputs[0] ?? -1] === true,
      )
      .filter(({ always }) => always)
      .map(({ place: { node } }) => ({
        nodeId: node.id,
        facts: {},
        fixes: node.kind === 'activation' ? withoutActivation(node) : [],
      }));
  },
};

function isRectifier(op: NetworkLayer['op'], clipped: boolean): boolean {
  return op.kind === 'activation' && (op.function === 'relu' || (clipped && op.function === 'relu6'));
}
