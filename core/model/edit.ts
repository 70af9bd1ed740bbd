import { type Architecture, parseArchitecture } from './architecture.ts';
import { type RepeatNode, namespaceOf, repetitionPrefix } from './blocks/repeat.ts';
import { blocks, childLists } from './blocks/registry.ts';
import { sequence } from './blocks/sequence.ts';
import { Definitions } from './definitions.ts';
import { limits } from './limits.ts';
import type { Node } from './node.ts';
import { applyOverrides } from './overrides.ts';
import {
  type ModelFacts,
  type ModelFix,
  type ModelProblem,
  type ModelProblemCode,
  type NodeDraft,
  modelProblem,
} from './problem.ts';
import type { Result } from './result.ts';
import { mapTree } from './tree.ts';

type Edited = Result<Architecture, readonly ModelProblem[]>;

/** The architecture with a problem's fix made. What comes out has been read again, so that it is a document like any other. */
export function applyFix(architecture: Architecture, fix: ModelFix): Edited {
  const { root } = architecture;
  switch (fix.kind) {
    case 'append':
      return parseArchitecture({ ...architecture, root: { ...root, children: [...root.children, ...fix.nodes] } });
    case 'set-fields':
      return replaceNodes(architecture, new Set([fix.nodeId]), (node) => [{ ...node, ...fix.fields }]);
    case 'insert-before':
      return replaceNodes(architecture, new Set([fix.nodeId]), (node) => [...fix.nodes, node]);
    case 'insert-after':
      return replaceNodes(architecture, new Set([fix.nodeId]), (node) => [node, ...fix.nodes]);
    case 'remove':
      return replaceNodes(architecture, new Set([fix.nodeId]), () => []);
  }
}

/** As `applyFix`, one fix after the other; all of them or none. */
export function applyFixes(architecture: Architecture, fixes: readonly ModelFix[]): Edited {
  return fixes.reduce<Edited>((edited, fix) => (edited.ok ? applyFix(edited.value, fix) : edited), {
    ok: true,
    value: architecture,
  });
}

/**
 * Puts what it stands for in the place of a composite block or a repeat. The network stays the same, down to the names of its layers and so
 * their weights; only the document shows more of it. A composite that a repeat makes different on its first repetition becomes several
 * different trees, so that repeat is unrolled too.
 */
export function explode(architecture: Architecture, nodeId: string): Edited {
  const node = findNode(architecture.root, nodeId);
  if (node === undefined) return failure('unknown-node', { value: nodeId });
  const definitions = new Definitions(architecture.definitions);
  if (expandNode(node, definitions) === undefined) return failure('not-expandable', {});
  let edited = architecture;
  let ids: ReadonlySet<string> = new Set([nodeId]);
  for (;;) {
    const around = findRepeatThatChanges(edited.root, ids, definitions);
    if (around === undefined) {
      if (node.kind === 'repeat' && node.times * countNodes(node) > limits.nodes)
        return failure('too-many-nodes', { limit: limits.nodes });
      return replaceNodes(edited, ids, (found) => [expandLabelled(found, definitions)]);
    }
    if (around.times * countNodes(around) > limits.nodes) return failure('too-many-nodes', { limit: limits.nodes });
    const unrolled = replaceNodes(edited, new Set([around.id]), (found) => [expandLabelled(found, definitions)]);
    if (!unrolled.ok) return unrolled;
    edited = unrolled.value;
    ids = new Set([...ids].flatMap((id) => (findNode(around, id) === undefined ? [id] : copiesOf(around, id))));
  }
}

/** Puts what they stand for in the place of all composite blocks and repeats, down to the layers; the network stays the same, as in `explode`. */
export function explodeAll(architecture: Architecture): Edited {
  const definitions = new Definitions(architecture.definitions);
  let count = 0;
  const visit = (node: Node): Node | undefined => {
    let expanded = node;
    while (expanded.kind === 'repeat' || blocks[expanded.kind].category === 'composite') {
      if (expanded.kind === 'repeat' && expanded.times * countNodes(expanded) > limits.nodes) return undefined;
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
    ? failure('too-many-nodes', { limit: limits.nodes })
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

function findNode(node: Node, nodeId: string): Node | undefined {
  if (node.id === nodeId) return node;
  for (const child of childLists(node).flat()) {
    const found = findNode(child, nodeId);
    if (found !== undefined) return found;
  }
  return undefined;
}

function countNodes(node: Node): number {
  return childLists(node)
    .flat()
    .reduce((sum, child) => sum + countNodes(child), 1);
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

/** Replaces nodes in their lists by any number of others. A root that does not become exactly one is wrapped in a new one. */
function replaceNodes(
  architecture: Architecture,
  ids: ReadonlySet<string>,
  replace: (node: Node) => readonly (Node | NodeDraft)[],
): Edited {
  const found = new Set<string>();
  const visit = (node: Node): readonly unknown[] => {
    if (ids.has(node.id)) {
      found.add(node.id);
      return replace(node);
    }
    const block = blocks[node.kind];
    if (block.category !== 'container') return [node];
    const lists = block.children(node).map((list) => list.flatMap(visit));
    const { name, type } = block.childField;
    return [{ ...node, [name]: type === 'list' ? lists[0] : lists }];
  };
  const nodes = visit(architecture.root);
  if (found.size === 0) return failure('unknown-node', { value: [...ids].join(', ') });
  return parseArchitecture({
    ...architecture,
    root: nodes.length === 1 ? nodes[0] : { kind: 'sequence', children: nodes },
  });
}

function failure(code: ModelProblemCode, facts: ModelFacts): Edited {
  return { ok: false, error: [modelProblem(code, { path: 'root' }, facts)] };
}
