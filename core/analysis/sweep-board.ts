import { isActive, type RunSummary } from '../protocol/runs.ts';
import type { SweepSummary } from '../protocol/sweeps.ts';
import type { Interval } from './compare-samples.ts';
import { meanInterval, meanOf } from './two-samples.ts';

/** A trial of a sweep, by the best validation accuracy of its runs so far. */
export interface BoardRow {
  readonly trial: number;
  readonly label: string;
  /** Undefined until a run of it has an epoch. */
  readonly mean: number | undefined;
  /** 95% of the mean, where two seeds differ. */
  readonly interval: Interval | undefined;
  /** Runs with a figure; all of them. */
  readonly counted: number;
  readonly runs: readonly string[];
  readonly active: number;
}

/** Trials from the best to the worst, those without a figure last. Runs that were stopped early count with the best they had. */
export function sweepBoard(sweep: SweepSummary, runs: ReadonlyMap<string, RunSummary>): BoardRow[] {
  const rows = sweep.trials.map(({ label }, trial): BoardRow => {
    const ids = sweep.runs.filter((run) => run.trial === trial).map(({ run }) => run);
    const known = ids.flatMap((id) => runs.get(id) ?? []);
    const values = known.flatMap((run) => run.bestEpoch?.valAccuracy ?? []);
    return {
      trial,
      label,
      mean: values.length === 0 ? undefined : meanOf(values),
      interval: new Set(values).size > 1 ? meanInterval(values, 0.95) : undefined,
      counted: values.length,
      runs: ids,
      active: known.filter(({ status }) => isActive(status)).length,
    };
  });
  return rows.sort((a, b) => (b.mean ?? -1) - (a.mean ?? -1) || a.trial - b.trial);
}
