import type { RunSummary } from '../../../core/protocol/runs.ts';

/** The epoch that is being trained, from 1; the last one once all steps are done. */
export function epochInProgress(run: Pick<RunSummary, 'step' | 'stepsPerEpoch' | 'epochs'>): number {
  if (run.stepsPerEpoch === undefined || run.stepsPerEpoch === 0) return 1;
  return Math.min(run.epochs, Math.floor(run.step / run.stepsPerEpoch) + 1);
}
