import { type Architecture, parseArchitecture } from '../architecture.ts';
import type { ModelFix } from '../problem.ts';
import { type EditedDocument, replaceNodes } from './tree.ts';
import { wrapRuns } from './wrap.ts';

/** The architecture with a problem's fix made. What comes out has been read again, so that it is a document like any other. */
export function applyFix(architecture: Architecture, fix: ModelFix): EditedDocument {
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
    case 'wrap':
      return wrapRuns(architecture, fix);
  }
}

/** As `applyFix`, one fix after the other; all of them or none. */
export function applyFixes(architecture: Architecture, fixes: readonly ModelFix[]): EditedDocument {
  return fixes.reduce<EditedDocument>((edited, fix) => (edited.ok ? applyFix(edited.value, fix) : edited), {
    ok: true,
    value: architecture,
  });
}
