import type { Architecture } from '../architecture.ts';
import { blocks, childPath } from '../blocks/registry.ts';
import type { Node, NodeKind } from '../node.ts';

/** What a document is made of: itself, its own blocks' definitions, blocks, and the branches of a block. */
export type ItemType = 'network' | 'definition' | 'block' | 'branch';

/** One part of a document; all that it holds besides its children is in `values`. */
export interface Item {
  readonly type: ItemType;
  readonly kind: NodeKind | undefined;
  /** Of a block or definition; a branch has that of its block. */
  readonly id: string;
  /** The id with that of the definition it is in, unique in the document; undefined for what has no id of its own. */
  readonly key: string | undefined;
  readonly path: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly children: readonly Item[];
  /** The same number for the same content, children and all, whatever the ids. */
  readonly content: number;
  parent: Item | undefined;
}

/** Numbers for contents, shared by the two documents of a comparison. */
export type Contents = Map<string, number>;

export function itemOf(architecture: Architecture, contents: Contents): Item {
  const { name, description, definitions, root } = architecture;
  const children = [
    ...definitions.map((definition, index) => {
      const path = `definitions/${String(index)}`;
      const body = definition.body.map((node, at) =>
        blockOf(node, `${path}/body/${String(at)}`, `${definition.id}/`, contents),
      );
      const values = { name: definition.name, description: definition.description, knobs: definition.knobs };
      return make(
        { type: 'definition', kind: undefined, id: definition.id, key: definition.id, path, values },
        body,
        contents,
      );
    }),
    blockOf(root, 'root', '/', contents),
  ];
  return make(
    { type: 'network', kind: undefined, id: '', key: undefined, path: '', values: { name, description } },
    children,
    contents,
  );
}

function blockOf(node: Node, path: string, space: string, contents: Contents): Item {
  const block = blocks[node.kind];
  const held: Readonly<Record<string, unknown>> = { ...node };
  const values = Object.fromEntries(['label', ...Object.keys(block.fields)].map((name) => [name, held[name]]));
  const own = { type: 'block', kind: node.kind, id: node.id, key: space + node.id, path, values } as const;
  if (block.category !== 'container') return make(own, [], contents);
  const lists = block
    .children(node)
    .map((list, at) =>
      list.map((child, index) => blockOf(child, `${path}/${childPath(block, at, index)}`, space, contents)),
    );
  if (block.childField.type === 'list') return make(own, lists.flat(), contents);
  const branches = lists.map((list, at) => {
    const place = {
      kind: undefined,
      id: node.id,
      key: undefined,
      path: `${path}/${block.childField.name}/${String(at)}`,
    };
    return make({ type: 'branch', ...place, values: {} }, list, contents);
  });
  return make(own, branches, contents);
}

function make(own: Omit<Item, 'children' | 'content' | 'parent'>, children: readonly Item[], contents: Contents): Item {
  const text = JSON.stringify([own.type, own.kind, own.values, children.map(({ content }) => content)]);
  const content = contents.get(text) ?? contents.size;
  contents.set(text, content);
  const item: Item = { ...own, children, content, parent: undefined };
  for (const child of children) child.parent = item;
  return item;
}

/** An item and all in it, parents before children. */
export function itemsOf(item: Item): readonly Item[] {
  const items: Item[] = [];
  const visit = (inside: Item): void => {
    items.push(inside);
    inside.children.forEach(visit);
  };
  visit(item);
  return items;
}
