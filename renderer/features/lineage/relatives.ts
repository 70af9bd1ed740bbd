import type { RunOrigin } from '../../../core/protocol/run-spec.ts';
import type { RunSummary } from '../../../core/protocol/runs.ts';

/** Runs that came of a run, oldest first, those in the bin left out. */
export function descendantsOf(
  id: string,
  runs: readonly RunSummary[],
): readonly (RunSummary & { origin: RunOrigin })[] {
  return runs
    .filter((run): run is RunSummary & { origin: RunOrigin } => run.origin?.run === id && run.deletedAt === undefined)
    .reverse();
}

/** Whether there is something left of a run to go on from, as far as its figures tell. */
export function canContinue(run: RunSummary): boolean {
  return run.endedAt !== undefined && run.deletedAt === undefined && run.step > 0;
}
