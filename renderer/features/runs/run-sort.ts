import type { RunSummary } from '../../../core/protocol/runs.ts';
import { columnOf, type RunColumn } from './run-columns.ts';

export interface RunSort {
  readonly column: RunColumn;
  readonly descending: boolean;
}

/** Sorts runs by one column; runs without a value come last either way, and equal ones newest first. */
export class RunSorter {
  /** The places of texts in the order of the alphabet: dear to find, and the same as long as no new text comes. */
  #ranks: { readonly column: RunColumn; readonly locale: string; readonly of: ReadonlyMap<string, number> } | undefined;

  sort(runs: readonly RunSummary[], { column, descending }: RunSort, locale: string): readonly RunSummary[] {
    const { value } = columnOf(column);
    const values = runs.map(value);
    const texts = values.filter((one) => typeof one === 'string');
    const ranks = texts.length === 0 ? undefined : this.#ranksOf(texts, column, locale);
    const sign = descending ? -1 : 1;
    // In typed arrays, filled one by one: what is made from others by a function takes several times as long.
    const keys = new Float64Array(runs.length);
    const created = new Float64Array(runs.length);
    const order = new Uint32Array(runs.length);
    for (const [index, one] of values.entries()) {
      const key = typeof one === 'string' ? ranks?.get(one) : one;
      // Infinity: after all others, whichever way round.
      keys[index] = key === undefined || Number.isNaN(key) ? Infinity : sign * key;
      created[index] = runs[index]?.createdAt ?? 0;
      order[index] = index;
    }
    order.sort((a, b) => {
      const [left, right] = [keys[a] ?? Infinity, keys[b] ?? Infinity];
      return left === right ? (created[b] ?? 0) - (created[a] ?? 0) : left < right ? -1 : 1;
    });
    const sorted: RunSummary[] = [];
    for (const index of order) {
      const run = runs[index];
      if (run !== undefined) sorted.push(run);
    }
    return sorted;
  }

  #ranksOf(texts: readonly string[], column: RunColumn, locale: string): ReadonlyMap<string, number> {
    const known = this.#ranks;
    if (known?.column === column && known.locale === locale && texts.every((text) => known.of.has(text)))
      return known.of;
    const of = alphabetic(texts, locale);
    this.#ranks = { column, locale, of };
    return of;
  }
}

/** The place of each text in the order of a language, where numbers count as numbers; equal ones have the same. */
function alphabetic(texts: readonly string[], locale: string): ReadonlyMap<string, number> {
  const collator = new Intl.Collator(locale, { numeric: true });
  // A collator takes about a microsecond for a pair. What is in order already, or nearly so, takes few pairs, and letters alone come near to it.
  const roughly = [...new Set(texts)].map((text) => ({ text, rough: roughKey(text) }));
  roughly.sort((a, b) => (a.rough < b.rough ? -1 : a.rough > b.rough ? 1 : 0));
  const sorted = roughly.map(({ text }) => text).sort(collator.compare);
  const ranks = new Map<string, number>();
  let rank = 0;
  for (const [index, text] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before !== undefined && collator.compare(before, text) !== 0) rank += 1;
    ranks.set(text, rank);
  }
  return ranks;
}

/** Small letters, and numbers filled up with zeros. */
function roughKey(text: string): string {
  return text.toLowerCase().replace(/\d+/gu, (digits) => digits.padStart(9, '0'));
}
