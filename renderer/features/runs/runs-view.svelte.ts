import { runColumns, type RunColumn } from './run-columns.ts';
import { noSelection, type RunSelection } from './run-selection.ts';
import type { RunSort } from './run-sort.ts';

export const runTabs = ['kept', 'archived', 'deleted'] as const;
export type RunTab = (typeof runTabs)[number];

/** What of it is kept from one start to the next. */
export interface KeptView {
  readonly sort: RunSort;
  /** Chosen by the person; undefined: the usual ones that there is room for. */
  readonly columns: readonly RunColumn[] | undefined;
}

const key = 'blockyard.runs';
const usual: KeptView = { sort: { column: 'started', descending: true }, columns: undefined };

/** A view as it was kept; the usual one for what cannot be read, or names columns that there are not any more. */
export function readView(text: string | null): KeptView {
  try {
    const kept: unknown = JSON.parse(text ?? 'null');
    if (typeof kept !== 'object' || kept === null) return usual;
    const { sort, columns } = kept as { sort?: Partial<RunSort>; columns?: unknown };
    const known = (id: unknown): id is RunColumn => runColumns.some((column) => column === id);
    return {
      sort: known(sort?.column) ? { column: sort.column, descending: sort.descending === true } : usual.sort,
      columns: Array.isArray(columns) ? runColumns.filter((id) => columns.includes(id)) : undefined,
    };
  } catch {
    return usual;
  }
}

/** How the history is being looked at: kept while a run is opened and closed again, and its columns and their order for good. */
class RunsView {
  tab = $state<RunTab>('kept');
  query = $state('');
  sort = $state.raw<RunSort>(usual.sort);
  columns = $state.raw<readonly RunColumn[] | undefined>();
  selection = $state.raw<RunSelection>(noSelection);
  /** How far the list is scrolled, and the row that the keys are on. */
  scrollTop = 0;
  active = $state(0);

  constructor() {
    const stored = typeof localStorage === 'undefined' ? null : localStorage.getItem(key);
    const { sort, columns } = readView(stored);
    this.sort = sort;
    this.columns = columns;
  }

  show(tab: RunTab): void {
    this.tab = tab;
    this.selection = noSelection;
    this.scrollTop = 0;
    this.active = 0;
  }

  sortBy(sort: RunSort): void {
    this.sort = sort;
    this.keep();
  }

  /** Keeps columns and sorting for the next start. */
  keep(): void {
    try {
      localStorage.setItem(key, JSON.stringify({ sort: this.sort, columns: this.columns }));
    } catch {
      // Without storage the next start begins with the usual columns.
    }
  }
}

export const runsView = new RunsView();
