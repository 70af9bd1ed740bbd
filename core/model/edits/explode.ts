import { type Architecture, parseArchitecture } from '../architecture.ts';
import { type RepeatNode, namespaceOf, repetitionPrefix } from '../blocks/repeat.ts';
import { blocks, childLists } from '../blocks/registry.ts';
import { sequence } from '../blocks/sequence.ts';
import { Definitions } from '../definitions.ts';
import { limits } from '../limits.ts';
import type { Node } from '../node.ts';
import { applyOverrides } from '../overrides.ts';
import { mapTree, nodesOf } from '../tree.ts';
import { type EditedDocument, findNode, refuse, replaceNodes } from './tree.ts';

/**
 * Puts what it stands for in the place of a composite block or a repeat. The network stays the same, down to the names of its layers and so
 * their weights; only the document shows more of it. A composite that a repeat makes different on its first repetition becomes several
 * different trees, so that repeat is unrolled too.
 */
export function explode(architecture: Architecture, nodeId: string): EditedDocument {
  const node = findNode(architecture.root, nodeId);
  if (node === undefined) return refuse('unknown-node', { value: nodeId });
  const definitions = new Definitions(architecture.definitions);
  if (expandNode(node, definitions) === undefined) return refuse('not-expandable');
  let edited = architecture;
  let ids: ReadonlySet<string> = new Set([nodeId]);
  for (;;) {
    const around = findRepeatThatChanges(edited.root, ids, definitions);
    if (around === undefined) {
      if (node.kind === 'repeat' && node.times * nodesOf(node).length > limits.nodes)
        return refuse('too-many-nodes', { limit: limits.nodes });
      return replaceNodes(edited, ids, (found) => [expandLabelled(found, definitions)]);
    }
    if (around.times * nodesOf(around).length > limits.nodes) return refuse('too-many-nodes', { limit: limits.nodes });
    const unrolled = replaceNodes(edited, new Set([around.id]), (found) => [expandLabelled(found, definitions)]);
    if (!unrolled.ok) return unrolled;
    edited = unrolled.value;
    ids = new Set([...ids].flatMap((id) => (findNode(around, id) === undefined ? [id] : copiesOf(around, id))));
  }
}

/** Puts what they stand for in the place of all composite blocks and repeats, down to the layers; the network stays the same, as in `explode`. */
export function explodeAll(architecture: Architecture): EditedDocument {
  const definitions = new Definitions(architecture.definitions);
  let count = 0;
  const visit = (node: Node): Node | undefined => {
    let expanded = node;
    while (expanded.kind === 'repeat' || blocks[expanded.kind].category === 'composite') {
      if (expanded.kind === 'repeat' && expanded.times * nodesOf(expanded).length > limits.nodes) return undefined;
      expanded = expandLabelled(expanded, definitions);
    }
    count += 1;
    const block = blocks[expanded.kind];
    if (count > limits.nodes || block.category !== 'container') return count > limits.nodes ? undefined : expanded;
    const lists: Node[][] = [];
    for (const list of block.children(expanded)) {
      const nodes: Node[] = [];
      for (const child of list) {
        const inside = visit(child);
        if (inside === undefined) return undefined;
        nodes.push(inside);
      }
      lists.push(nodes);
    }
    return block.withChildren(expanded, lists);
  };
  const root = visit(architecture.root);
  return root === undefined
    ? refuse('too-many-nodes', { limit: limits.nodes })
    : parseArchitecture({ ...architecture, root });
}

function expandLabelled(node: Node, definitions: Definitions): Node {
  const expanded = expandNode(node, definitions) ?? node;
  return node.label === undefined ? expanded : { ...expanded, label: node.label };
}

/** The outermost repeat whose first repetition changes one of these nodes. */
function findRepeatThatChanges(node: Node, ids: ReadonlySet<string>, definitions: Definitions): RepeatNode | undefined {
  if (node.kind === 'repeat' && Object.keys(node.first).length > 0) {
    const root = sequence.create('', { children: node.children });
    const changed = sequence.create('', { children: applyOverrides(node.children, node.first, definitions) });
    if ([...ids].some((id) => findNode(root, id) !== findNode(changed, id))) return node;
  }
  for (const child of childLists(node).flat()) {
    const found = findRepeatThatChanges(child, ids, definitions);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The tree that a composite or a repeat stands for; undefined for any other block. */
export function expandNode(node: Node, definitions: Definitions): Node | undefined {
  if (node.kind === 'repeat') return unroll(node, definitions);
  const block = blocks[node.kind];
  return block.category === 'composite' ? block.expand(node, definitions) : undefined;
}

function unroll(node: RepeatNode, definitions: Definitions): Node {
  const children = Array.from({ length: node.times }, (_, index) => {
    const nodes = index === 0 ? applyOverrides(node.children, node.first, definitions) : node.children;
    return nodes.map((child) => mapTree(child, (inside) => ({ ...inside, id: copyId(node, index + 1, inside.id) })));
  });
  return sequence.create(node.id, { children: children.flat() });
}

/** The id of a node inside a repeat once the repeat is unrolled. */
function copyId(node: RepeatNode, time: number, id: string): string {
  const space = namespaceOf(node.id);
  return repetitionPrefix(node, time) + (id.startsWith(space) ? id.slice(space.length) : id);
}

function copiesOf(node: RepeatNode, id: string): readonly string[] {
  return Array.from({ length: node.times }, (_, index) => copyId(node, index + 1, id));
}
