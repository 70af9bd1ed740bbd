import type { Architecture } from '../architecture.ts';
import { blocks } from '../blocks/registry.ts';
import { Definitions, withFields } from '../definitions.ts';
import type { Node } from '../node.ts';
import { explode } from './explode.ts';
import { type Edited, changeLists, findNode, finish, refuse } from './tree.ts';

/** Changes fields of nodes, each in the nodes that have it; an own block has its knobs as well. Values are read as a document's are, and a wrong one changes nothing. */
export function setFields(
  architecture: Architecture,
  ids: readonly string[],
  fields: Readonly<Record<string, unknown>>,
): Edited {
  const definitions = new Definitions(architecture.definitions);
  return changeNodes(architecture, ids, (node) => {
    const knobs = Object.entries(fields).filter(
      ([name]) => node.kind === 'custom' && definitions.fieldOf(node, name) !== undefined,
    );
    const known = Object.entries(fields).filter(([name]) => Object.hasOwn(blocks[node.kind].fields, name));
    return { ...withFields(node, Object.fromEntries(knobs)), ...Object.fromEntries(known) };
  });
}

/** Gives a node a person's own name; an empty one takes it away. */
export function setLabel(architecture: Architecture, id: string, label: string): Edited {
  const trimmed = label.trim();
  return changeNodes(architecture, [id], (node) => ({ ...node, label: trimmed === '' ? undefined : trimmed }));
}

/** As `explode`, with what the block stood for selected. */
export function explodeNode(architecture: Architecture, id: string): Edited {
  const exploded = explode(architecture, id);
  if (!exploded.ok) return exploded;
  const selection = findNode(exploded.value.root, id) === undefined ? [] : [id];
  return { ok: true, value: { architecture: exploded.value, selection } };
}

function changeNodes(
  architecture: Architecture,
  ids: readonly string[],
  change: (node: Node) => Omit<Node, 'label'> & { readonly label?: string | undefined },
): Edited {
  const wanted = new Set(ids);
  if (!ids.every((id) => findNode(architecture.root, id) !== undefined))
    return refuse('unknown-node', { value: ids.join(', ') });
  // What is no longer a node in its fields' values is found when the document is read again.
  const changed = (node: Node): Node => (wanted.has(node.id) ? (change(node) as Node) : node);
  const root = changed(changeLists(architecture.root, (list) => list.map(changed)));
  return finish(architecture, root, ids);
}
