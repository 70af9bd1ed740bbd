import {
  Definitions,
  applyOverrides,
  blocks,
  limits,
  type Architecture,
  type Node,
} from '../../../../core/model/index.ts';

export interface Expansion {
  /** The same network without composites and repeats: only layers, sequences, branches and residuals. */
  readonly architecture: Architecture;
  /** What a container of the expansion stands for, outermost first, by its id: the composite or repeat that a person wrote. */
  readonly origins: ReadonlyMap<string, readonly Node[]>;
}

/**
 * Puts in place of every composite what it stands for and of every repeat its repetitions, so that all that is inside has a report of its own.
 * Undefined where that would take more nodes than a network may have.
 */
export function expandArchitecture(architecture: Architecture): Expansion | undefined {
  const origins = new Map<string, Node[]>();
  const definitions = new Definitions(architecture.definitions);
  let visits = 0;

  /** `nameOf` gives a node the id that its layers have in the network. */
  function expand(written: Node, nameOf: (id: string) => string): Node {
    visits += 1;
    const node: Node = { ...written, id: nameOf(written.id) };
    if (visits > limits.nodes) return node;
    if (node.kind === 'repeat') {
      remember(node);
      const children: Node[] = [];
      const namespace = written.id.slice(0, written.id.lastIndexOf('.') + 1);
      for (let time = 1; time <= node.times && visits <= limits.nodes; time += 1) {
        const repeated = time === 1 ? applyOverrides(node.children, node.first, definitions) : node.children;
        const inside = (id: string) =>
          nameOf(`${written.id}.${String(time)}.${id.startsWith(namespace) ? id.slice(namespace.length) : id}`);
        children.push(...repeated.map((child) => expand(child, inside)));
      }
      return { id: node.id, kind: 'sequence', children };
    }
    const block = blocks[node.kind];
    switch (block.category) {
      case 'layer':
        return node;
      case 'container':
        return block.withChildren(
          node,
          block.children(node).map((list) => list.map((child) => expand(child, nameOf))),
        );
      case 'composite':
        remember(node);
        // It is expanded under its new id, which those inside start with.
        return expand(block.expand(node, definitions), (id) => id);
    }
  }

  function remember(node: Node): void {
    origins.set(node.id, [...(origins.get(node.id) ?? []), node]);
  }

  const children = architecture.root.children.map((child) => expand(child, (id) => id));
  if (visits > limits.nodes) return undefined;
  return { architecture: { ...architecture, root: { ...architecture.root, children } }, origins };
}
