import type { RunSummary } from '../../protocol/runs.ts';
import { queryFields } from './fields.ts';
import { parseQuery, type ShownText } from './query.ts';
import { tokensOf, type Token } from './tokens.ts';

/** Fields whose values are few, so that one chooses from them. */
export const facetFields = ['status', 'dataset', 'network', 'device', 'tag'] as const;
export type FacetField = (typeof facetFields)[number];

export interface FacetValue {
  readonly value: string;
  /** Runs that would be shown, were it chosen alone. */
  readonly count: number;
  readonly chosen: boolean;
}

export interface Facet {
  readonly field: FacetField;
  /** The most frequent first; one that is chosen is here even if no run has it. */
  readonly values: readonly FacetValue[];
}

/** What one can choose from, with counts under the rest of the query: what is chosen of a field does not hide the field's other values. */
export function facetsOf(runs: readonly RunSummary[], query: string, shown?: ShownText): Facet[] {
  return facetFields.map((field) => {
    const chosen = chosenIn(query, field);
    const rest = parseQuery(withChosen(query, field, []), shown);
    const counts = new Map(chosen.map((value) => [value, 0]));
    // Names are compared as the query does it, in any case of letters; they are shown as the first run has them.
    const known = new Map(chosen.map((value) => [value.toLowerCase(), value]));
    if (rest.ok)
      for (const run of runs) {
        if (!rest.value(run)) continue;
        for (const value of new Set(queryFields[field].values(run))) {
          if (value === undefined) continue;
          const name = known.get(value.toLowerCase()) ?? value;
          known.set(value.toLowerCase(), name);
          counts.set(name, (counts.get(name) ?? 0) + 1);
        }
      }
    const values = [...counts].map(([value, count]) => ({ value, count, chosen: chosen.includes(value) }));
    return { field, values: values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)) };
  });
}

/** The values that a query asks for as `field=a,b`; every other way to ask about the field is the person's own, and stays. */
export function chosenIn(query: string, field: FacetField): readonly string[] {
  return termOf(query, field)?.value.alternatives.filter((value) => value !== '') ?? [];
}

/** The query with other values chosen of a field; the rest of it stays as it is written. */
export function withChosen(query: string, field: FacetField, values: readonly string[]): string {
  const term = termOf(query, field);
  const [before, after] =
    term === undefined ? [query, ''] : [query.slice(0, term.from).trimEnd(), query.slice(term.value.to).trimStart()];
  const written = values.length === 0 ? '' : `${field}=${values.map(quoted).join(',')}`;
  const parts = term === undefined ? [before.trim(), written] : [before, written, after];
  return parts.filter((part) => part !== '').join(' ');
}

/** Where the query has `field=...`, not turned round. */
function termOf(query: string, field: FacetField): { from: number; value: Token } | undefined {
  const tokens = tokensOf(query);
  if (!tokens.ok) return undefined;
  const all = tokens.value;
  const at = all.findIndex(
    ({ kind, text }, index) =>
      kind === 'word' &&
      text.toLowerCase() === field &&
      all[index + 1]?.text === '=' &&
      all[index + 1]?.kind === 'operator' &&
      all[index + 2]?.kind === 'word' &&
      all[index - 1]?.kind !== 'minus' &&
      all[index - 1]?.kind !== 'operator',
  );
  const [name, value] = [all[at], all[at + 2]];
  return name === undefined || value === undefined ? undefined : { from: name.from, value };
}

/** A quote within a value cannot be written; without it the value is found all the same by its other letters, if by `:`. */
function quoted(value: string): string {
  return /^[^\s"<>=:!,-][^\s"<>=:!,]*$/u.test(value) ? value : `"${value.replaceAll('"', '')}"`;
}
