import { commonSubsequence } from './common-subsequence.ts';
import { type Item, itemsOf } from './item.ts';

/** Which part of one document is which part of the other; each is in at most one pair. */
export type Partners = ReadonlyMap<Item, Item>;

/** Pairs the parts of two documents, by their ids first where asked, then by content. Both documents are paired with each other. */
export function matchItems(a: Item, b: Item, byIds: boolean): Partners {
  const matching = new Matching();
  matching.pair(a, b);
  const root = (item: Item): Item | undefined => item.children[item.children.length - 1];
  matching.pair(root(a), root(b));
  if (byIds) matching.pairBy(a, b, ({ key }) => key);
  matching.pairUnique(a, b);
  matching.align(a, b);
  return matching.partners;
}

class Matching {
  readonly partners = new Map<Item, Item>();

  pair(a: Item | undefined, b: Item | undefined): boolean {
    if (a === undefined || b === undefined || this.partners.has(a) || this.partners.has(b)) return false;
    if (a.type !== b.type || a.kind !== b.kind) return false;
    this.partners.set(a, b);
    this.partners.set(b, a);
    return true;
  }

  pairBy(a: Item, b: Item, keyOf: (item: Item) => string | undefined): void {
    const there = new Map(itemsOf(b).map((item) => [keyOf(item), item]));
    for (const item of itemsOf(a)) {
      const key = keyOf(item);
      if (key !== undefined) this.pair(item, there.get(key));
    }
  }

  /** Pairs what is left over and there just once in each document, wherever it is. */
  pairUnique(a: Item, b: Item): void {
    const here = onlyOnes(itemsOf(a).filter((item) => this.#isFree(item)));
    const there = onlyOnes(itemsOf(b).filter((item) => this.#isFree(item)));
    for (const [content, item] of here) this.#pairAll(item, there.get(content));
  }

  /** Pairs the children of a pair: those with a partner's children in them, of equal content, then of equal kind, each in order. */
  align(a: Item, b: Item): void {
    for (const child of a.children) {
      if (child.type !== 'branch' || this.partners.has(child)) continue;
      const inside = child.children.map((item) => this.partners.get(item)?.parent);
      this.pair(
        child,
        inside.find((branch) => branch?.parent === b && !this.partners.has(branch)),
      );
    }
    for (const [one, other] of this.#common(a, b, ({ content }) => content)) this.#pairAll(one, other);
    for (const [one, other] of this.#common(a, b, ({ type, kind }) => kind ?? type)) this.pair(one, other);
    for (const child of a.children) {
      const partner = this.partners.get(child);
      if (partner !== undefined) this.align(child, partner);
    }
  }

  #isFree(item: Item): boolean {
    return item.type !== 'branch' && !this.partners.has(item);
  }

  #pairAll(a: Item, b: Item | undefined): void {
    if (b === undefined || !this.pair(a, b)) return;
    for (const [index, child] of a.children.entries()) this.#pairAll(child, b.children[index]);
  }

  /** Children in the same order on both sides. Pairs hold their place, so that others are paired between them. */
  #common(a: Item, b: Item, keyOf: (item: Item) => unknown): readonly (readonly [Item, Item])[] {
    const keyHere = (item: Item): unknown => (this.partners.has(item) ? item : keyOf(item));
    const keyThere = (item: Item): unknown => this.partners.get(item) ?? keyOf(item);
    return commonSubsequence(a.children.map(keyHere), b.children.map(keyThere)).flatMap(([i, j]) => {
      const [one, other] = [a.children[i], b.children[j]];
      return one === undefined || other === undefined || this.partners.has(one) ? [] : [[one, other] as const];
    });
  }
}

function onlyOnes(items: readonly Item[]): ReadonlyMap<number, Item> {
  const found = new Map<number, Item | undefined>();
  for (const item of items) found.set(item.content, found.has(item.content) ? undefined : item);
  return new Map([...found].filter((entry): entry is [number, Item] => entry[1] !== undefined));
}
