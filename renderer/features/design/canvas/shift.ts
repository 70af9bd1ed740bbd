import {
  addBranch,
  childLists,
  locate,
  moveNodes,
  outermost,
  type Architecture,
  type Edited,
  type Gap,
  type Node,
} from '../../../../core/model/index.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

/**
 * Moves nodes by one place. Up and down go past the next node, into it where it is a container that stands open, and out of the container at
 * its ends; left and right go to the branch beside, and past the last one to a new branch. Undefined where there is nowhere to go.
 */
export function shiftNodes(
  architecture: Architecture,
  ids: readonly string[],
  direction: Direction,
  isOpen: (node: Node) => boolean,
): Edited | undefined {
  const moved = outermost(architecture.root, new Set(ids));
  const edge = direction === 'up' || direction === 'left' ? moved[0] : moved.at(-1);
  const at = edge === undefined ? undefined : locate(architecture.root, edge.id);
  if (at === undefined) return undefined;
  const lists = childLists(at.parent);
  const siblings = lists[at.gap.list] ?? [];
  if (direction === 'up' || direction === 'down') {
    const step = direction === 'up' ? -1 : 1;
    const next = siblings[at.gap.index + step];
    const gap = next === undefined ? gapOutside(architecture, at.parent, step) : gapPast(at.gap, next, step, isOpen);
    return gap === undefined ? undefined : moveNodes(architecture, ids, gap);
  }
  if (at.parent.kind !== 'branches') return undefined;
  const list = at.gap.list + (direction === 'left' ? -1 : 1);
  const { parent } = at.gap;
  const beside = lists[list];
  if (beside !== undefined)
    return moveNodes(architecture, ids, { parent, list, index: Math.min(at.gap.index, beside.length) });
  // A branch that would be left empty gains nothing from a new one.
  if (siblings.length === moved.length) return undefined;
  const widened = addBranch(architecture, parent, Math.max(0, list));
  return widened.ok
    ? moveNodes(widened.value.architecture, ids, { parent, list: Math.max(0, list), index: 0 })
    : widened;
}

function gapPast(gap: Gap, next: Node, step: 1 | -1, isOpen: (node: Node) => boolean): Gap {
  const lists = childLists(next);
  const [inside] = lists;
  if (inside !== undefined && isOpen(next)) return { parent: next.id, list: 0, index: step === 1 ? 0 : inside.length };
  return { ...gap, index: gap.index + (step === 1 ? 2 : -1) };
}

/** The gap in front of a container or behind it; undefined for the root. */
function gapOutside(architecture: Architecture, container: Node, step: 1 | -1): Gap | undefined {
  const at = locate(architecture.root, container.id);
  return at === undefined ? undefined : { ...at.gap, index: at.gap.index + (step === 1 ? 1 : 0) };
}
