import { childLists, parseArchitecture, type Architecture, type Node } from '../../../../core/model/index.ts';

/** An architecture of these blocks. */
export function architectureOf(...children: readonly object[]): Architecture {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    name: 'test',
    root: { id: 'root', kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return parsed.value;
}

export const relu = (id: string): object => ({ id, kind: 'activation' });

/** A tree as one reads it: `a s(b c) r(d | e)`. */
export function outline(node: Node): string {
  const lists = childLists(node).map((list) => list.map(outline).join(' '));
  return lists.length === 0 ? node.id : `${node.id}(${lists.join(' | ')})`;
}
