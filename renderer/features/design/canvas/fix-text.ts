import { isNodeKind, type ModelFix, type NodeDraft } from '../../../../core/model/index.ts';
import { i18n } from '../../../i18n/i18n.svelte.ts';

/** What a person does who has a problem mended. */
export function fixText(fix: ModelFix): string {
  const words = i18n.t.canvas.fixes;
  switch (fix.kind) {
    case 'set-fields':
      return Object.entries(fix.fields)
        .map(([field, value]) => words.set(i18n.t.design.fields[field] ?? field, shown(value)))
        .join(', ');
    case 'insert-before':
      return words.before(kinds(fix.nodes));
    case 'insert-after':
      return words.after(kinds(fix.nodes));
    case 'append':
      return words.append(kinds(fix.nodes));
    case 'remove':
      return words.remove;
  }
}

function kinds(nodes: readonly NodeDraft[]): string {
  return nodes.map(({ kind }) => (isNodeKind(kind) ? i18n.t.design.kinds[kind] : kind)).join(' + ');
}

function shown(value: unknown): string {
  if (typeof value === 'boolean') return value ? i18n.t.design.on : i18n.t.design.off;
  return Array.isArray(value) ? value.join(' × ') : String(value);
}
