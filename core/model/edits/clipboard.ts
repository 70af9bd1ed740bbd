import { type Architecture, architectureVersion, parseArchitecture } from '../architecture.ts';
import { parseJsonText } from '../json-text.ts';
import { isObject, ownValue } from '../reading.ts';
import { insertNodes } from './arrange.ts';
import { definitionsIn, importDefinitions, neededDefinitions, withDefinitions } from './definitions.ts';
import { type Edited, type Gap, outermost } from './tree.ts';

const nodesFormat = 'blockyard.nodes';

/** Nodes as JSON text, for the clipboard of the system, with the own blocks that they use. */
export function copyNodes(architecture: Architecture, ids: readonly string[]): string {
  const nodes = outermost(architecture.root, new Set(ids));
  const definitions = neededDefinitions(architecture, nodes.flatMap(definitionsIn));
  return JSON.stringify({ format: nodesFormat, version: architectureVersion, definitions, nodes }, null, 2);
}

/**
 * Puts the nodes of a text into a gap. The text is what `copyNodes` made, an architecture, a block, or a list of blocks. Own blocks come with them; where
 * the network has another of the same id, they get a new one.
 */
export function pasteNodes(architecture: Architecture, gap: Gap, text: string): Edited {
  const parsed = parseJsonText(text);
  if (!parsed.ok) return parsed;
  const json = parsed.value;
  const stated = (field: string): unknown => (isObject(json) ? ownValue(json, field) : undefined);
  const carried = stated('definitions');
  const version = stated('version') ?? architectureVersion;
  if (carried === undefined && version === architectureVersion) return insertNodes(architecture, gap, nodesIn(json));
  // The nodes are read with the own blocks that came with them, whose ids may mean others here.
  const root = { kind: 'sequence', children: nodesIn(json) };
  const read = parseArchitecture({ format: architecture.format, version, definitions: carried, root });
  if (!read.ok) return read;
  const { children } = read.value.root;
  const imported = importDefinitions(architecture, neededDefinitions(read.value, children.flatMap(definitionsIn)));
  if (!imported.ok) return imported;
  const { definitions, ids } = imported.value;
  const nodes = children.map((node) => withDefinitions(node, ids));
  return insertNodes({ ...architecture, definitions }, gap, nodes);
}

function nodesIn(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json;
  if (!isObject(json)) return [json];
  const nodes = ownValue(json, 'nodes');
  if (Array.isArray(nodes)) return nodes;
  const root = ownValue(json, 'root');
  const children = isObject(root) ? ownValue(root, 'children') : undefined;
  return Array.isArray(children) ? children : [json];
}
