import { blocks, childLists } from './blocks/registry.ts';
import type { Node } from './node.ts';

/** The tree with every node changed, parents before their children. */
export function mapTree(node: Node, change: (node: Node) => Node): Node {
  const changed = change(node);
  const block = blocks[changed.kind];
  if (block.category !== 'container') return changed;
  return block.withChildren(
    changed,
    block.children(changed).map((list) => list.map((child) => mapTree(child, change))),
  );
}

/** A node and all in it, parents before children: the order of the document. */
export function nodesOf(node: Node): readonly Node[] {
  const nodes: Node[] = [];
  const visit = (inside: Node): void => {
    nodes.push(inside);
    for (const list of childLists(inside)) list.forEach(visit);
  };
  visit(node);
  return nodes;
}
