import { isActive, type RunSummary } from '../../core/protocol/runs.ts';

/** Changed runs by id, waiting to be put into the history. */
export function noChanges(): Map<string, RunSummary> {
  return new Map();
}

/** Ids of runs that are gone for good, waiting to be taken out of the history. */
export function noneGone(): Set<string> {
  return new Set();
}

/** The history, newest first, with changed runs put in their places. Runs that did not change keep their identity. */
export function mergeRuns(
  runs: readonly RunSummary[],
  changes: ReadonlyMap<string, RunSummary>,
): readonly RunSummary[] {
  if (changes.size === 0) return runs;
  const known = new Set(runs.map(({ id }) => id));
  const merged = runs.map((run) => changes.get(run.id) ?? run);
  const added = [...changes.values()].filter(({ id }) => !known.has(id));
  if (added.length === 0) return merged;
  return [...added, ...merged].sort((a, b) => b.createdAt - a.createdAt);
}

/** The history without runs that are gone for good. */
export function withoutRuns(runs: readonly RunSummary[], gone: ReadonlySet<string>): readonly RunSummary[] {
  return gone.size === 0 ? runs : runs.filter(({ id }) => !gone.has(id));
}

/** The runs that were active before and have ended since. */
export function endedRuns(before: readonly RunSummary[], after: readonly RunSummary[]): readonly RunSummary[] {
  const active = new Set(before.filter(({ status }) => isActive(status)).map(({ id }) => id));
  return after.filter(({ id, status }) => active.has(id) && !isActive(status));
}

/** The run that a person would call "the one that is training": the first to have started among the active ones. */
export function currentRun(runs: readonly RunSummary[]): RunSummary | undefined {
  const active = runs.filter(({ status }) => isActive(status));
  return active.find(({ status }) => status !== 'queued') ?? active.at(-1);
}

/** Part of the training that is done, 0..1. */
export function progressOf(run: RunSummary): number {
  if (run.totalSteps === undefined || run.totalSteps === 0) return 0;
  return Math.min(1, run.step / run.totalSteps);
}

/** Seconds until the end at the mean rate so far, validation included; undefined while there is nothing to judge by. */
export function secondsLeft(run: RunSummary): number | undefined {
  if (run.totalSteps === undefined || run.step < 2 || run.trainingSeconds <= 0) return undefined;
  return (run.trainingSeconds / run.step) * Math.max(0, run.totalSteps - run.step);
}
