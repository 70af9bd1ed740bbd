import type { NetworkLayer } from '../network.ts';
import type { Node } from '../node.ts';
import type { ModelFix } from '../problem.ts';
import { fieldOf } from './view.ts';

export function isSoftmax({ op }: Pick<NetworkLayer, 'op'>): boolean {
  return op.kind === 'activation' && op.function === 'softmax';
}

/** Leaves a node's activation out: the block itself where it is nothing else. */
export function withoutActivation(node: Node): readonly ModelFix[] {
  if (node.kind === 'activation') return [{ kind: 'remove', nodeId: node.id }];
  if (fieldOf(node, 'activation') === undefined) return [];
  return [{ kind: 'set-fields', nodeId: node.id, fields: { activation: 'linear' } }];
}
