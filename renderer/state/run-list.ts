import { byQueue } from '../../core/protocol/run-queue.ts';
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

/** Runs by their ids. */
export function runsById(runs: readonly RunSummary[]): ReadonlyMap<string, RunSummary> {
  return new Map(runs.map((run) => [run.id, run]));
}

/** The history without runs that are gone for good. */
export function withoutRuns(runs: readonly RunSummary[], gone: ReadonlySet<string>): readonly RunSummary[] {
  return gone.size === 0 ? runs : runs.filter(({ id }) => !gone.has(id));
}

/** The runs that were active before and have ended since. One that left the queue has not ended. */
export function endedRuns(before: readonly RunSummary[], after: readonly RunSummary[]): readonly RunSummary[] {
  const active = new Map(before.filter(({ status }) => isActive(status)).map(({ id, status }) => [id, status]));
  return after.filter(({ id, status }) => {
    const was = active.get(id);
    return was !== undefined && !isActive(status) && !(was === 'queued' && status === 'stopped');
  });
}

/** Those that have the machine, or a part of it. */
export function trainingRuns(runs: readonly RunSummary[]): readonly RunSummary[] {
  return runs.filter(({ status }) => isActive(status) && status !== 'queued');
}

/** The run that a person would call "the one that is training": of several the one that was entered last. */
export function currentRun(runs: readonly RunSummary[]): RunSummary | undefined {
  return trainingRuns(runs)[0];
}

/** Those that wait in the queue, the next first. */
export function waitingRuns(runs: readonly RunSummary[]): readonly RunSummary[] {
  return runs.filter(({ status }) => status === 'queued').sort(byQueue);
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
