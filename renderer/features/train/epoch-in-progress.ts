import type { RunSummary } from '../../../core/protocol/runs.ts';

type Steps = Pick<RunSummary, 'step' | 'stepsPerEpoch' | 'totalSteps'>;

/** Epochs of the whole training; 1 while that is not known. */
export function epochsPlanned({ stepsPerEpoch, totalSteps }: Steps): number {
  if (stepsPerEpoch === undefined || stepsPerEpoch === 0 || totalSteps === undefined) return 1;
  return Math.max(1, Math.round(totalSteps / stepsPerEpoch));
}

/** The epoch that is being trained, from 1; the last one once all steps are done. */
export function epochInProgress(run: Steps): number {
  if (run.stepsPerEpoch === undefined || run.stepsPerEpoch === 0) return 1;
  return Math.min(epochsPlanned(run), Math.floor(run.step / run.stepsPerEpoch) + 1);
}
