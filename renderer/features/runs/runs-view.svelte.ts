import type { RunColumn } from './run-columns.ts';
import { noSelection, type RunSelection } from './run-selection.ts';
import type { RunSort } from './run-sort.ts';

export const runTabs = ['kept', 'archived', 'deleted'] as const;
export type RunTab = (typeof runTabs)[number];

/** How the history is being looked at: kept while a run is opened and closed again. */
class RunsView {
  tab = $state<RunTab>('kept');
  search = $state('');
  sort = $state.raw<RunSort>({ column: 'started', descending: true });
  /** Chosen by the person; undefined: the usual ones that there is room for. */
  columns = $state.raw<readonly RunColumn[] | undefined>();
  selection = $state.raw<RunSelection>(noSelection);
  /** How far the list is scrolled, and the row that the keys are on. */
  scrollTop = 0;
  active = $state(0);

  show(tab: RunTab): void {
    this.tab = tab;
    this.selection = noSelection;
    this.scrollTop = 0;
    this.active = 0;
  }
}

export const runsView = new RunsView();
