import {
  applyFix,
  type Architecture,
  type Edited,
  type ModelFix,
  type NodeDraft,
  isNodeKind,
} from '../../../../core/model/index.ts';
import { type ValueWords, valueText } from './value-text.ts';

/** The edit that makes one fix after the other; what is mended stays selected where it is still there. */
export function mendEdit(fixes: readonly ModelFix[]): (architecture: Architecture) => Edited {
  return (architecture) => {
    const selection = fixes.flatMap((fix) => ('nodeId' in fix && fix.kind !== 'remove' ? [fix.nodeId] : []));
    let mended = architecture;
    for (const fix of fixes) {
      const edited = applyFix(mended, fix);
      if (!edited.ok) return edited;
      mended = edited.value;
    }
    return { ok: true, value: { architecture: mended, selection: [...new Set(selection)] } };
  };
}

interface MendWords {
  set(what: string): string;
  /** Branches are longer than a button. */
  readonly setBranches: string;
  insert(what: string): string;
  append(what: string): string;
  wrap(where: string, runs: number): string;
  readonly remove: string;
}

type Words = ValueWords & { readonly mends: MendWords };

/** What a button says that makes fixes, each said once. */
export function mendsText(fixes: readonly ModelFix[], words: Words, kinds: Readonly<Record<string, string>>): string {
  return [...new Set(fixes.map((fix) => mendText(fix, words, kinds)))].join('; ');
}

/** What a button says that makes a fix. */
export function mendText(fix: ModelFix, words: Words, kinds: Readonly<Record<string, string>>): string {
  switch (fix.kind) {
    case 'set-fields':
      return 'branches' in fix.fields ? words.mends.setBranches : words.mends.set(valueText(fix.fields, words));
    case 'insert-before':
    case 'insert-after':
      return words.mends.insert(draftsText(fix.nodes, kinds));
    case 'append':
      return words.mends.append(draftsText(fix.nodes, kinds));
    case 'wrap':
      return words.mends.wrap(kinds[fix.container] ?? fix.container, fix.runs.length);
    case 'remove':
      return words.mends.remove;
  }
}

function draftsText(drafts: readonly NodeDraft[], kinds: Readonly<Record<string, string>>): string {
  return drafts.map(({ kind }) => (isNodeKind(kind) ? kinds[kind] : undefined) ?? kind).join(', ');
}
