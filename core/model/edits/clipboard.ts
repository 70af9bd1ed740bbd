import { type Architecture, architectureVersion } from '../architecture.ts';
import { isObject, ownValue } from '../reading.ts';
import { insertNodes } from './arrange.ts';
import { type Edited, type Gap, outermost, refuse } from './tree.ts';

const nodesFormat = 'blockyard.nodes';

/** Nodes as JSON text, for the clipboard of the system. */
export function copyNodes(architecture: Architecture, ids: readonly string[]): string {
  const nodes = outermost(architecture.root, new Set(ids));
  return JSON.stringify({ format: nodesFormat, version: architectureVersion, nodes }, null, 2);
}

/** Puts the nodes of a text into a gap. The text is what `copyNodes` made, an architecture, a block, or a list of blocks. */
export function pasteNodes(architecture: Architecture, gap: Gap, text: string): Edited {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return refuse('not-json', { detail: error instanceof Error ? error.message : String(error) });
  }
  return insertNodes(architecture, gap, nodesIn(json));
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
