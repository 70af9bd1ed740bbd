import { type Architecture, parseArchitecture } from '../architecture.ts';
import { blocks, childLists } from '../blocks/registry.ts';
import type { Node } from '../node.ts';
import { type ModelFacts, type ModelProblem, type ModelProblemCode, type NodeDraft, modelProblem } from '../problem.ts';
import type { Result } from '../result.ts';

/** A place between two nodes: in front of the node `index` of the list `list` of the container `parent`. */
export interface Gap {
  readonly parent: string;
  readonly list: number;
  readonly index: number;
}

/** An edited architecture, and the nodes that a person would want to be selected in it. */
export interface Edit {
  readonly architecture: Architecture;
  readonly selection: readonly string[];
}

export type Edited = Result<Edit, readonly ModelProblem[]>;

/** An edited architecture where nothing is selected, as from a file. */
export type EditedDocument = Result<Architecture, readonly ModelProblem[]>;

export interface Located {
  readonly node: Node;
  readonly parent: Node;
  /** In front of the node. */
  readonly gap: Gap;
}

/** A node with its place; undefined for the root, which is in no list, and for an id that no node has. */
export function locate(root: Node, id: string): Located | undefined {
  for (const [list, children] of childLists(root).entries()) {
    for (const [index, node] of children.entries()) {
      if (node.id === id) return { node, parent: root, gap: { parent: root.id, list, index } };
      const inside = locate(node, id);
      if (inside !== undefined) return inside;
    }
  }
  return undefined;
}

export function findNode(node: Node, id: string): Node | undefined {
  return node.id === id ? node : locate(node, id)?.node;
}

/** The nodes of these ids that are in no other of them, in the order of the document. */
export function outermost(node: Node, ids: ReadonlySet<string>): readonly Node[] {
  const found: Node[] = [];
  const visit = (inside: Node): void => {
    if (ids.has(inside.id)) found.push(inside);
    else for (const list of childLists(inside)) list.forEach(visit);
  };
  visit(node);
  return found;
}

/** What becomes of one list of a container, whose inner lists have been changed already. */
export type ListChange = (list: readonly Node[], parent: string, position: number) => readonly Node[];

export function changeLists(node: Node, change: ListChange): Node {
  const block = blocks[node.kind];
  if (block.category !== 'container') return node;
  return block.withChildren(
    node,
    block.children(node).map((list, position) =>
      change(
        list.map((child) => changeLists(child, change)),
        node.id,
        position,
      ),
    ),
  );
}

/** Reads the edited tree again, so that what comes out is a document like any other, or says what is wrong with the edit. */
export function finish(architecture: Architecture, root: unknown, selection: readonly string[]): Edited {
  const parsed = parseArchitecture({ ...architecture, root });
  return parsed.ok ? { ok: true, value: { architecture: parsed.value, selection } } : parsed;
}

/** Replaces nodes in their lists by any number of others. A root that does not become exactly one is wrapped in a new one. */
export function replaceNodes(
  architecture: Architecture,
  ids: ReadonlySet<string>,
  replace: (node: Node) => readonly (Node | NodeDraft)[],
): EditedDocument {
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
  if (found.size === 0) return refuse('unknown-node', { value: [...ids].join(', ') });
  return parseArchitecture({
    ...architecture,
    root: nodes.length === 1 ? nodes[0] : { kind: 'sequence', children: nodes },
  });
}

/** An edit that is not made. For `Edited` and `EditedDocument` alike. */
export function refuse(
  code: ModelProblemCode,
  facts: ModelFacts = {},
  nodeId?: string,
): Extract<Edited, { ok: false }> {
  return { ok: false, error: [modelProblem(code, { path: 'root', nodeId }, facts)] };
}
