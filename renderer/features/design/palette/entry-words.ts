import { blocks } from '../../../../core/model/index.ts';
import { i18n } from '../../../i18n/i18n.svelte.ts';
import type { CatalogueEntry } from './catalogue.ts';

/** What an entry is called, what it does, and by what else it is found: its English name in every language, its kind, its nicknames. */
export function entryWords({ id, kind, also }: CatalogueEntry): {
  readonly title: string;
  readonly help: string;
  readonly also: readonly string[];
} {
  const { palette, design } = i18n.t;
  const names = [...also, kind, blocks[kind].label];
  if (id === 'classifier') return { title: palette.classifier, help: palette.classifierHelp, also: names };
  return { title: design.kinds[kind], help: design.kindHelp[kind], also: names };
}
