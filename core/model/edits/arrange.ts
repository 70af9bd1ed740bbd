import type { Architecture } from '../architecture.ts';
import { childLists } from '../blocks/registry.ts';
import type { Node } from '../node.ts';
import { readDrafts, withFreshIds } from './fresh-ids.ts';
import { nodesOf } from '../tree.ts';
import { type Edited, type Gap, changeLists, findNode, finish, locate, outermost, refuse } from './tree.ts';

/** Makes nodes and puts them into a gap; they are selected. Their ids are always new. */
export function insertNodes(architecture: Architecture, gap: Gap, drafts: readonly unknown[]): Edited {
  const read = readDrafts(architecture, drafts);
  return read.ok ? place(architecture, new Set(), gap, withFreshIds(architecture, read.value)) : read;
}

/** Takes nodes from wherever they are into a gap, in the order of the document; they keep their ids. */
export function moveNodes(architecture: Architecture, ids: readonly string[], gap: Gap): Edited {
  const moved = outermost(architecture.root, new Set(ids));
  if (moved.some(({ id }) => id === architecture.root.id)) return refuse('root-stays');
  const around = moved.find((node) => findNode(node, gap.parent) !== undefined);
  if (around !== undefined) return refuse('move-into-itself', {}, around.id);
  return place(architecture, new Set(moved.map(({ id }) => id)), gap, moved);
}

/** Takes nodes away, and selects what then stands in the place of the first, or else in front of it, or the container it was in. */
export function removeNodes(architecture: Architecture, ids: readonly string[]): Edited {
  const { root } = architecture;
  const removed = outermost(root, new Set(ids));
  if (removed.some(({ id }) => id === root.id)) return refuse('root-stays');
  const gone = new Set(removed.map(({ id }) => id));
  const first = locate(root, removed[0]?.id ?? '');
  if (first === undefined) return refuse('unknown-node', { value: ids.join(', ') });
  const siblings = childLists(first.parent)[first.gap.list] ?? [];
  const stays = ({ id }: Node): boolean => !gone.has(id);
  const neighbour =
    siblings.slice(first.gap.index).find(stays) ?? siblings.slice(0, first.gap.index).reverse().find(stays);
  const selected = neighbour?.id ?? first.parent.id;
  return finish(
    architecture,
    changeLists(root, (list) => list.filter(stays)),
    selected === root.id ? [] : [selected],
  );
}

/** Puts copies of nodes behind the last of them; the copies are selected. */
export function duplicateNodes(architecture: Architecture, ids: readonly string[]): Edited {
  const originals = outermost(architecture.root, new Set(ids));
  const last = locate(architecture.root, originals.at(-1)?.id ?? '');
  if (last === undefined) return refuse('root-stays');
  const behind = { ...last.gap, index: last.gap.index + 1 };
  return place(architecture, new Set(), behind, withFreshIds(architecture, originals));
}

/** The gap behind a node; for the root, the end of the network. */
export function gapBehind(architecture: Architecture, id: string): Gap {
  const { root } = architecture;
  const located = locate(root, id);
  return located === undefined
    ? { parent: root.id, list: 0, index: root.children.length }
    : { ...located.gap, index: located.gap.index + 1 };
}

function place(architecture: Architecture, taken: ReadonlySet<string>, gap: Gap, nodes: readonly Node[]): Edited {
  const parent = findNode(architecture.root, gap.parent);
  const list = parent === undefined ? undefined : childLists(parent)[gap.list];
  if (list === undefined || gap.index < 0 || gap.index > list.length) return refuse('no-gap', { value: gap.parent });
  const stays = ({ id }: Node): boolean => !taken.has(id);
  const root = changeLists(architecture.root, (children, owner, position) =>
    owner === gap.parent && position === gap.list
      ? [...children.slice(0, gap.index).filter(stays), ...nodes, ...children.slice(gap.index).filter(stays)]
      : children.filter(stays),
  );
  return finish(
    architecture,
    root,
    nodes.map(({ id }) => id),
  );
}

/** Ids of all nodes but the root, in the order of the document: what "select all" and a walk by keyboard go through. */
export function selectableIds(architecture: Architecture): readonly string[] {
  return nodesOf(architecture.root)
    .slice(1)
    .map(({ id }) => id);
}
