import { childLists, type Gap, type Node } from '../../../../core/model/index.ts';

/** A node that is not hidden in a folded one, and where it stands. */
export interface VisibleNode {
  readonly node: Node;
  readonly parent: Node;
  /** In front of the node. */
  readonly gap: Gap;
  /** 1 for the nodes of the tower itself. */
  readonly level: number;
}

/** All nodes that can be seen, in the order of the document. */
export function visibleNodes(root: Node, isFolded: (node: Node) => boolean): readonly VisibleNode[] {
  const found: VisibleNode[] = [];
  const visit = (parent: Node, level: number): void => {
    for (const [list, children] of childLists(parent).entries())
      for (const [index, node] of children.entries()) {
        found.push({ node, parent, gap: { parent: parent.id, list, index }, level });
        if (!isFolded(node)) visit(node, level + 1);
      }
  };
  visit(root, 1);
  return found;
}

export function byId(visible: readonly VisibleNode[]): ReadonlyMap<string, VisibleNode> {
  return new Map(visible.map((shown) => [shown.node.id, shown]));
}

/** The node in the branch beside, at the same height or at the end of it; undefined where there is none. */
export function besides({ parent, gap }: VisibleNode, step: 1 | -1): Node | undefined {
  const lists = childLists(parent);
  for (let list = gap.list + step; list >= 0 && list < lists.length; list += step) {
    const nodes = lists[list] ?? [];
    if (nodes.length > 0) return nodes[Math.min(gap.index, nodes.length - 1)];
  }
  return undefined;
}

/** The nodes from one to another of the same list, ends included; only the last where they are in different lists. */
export function rangeOf(visible: readonly VisibleNode[], from: string, to: string): readonly string[] {
  const start = visible.find(({ node }) => node.id === from);
  const end = visible.find(({ node }) => node.id === to);
  if (start === undefined || end === undefined) return [to];
  if (start.gap.parent !== end.gap.parent || start.gap.list !== end.gap.list) return [to];
  const siblings = childLists(start.parent)[start.gap.list] ?? [];
  const [low, high] = [Math.min(start.gap.index, end.gap.index), Math.max(start.gap.index, end.gap.index)];
  const ids = siblings.slice(low, high + 1).map(({ id }) => id);
  return end.gap.index < start.gap.index ? ids.reverse() : ids;
}
