import { type Architecture, parseArchitecture } from '../architecture.ts';
import { blocks, childLists, createNode } from '../blocks/registry.ts';
import type { Node } from '../node.ts';
import type { ModelFix } from '../problem.ts';
import { withFreshIds } from './fresh-ids.ts';
import {
  type Edited,
  type EditedDocument,
  type ListChange,
  type Located,
  changeLists,
  findNode,
  finish,
  locate,
  outermost,
  refuse,
} from './tree.ts';

export type WrapKind = 'sequence' | 'residual' | 'branches' | 'repeat';

/**
 * Puts a container around nodes that follow each other. In `branches` they become the first branch, beside a second that passes its input on.
 */
export function wrapNodes(architecture: Architecture, ids: readonly string[], kind: WrapKind): Edited {
  const run = consecutive(architecture, ids);
  if (run === undefined) return refuse('not-consecutive');
  const { nodes, first } = run;
  const [container] = withFreshIds(architecture, [createNode(kind, kind)]);
  const block = blocks[kind];
  if (container === undefined || block.category !== 'container') return refuse('not-a-container');
  const wrapped = block.withChildren(container, kind === 'branches' ? [nodes, []] : [nodes]);
  const root = changeLists(
    architecture.root,
    replaceRun(first, nodes.length, () => [wrapped]),
  );
  return finish(architecture, root, [wrapped.id]);
}

/** Puts each run of nodes into a residual block of its own. */
export function wrapRuns(
  architecture: Architecture,
  { runs, fields, last }: Extract<ModelFix, { kind: 'wrap' }>,
): EditedDocument {
  const holders = withFreshIds(
    architecture,
    runs.map(() => createNode('residual', 'residual')),
  );
  const wrapped = new Map<string, Node>();
  const inside = new Set<string>();
  for (const [index, holder] of holders.entries()) {
    const run = consecutive(architecture, runs[index] ?? []);
    if (run === undefined || holder.kind !== 'residual') return refuse('not-consecutive');
    const body = run.nodes.map((node, at) => (at === run.nodes.length - 1 ? { ...node, ...last } : node));
    wrapped.set(run.first.node.id, { ...holder, ...fields, body });
    for (const { id } of run.nodes) inside.add(id);
  }
  const root = changeLists(architecture.root, (list) =>
    list.flatMap((node) => wrapped.get(node.id) ?? (inside.has(node.id) ? [] : [node])),
  );
  return parseArchitecture({ ...architecture, root });
}

/** Puts what a container holds in its place, branches one after the other; that is selected. */
export function unwrapNode(architecture: Architecture, id: string): Edited {
  const located = locate(architecture.root, id);
  if (located === undefined) return refuse('root-stays');
  if (blocks[located.node.kind].category !== 'container') return refuse('not-a-container', {}, id);
  const children = childLists(located.node).flat();
  const root = changeLists(
    architecture.root,
    replaceRun(located, 1, ([node]) => (node === undefined ? [] : childLists(node).flat())),
  );
  return finish(
    architecture,
    root,
    children.map((child) => child.id),
  );
}

/** Adds an empty branch, which passes its input on, in front of the branch `index`. */
export function addBranch(architecture: Architecture, id: string, index: number): Edited {
  return changeBranches(architecture, id, (lists) => [...lists.slice(0, index), [], ...lists.slice(index)]);
}

export function removeBranch(architecture: Architecture, id: string, index: number): Edited {
  return changeBranches(architecture, id, (lists) => lists.filter((_, position) => position !== index));
}

/** Moves a branch so that it becomes the branch `to`. */
export function moveBranch(architecture: Architecture, id: string, from: number, to: number): Edited {
  return changeBranches(architecture, id, (lists) => {
    const rest = lists.filter((_, position) => position !== from);
    return [...rest.slice(0, to), ...lists.slice(from, from + 1), ...rest.slice(to)];
  });
}

/** The nodes of these ids where they follow each other in one list; undefined where they do not. */
export function consecutive(
  architecture: Architecture,
  ids: readonly string[],
): { readonly nodes: readonly Node[]; readonly first: Located } | undefined {
  const nodes = outermost(architecture.root, new Set(ids));
  const first = locate(architecture.root, nodes[0]?.id ?? '');
  if (first === undefined) return undefined;
  const siblings = childLists(first.parent)[first.gap.list] ?? [];
  const inOrder = nodes.every(({ id }, offset) => siblings[first.gap.index + offset]?.id === id);
  return inOrder ? { nodes, first } : undefined;
}

export function replaceRun(
  { gap }: Located,
  length: number,
  replace: (run: readonly Node[]) => readonly Node[],
): ListChange {
  return (list, parent, position) =>
    parent === gap.parent && position === gap.list
      ? [
          ...list.slice(0, gap.index),
          ...replace(list.slice(gap.index, gap.index + length)),
          ...list.slice(gap.index + length),
        ]
      : list;
}

function changeBranches(
  architecture: Architecture,
  id: string,
  change: (lists: readonly (readonly Node[])[]) => readonly (readonly Node[])[],
): Edited {
  const node = findNode(architecture.root, id);
  if (node?.kind !== 'branches') return refuse('not-a-container', {}, id);
  const branches = change(node.branches);
  const changed = (child: Node): Node => (child.id === id ? { ...node, branches } : child);
  return finish(
    architecture,
    changeLists(architecture.root, (list) => list.map(changed)),
    [id],
  );
}
