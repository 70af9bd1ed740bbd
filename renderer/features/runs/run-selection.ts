/** Which rows are selected, and from which one a range is drawn. Never changed: every act gives another. */
export interface RunSelection {
  readonly ids: ReadonlySet<string>;
  readonly anchor: string | undefined;
}

export const noSelection: RunSelection = { ids: new Set(), anchor: undefined };

export function toggleRow({ ids }: RunSelection, id: string): RunSelection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** Adds the rows from the anchor to `id`, in the order that is shown; without an anchor `id` alone. */
export function extendTo(selection: RunSelection, id: string, shown: readonly { readonly id: string }[]): RunSelection {
  const to = shown.findIndex((row) => row.id === id);
  const from = shown.findIndex((row) => row.id === selection.anchor);
  if (to < 0 || from < 0) return { ids: new Set([...selection.ids, id]), anchor: id };
  const range = shown.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...selection.ids, ...range.map((row) => row.id)]), anchor: selection.anchor };
}

/** All of these besides what is selected; or none of them, where all are selected already. */
export function toggleMany({ ids }: RunSelection, rows: readonly { readonly id: string }[]): RunSelection {
  const next = new Set(ids);
  const all = rows.every(({ id }) => ids.has(id));
  for (const { id } of rows) {
    if (all) next.delete(id);
    else next.add(id);
  }
  return { ids: next, anchor: undefined };
}

/** All rows that are shown; or none, where all are selected already. */
export function toggleAll({ ids }: RunSelection, shown: readonly { readonly id: string }[]): RunSelection {
  if (shown.length > 0 && shown.every(({ id }) => ids.has(id))) return noSelection;
  return { ids: new Set(shown.map(({ id }) => id)), anchor: undefined };
}

/** The selected among the rows that are shown: what a person does not see, they do not act on. */
export function selectedOf<Row extends { readonly id: string }>(
  { ids }: RunSelection,
  shown: readonly Row[],
): readonly Row[] {
  return ids.size === 0 ? [] : shown.filter(({ id }) => ids.has(id));
}
