import type { RunView } from '../../../core/protocol/run-history.ts';
import { groupColumns, runColumns, type GroupColumn, type RunColumn } from './run-columns.ts';
import { noSelection, type RunSelection } from './run-selection.ts';
import type { RunSort } from './run-sort.ts';

export const runTabs = ['kept', 'archived', 'deleted'] as const;
export type RunTab = (typeof runTabs)[number];

/** What of it is kept from one start to the next. */
export interface KeptView {
  readonly sort: RunSort;
  /** Chosen by the person; undefined: the usual ones that there is room for. */
  readonly columns: readonly RunColumn[] | undefined;
  /** What runs are grouped by. */
  readonly group: GroupColumn | undefined;
  /** Whether the values to choose from stand beside the list. */
  readonly facets: boolean;
}

const key = 'blockyard.runs';
const usual: KeptView = {
  sort: { column: 'started', descending: true },
  columns: undefined,
  group: undefined,
  facets: false,
};

/** A view as it was kept; the usual one for what cannot be read, or names columns that there are not any more. */
export function readView(text: string | null): KeptView {
  try {
    const kept: unknown = JSON.parse(text ?? 'null');
    if (typeof kept !== 'object' || kept === null) return usual;
    const { sort, columns, group, facets } = kept as Partial<Record<keyof KeptView, unknown>>;
    return { ...readParts({ sort, columns, group }), facets: facets === true };
  } catch {
    return usual;
  }
}

/** As far as its columns are known. */
function readParts({
  sort,
  columns,
  group,
}: {
  sort?: unknown;
  columns?: unknown;
  group?: unknown;
}): Omit<KeptView, 'facets'> {
  const { column, descending } = (typeof sort === 'object' && sort !== null ? sort : {}) as Partial<RunSort>;
  const known = runColumns.find((id) => id === column);
  return {
    sort: known === undefined ? usual.sort : { column: known, descending: descending === true },
    columns: Array.isArray(columns) ? runColumns.filter((id) => columns.includes(id)) : undefined,
    group: groupColumns.find((id) => id === group),
  };
}

/** How the history is being looked at: kept while a run is opened and closed again, and its columns and their order for good. */
class RunsView {
  tab = $state<RunTab>('kept');
  query = $state('');
  sort = $state.raw<RunSort>(usual.sort);
  columns = $state.raw<readonly RunColumn[] | undefined>();
  group = $state<GroupColumn | undefined>();
  facets = $state(false);
  /** Labels of groups whose runs are not shown. */
  closed = $state.raw<readonly string[]>([]);
  selection = $state.raw<RunSelection>(noSelection);
  /** How far the list is scrolled, and the line that the keys are on. */
  scrollTop = 0;
  active = $state(0);

  constructor() {
    const stored = typeof localStorage === 'undefined' ? null : localStorage.getItem(key);
    Object.assign(this, readView(stored));
  }

  show(tab: RunTab): void {
    this.tab = tab;
    this.selection = noSelection;
    this.#toTop();
  }

  sortBy(sort: RunSort): void {
    this.sort = sort;
    this.keep();
  }

  groupBy(group: GroupColumn | undefined): void {
    this.group = group;
    this.closed = [];
    this.#toTop();
    this.keep();
  }

  toggleGroup(label: string): void {
    this.closed = this.closed.includes(label)
      ? this.closed.filter((other) => other !== label)
      : [...this.closed, label];
  }

  showFacets(shown: boolean): void {
    this.facets = shown;
    this.keep();
  }

  /** What is seen now, under a name. */
  asView(name: string): RunView {
    const { query, sort, columns, group } = this;
    return {
      name,
      query,
      sort,
      ...(columns !== undefined && { columns: [...columns] }),
      ...(group !== undefined && { group }),
    };
  }

  /** Looks at the list as it was kept, as far as its columns are known. */
  use({ query, ...view }: RunView): void {
    Object.assign(this, { query, ...readParts(view), closed: [] });
    this.#toTop();
    this.keep();
  }

  /** Keeps columns, sorting and grouping for the next start. */
  keep(): void {
    const { sort, columns, group, facets } = this;
    try {
      localStorage.setItem(key, JSON.stringify({ sort, columns, group, facets }));
    } catch {
      // Without storage the next start begins with the usual columns.
    }
  }

  #toTop(): void {
    this.scrollTop = 0;
    this.active = 0;
  }
}

/** Whether two views show the same, whatever they are called. */
export function sameView(a: RunView, b: RunView): boolean {
  const shown = ({ query, sort, columns, group }: RunView): string =>
    JSON.stringify([query.trim(), sort.column, sort.descending, columns, group]);
  return shown(a) === shown(b);
}

export const runsView = new RunsView();
