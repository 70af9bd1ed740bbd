import type { Overrides } from './block.ts';
import { blocks } from './blocks/registry.ts';
import { type Definitions, withFields } from './definitions.ts';
import type { Field } from './fields.ts';
import type { Node } from './node.ts';

/** What became of one override: the value as the first block reached reads it, or that none was reached, or that it refuses the value. */
export type Reach =
  | { readonly status: 'applied'; readonly value: unknown }
  | { readonly status: 'missing' }
  | { readonly status: 'refused'; readonly field: Field<unknown> };

/**
 * The nodes with every field of `first` changed in the first block, on every branch, that has it; an own block has its knobs. Values that do not
 * fit are left alone.
 */
export function applyOverrides(nodes: readonly Node[], first: Overrides, definitions: Definitions): readonly Node[] {
  return Object.entries(first).reduce(
    (changed, [name, value]) => applyOverride(changed, name, value, definitions).nodes,
    nodes,
  );
}

export function applyOverride(
  nodes: readonly Node[],
  name: string,
  value: unknown,
  definitions: Definitions,
): { readonly nodes: readonly Node[]; readonly reach: Reach } {
  for (const [index, node] of nodes.entries()) {
    const changed = overrideNode(node, name, value, definitions);
    if (changed.reach.status === 'missing') continue;
    return { nodes: [...nodes.slice(0, index), changed.node, ...nodes.slice(index + 1)], reach: changed.reach };
  }
  return { nodes, reach: { status: 'missing' } };
}

function overrideNode(
  node: Node,
  name: string,
  value: unknown,
  definitions: Definitions,
): { readonly node: Node; readonly reach: Reach } {
  const block = blocks[node.kind];
  const field = definitions.fieldOf(node, name);
  if (field !== undefined) {
    const read = field.schema.safeParse(value);
    if (!read.success) return { node, reach: { status: 'refused', field } };
    return { node: withFields(node, { [name]: read.data }), reach: { status: 'applied', value: read.data } };
  }
  if (block.category !== 'container') return { node, reach: { status: 'missing' } };
  const lists = block.children(node).map((list) => applyOverride(list, name, value, definitions));
  const reached = lists.filter(({ reach }) => reach.status !== 'missing');
  const reach = reached.find((list) => list.reach.status === 'refused')?.reach ??
    reached[0]?.reach ?? { status: 'missing' };
  if (reach.status === 'missing') return { node, reach };
  return {
    node: block.withChildren(
      node,
      lists.map((list) => list.nodes),
    ),
    reach,
  };
}
