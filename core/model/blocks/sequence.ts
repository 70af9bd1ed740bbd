import { defineContainer } from '../block.ts';
import type { Node, NodeBase } from '../node.ts';

const fields = {};

export interface SequenceNode extends NodeBase<'sequence'> {
  readonly children: readonly Node[];
}

/** One block after the other. Empty, it passes its input on. */
export const sequence = defineContainer<SequenceNode>({
  kind: 'sequence',
  label: 'Sequence',
  fields,
  childField: { name: 'children', type: 'list' },
  children: (node) => [node.children],
  withChildren: (node, [children = []]) => ({ ...node, children }),
  summary: () => '',
  build: (node, input, scope) => scope.chain(node.children, input),
});
