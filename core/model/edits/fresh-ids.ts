import { type Architecture, parseArchitecture } from '../architecture.ts';
import { blocks } from '../blocks/registry.ts';
import type { Node } from '../node.ts';
import type { ModelProblem } from '../problem.ts';
import type { Result } from '../result.ts';
import { nodesOf } from '../tree.ts';

/** Nodes of their own document, from drafts whose fields and ids may be left out. */
export function readDrafts(
  { format, version, definitions }: Architecture,
  drafts: readonly unknown[],
): Result<readonly Node[], readonly ModelProblem[]> {
  const parsed = parseArchitecture({ format, version, definitions, root: { kind: 'sequence', children: drafts } });
  return parsed.ok ? { ok: true, value: parsed.value.root.children } : parsed;
}

/** The nodes with new ids, made of their kind and the first free number, so that the architecture can take them in. */
export function withFreshIds(architecture: Architecture, nodes: readonly Node[]): readonly Node[] {
  const taken = new Set<string>();
  for (const { id } of nodesOf(architecture.root)) {
    // What stands in front of a dot is, or was, the id of a block that such names belong to.
    for (let dot = id.indexOf('.'); dot >= 0; dot = id.indexOf('.', dot + 1)) taken.add(id.slice(0, dot));
    taken.add(id);
  }
  const next = new Map<string, number>();
  const rename = (node: Node): Node => {
    let number = next.get(node.kind) ?? 1;
    while (taken.has(`${node.kind}${String(number)}`)) number += 1;
    next.set(node.kind, number + 1);
    const renamed = { ...node, id: `${node.kind}${String(number)}` };
    const block = blocks[node.kind];
    return block.category === 'container'
      ? block.withChildren(
          renamed,
          block.children(node).map((list) => list.map(rename)),
        )
      : renamed;
  };
  return nodes.map(rename);
}
