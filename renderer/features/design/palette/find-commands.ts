import { presets } from '../../../../core/model/index.ts';
import type { Dictionary } from '../../../i18n/en.ts';
import type { Canvas } from '../canvas/canvas.svelte.ts';
import { designCommands } from '../commands.ts';
import { nodeDetail } from '../node-text.ts';
import { tones } from '../tones.ts';
import { catalogue } from './catalogue.ts';
import { entryWords } from './entry-words.ts';
import type { NewBlocks } from './insertion.ts';
import { loadOf, offersFor } from './offers.ts';
import type { OwnBlock } from './own-block.ts';
import { readQuery } from './parameters.ts';
import { findItems, scoreOf, type Searchable } from './search.ts';

/** One line of the command palette. */
export interface PaletteItem {
  readonly value: string;
  readonly title: string;
  readonly detail: string;
  /** The colour of a block. */
  readonly tone: string | undefined;
  readonly keys: string | undefined;
  /** What is put in; absent where something else is done. */
  readonly load: NewBlocks | undefined;
  readonly run: (() => void) | undefined;
}

type GroupId = keyof Dictionary['palette']['command']['groups'];

export interface PaletteGroup {
  readonly id: GroupId;
  readonly items: readonly PaletteItem[];
}

interface Source {
  readonly canvas: Canvas;
  readonly own: readonly OwnBlock[];
  readonly words: Dictionary;
  /** Keys as they are written on this machine. */
  readonly keysText: (chord: string) => string;
}

/** Everything that fits what a person writes, in groups: blocks to put in first, unless something else fits better. */
export function findCommands(text: string, { canvas, own, words, keysText }: Source): readonly PaletteGroup[] {
  const { editor } = canvas;
  const query = readQuery(text);
  const insertion = (value: string, title: string, detail: string, tone: string, load: NewBlocks): PaletteItem => {
    return { value, title, detail, tone, keys: undefined, load, run: undefined };
  };
  const groups = [
    group(
      'blocks',
      query.search,
      catalogue.map((entry) => ({ ...entry, ...entryWords(entry) })),
      (entry) => {
        const offer = offersFor(entry.draft, query);
        if (offer === undefined) return undefined;
        const load = { title: entry.title, drafts: [offer.draft] };
        const detail = offer.node === undefined ? '' : nodeDetail(offer.node, offer.summary, false);
        return insertion(`block ${entry.id}`, entry.title, detail, tones[entry.kind], load);
      },
    ),
    group(
      'own',
      query.search,
      own.map((block) => ({ ...block, title: block.name, also: [block.definition.description, 'custom'] })),
      (block) => {
        const load = loadOf(block, editor.architecture.definitions, query.parameters);
        const { name, definition } = block;
        return load && insertion(`own ${name}`, name, definition.description, tones.custom, load);
      },
    ),
    group(
      'networks',
      text,
      presets.map((preset) => ({ ...preset, also: [preset.name, 'network'] })),
      ({ name, title, paper, architecture }) => ({
        value: `network ${name}`,
        title,
        detail: paper === undefined ? '' : String(paper.year),
        tone: 'frame',
        keys: undefined,
        load: undefined,
        run: () => editor.open(architecture),
      }),
    ),
    group(
      'commands',
      text,
      designCommands
        .filter(({ id, run, enabled }) => run !== undefined && id !== 'insert' && enabled?.(canvas) !== false)
        .map((command) => ({
          ...command,
          title: words.canvas.commands[command.id],
          also: [command.id, words.canvas.groups[command.group]],
        })),
      ({ id, title, keys: [keys], run }) => ({
        value: `command ${id}`,
        title,
        detail: '',
        tone: undefined,
        keys: keys === undefined ? undefined : keysText(keys),
        load: undefined,
        run: () => run?.(canvas),
      }),
    ),
  ];
  const shown = groups.filter(({ items }) => items.length > 0);
  const best = Math.max(...shown.map((one) => one.best));
  const first = shown.find((one) => one.best >= 0.95 * best);
  return first === undefined ? [] : [first, ...shown.filter((one) => one !== first)];
}

/** What of the candidates fits, best first, and how well the best does: equally well where nothing is searched for. */
function group<T extends Searchable>(
  id: GroupId,
  search: string,
  candidates: readonly T[],
  itemOf: (candidate: T) => PaletteItem | undefined,
): PaletteGroup & { readonly best: number } {
  let best = 0;
  const items = findItems(candidates, search).flatMap((candidate) => {
    const item = itemOf(candidate);
    if (item === undefined) return [];
    if (search.trim() !== '') best = Math.max(best, scoreOf(candidate, search));
    return [item];
  });
  return { id, items, best };
}
