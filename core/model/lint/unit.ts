import type { InceptionBranches } from '../blocks/inception-branches.ts';
import { type InceptionNode, inception } from '../blocks/inception.ts';
import type { Node } from '../node.ts';
import type { ModelFix, NodeDraft } from '../problem.ts';
import type { Place } from './view.ts';

/** The same block, to be made anew. */
export function draftOf(node: Node): NodeDraft {
  return {
    ...Object.fromEntries(Object.entries(node).filter(([name]) => name !== 'id' && name !== 'label')),
    kind: node.kind,
  };
}

/**
 * Blocks to put in front of a convolution: another one with the given fields, followed by what follows that convolution, its batch norm and
 * activation. A convolution without any gets a ReLU, for two linear layers in a row are no more than one. Undefined for another block.
 */
export function unitBefore(
  { node, siblings, index }: Place,
  fields: Readonly<Record<string, unknown>>,
): readonly NodeDraft[] | undefined {
  if (node.kind !== 'conv' && node.kind !== 'cbapd') return undefined;
  const bends = node.activation !== 'linear' && node.activation !== 'softmax';
  const conv = { ...draftOf(node), strides: [1, 1], ...fields };
  if (node.kind === 'cbapd')
    return [{ ...conv, activation: bends ? node.activation : 'relu', pool: 'none', dropout: 0 }];
  const plain = { ...conv, dilationRate: [1, 1] };
  if (bends) return [plain];
  const [next, afterNext] = siblings.slice(index + 1);
  const norm = next?.kind === 'batchNorm' ? next : undefined;
  const activation = norm === undefined ? next : afterNext;
  return [
    { ...plain, activation: 'linear' },
    ...(norm === undefined ? [] : [draftOf(norm)]),
    activation?.kind === 'activation' && !['linear', 'softmax'].includes(activation.activation)
      ? draftOf(activation)
      : { kind: 'activation', activation: 'relu' },
  ];
}

/** Whether a block made by `unitBefore` has a batch norm of its own. */
export function hasNorm(drafts: readonly NodeDraft[]): boolean {
  return drafts.some(({ kind, batchNorm }) => kind === 'batchNorm' || batchNorm === true);
}

/** Other branches for an Inception block, where they are not too long for it. */
export function setBranches({ id }: InceptionNode, branches: InceptionBranches): readonly ModelFix[] {
  if (!inception.fields.branches?.schema.safeParse(branches).success) return [];
  return [{ kind: 'set-fields', nodeId: id, fields: { branches } }];
}
