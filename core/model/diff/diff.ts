import type { Architecture } from '../architecture.ts';
import type { NodeKind } from '../node.ts';
import { longestIncreasing } from './common-subsequence.ts';
import { type Contents, type Item, type ItemType, itemOf, itemsOf } from './item.ts';
import { type Partners, matchItems } from './match.ts';

/** Where a part is in one of the two documents. */
export interface DiffPlace {
  /** Of a block or definition; a branch has that of its block. */
  readonly id: string;
  /** `root/children/3`; empty for the document itself. */
  readonly path: string;
}

export interface FieldChange {
  readonly field: string;
  /** Undefined where there is none, as of a label. */
  readonly before: unknown;
  readonly after: unknown;
}

interface DiffEntryBase {
  /** What it is about; a `network` is changed in its name or description. */
  readonly item: ItemType;
  /** Of a block. */
  readonly kind: NodeKind | undefined;
}

export type DiffEntry = DiffEntryBase &
  (
    | {
        /** With what is in it, apart from what was moved in. `blocks`: how many that are. */
        readonly change: 'added';
        readonly after: DiffPlace;
        readonly blocks: number;
      }
    | { readonly change: 'removed'; readonly before: DiffPlace; readonly blocks: number }
    | {
        readonly change: 'changed';
        readonly before: DiffPlace;
        readonly after: DiffPlace;
        readonly fields: readonly FieldChange[];
      }
    /** To another block, or to another place among those that stayed around it. */
    | { readonly change: 'moved'; readonly before: DiffPlace; readonly after: DiffPlace }
    /** The same block under another id. */
    | { readonly change: 'renamed'; readonly before: DiffPlace; readonly after: DiffPlace }
  );

/** What was removed, in the order of the first document, then everything else in the order of the second. Empty for equal documents only. */
export type ArchitectureDiff = readonly DiffEntry[];

/**
 * What turns one architecture into another. Blocks are the same by their ids, and by their content where that tells fewer changes: between
 * documents that have nothing to do with each other, equal ids mean nothing.
 */
export function diffArchitectures(a: Architecture, b: Architecture): ArchitectureDiff {
  const contents: Contents = new Map();
  const [before, after] = [itemOf(a, contents), itemOf(b, contents)];
  const byIds = listChanges(before, after, matchItems(before, after, true));
  if (byIds.length === 0) return byIds;
  const byContent = listChanges(before, after, matchItems(before, after, false));
  return weigh(byContent) < weigh(byIds) ? byContent : byIds;
}

/** A new id alone changes less than anything else. */
function weigh(diff: ArchitectureDiff): number {
  return diff.reduce(
    (sum, entry) => sum + ('blocks' in entry ? Math.max(1, entry.blocks) : entry.change === 'renamed' ? 0.5 : 1),
    0,
  );
}

function listChanges(a: Item, b: Item, partners: Partners): ArchitectureDiff {
  const isWhole = (item: Item): boolean =>
    !partners.has(item) && item.parent !== undefined && partners.has(item.parent);
  const moved = findMoved(b, partners);
  return [
    ...itemsOf(a)
      .filter(isWhole)
      .map(
        (item) =>
          ({ ...about(item), change: 'removed', before: placeOf(item), blocks: count(item, partners) }) as const,
      ),
    ...itemsOf(b).flatMap((item): readonly DiffEntry[] => {
      const partner = partners.get(item);
      if (partner === undefined)
        return isWhole(item)
          ? [{ ...about(item), change: 'added', after: placeOf(item), blocks: count(item, partners) }]
          : [];
      const both = { ...about(item), before: placeOf(partner), after: placeOf(item) };
      const fields = partner.content === item.content ? [] : changedFields(partner.values, item.values);
      return [
        ...(moved.has(item) ? [{ ...both, change: 'moved' } as const] : []),
        ...(item.key !== undefined && item.id !== partner.id ? [{ ...both, change: 'renamed' } as const] : []),
        ...(fields.length > 0 ? [{ ...both, change: 'changed', fields } as const] : []),
      ];
    }),
  ];
}

const about = ({ type, kind }: Item): DiffEntryBase => ({ item: type, kind });
const placeOf = ({ id, path }: Item): DiffPlace => ({ id, path });

/** Blocks in an added or removed part that are not somewhere else on the other side. */
function count(item: Item, partners: Partners): number {
  if (partners.has(item)) return 0;
  return item.children.reduce((sum, child) => sum + count(child, partners), item.type === 'block' ? 1 : 0);
}

/** Parts whose partner is in another place: in something else, or not in the order of most of those around it. */
function findMoved(b: Item, partners: Partners): ReadonlySet<Item> {
  const moved = new Set<Item>();
  for (const item of itemsOf(b)) {
    const partner = partners.get(item);
    const indices = new Map(partner?.children.map((child, index) => [child, index]));
    const stayed: Item[] = [];
    for (const child of item.children) {
      const childPartner = partners.get(child);
      if (childPartner === undefined) continue;
      if (indices.has(childPartner)) stayed.push(child);
      else moved.add(child);
    }
    const order = stayed.map((child) => indices.get(partners.get(child) ?? child) ?? 0);
    const kept = longestIncreasing(order);
    for (const [index, child] of stayed.entries()) if (!kept.has(index)) moved.add(child);
  }
  return moved;
}

function changedFields(before: Item['values'], after: Item['values']): readonly FieldChange[] {
  return Object.keys(after)
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
}
