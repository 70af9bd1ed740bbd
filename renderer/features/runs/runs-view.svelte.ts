import type { RunSort } from './run-sort.ts';

/** How the history is being looked at: kept while a run is opened and closed again. */
class RunsView {
  search = $state('');
  sort = $state.raw<RunSort>({ column: 'started', descending: true });
}

export const runsView = new RunsView();
