import type { RunSummary } from '../../../core/protocol/runs.ts';
import type { RunTab } from './runs-view.svelte.ts';

/** The runs of one part of the history. What is deleted is in the bin alone, archived before or not. */
export function runsOf(tab: RunTab, runs: readonly RunSummary[]): readonly RunSummary[] {
  return runs.filter(({ archivedAt, deletedAt }) => {
    if (deletedAt !== undefined) return tab === 'deleted';
    return tab === (archivedAt === undefined ? 'kept' : 'archived');
  });
}
