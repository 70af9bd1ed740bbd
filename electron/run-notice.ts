import type { Language } from '../core/protocol/language.ts';
import { isActive, type RunStatus, type RunSummary } from '../core/protocol/runs.ts';
import type { SweepStanding } from '../core/protocol/sweeps.ts';
import { wordProblem } from '../core/protocol/word-problem.ts';
import { wordsIn } from './words.ts';

export interface RunNotice {
  title: string;
  body: string;
}

/** What to tell a person about a run that ended, in a system notification. */
export function endNotice(run: RunSummary, language: Language): RunNotice {
  const words = wordsIn(language);
  const { name } = run;
  if (run.status === 'completed') {
    const { lastEpoch, bestEpoch } = run;
    const body =
      lastEpoch === undefined || bestEpoch === undefined
        ? words('runCompletedPlain', { epochs: run.epochs })
        : words('runCompletedBody', {
            accuracy: percent(lastEpoch.valAccuracy, language),
            best: percent(bestEpoch.valAccuracy, language),
            epochs: lastEpoch.epoch,
          });
    return { title: words('runCompleted', { name }), body };
  }
  if (run.problem !== undefined)
    return { title: words('runFailed', { name }), body: wordProblem(run.problem, language) };
  return { title: words('runStopped', { name }), body: words('runStoppedBody') };
}

/** What to tell of a sweep or study all of whose trainings have ended: one message for all of them. */
export function sweepNotice(name: string, { completed, all }: SweepStanding, language: Language): RunNotice {
  const words = wordsIn(language);
  return { title: words('sweepEnded', { name }), body: words('sweepEndedBody', { completed, all }) };
}

function percent(part: number, language: Language): string {
  return new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  }).format(part);
}

/** Follows runs by their summaries and says when one that was seen training has ended. */
export class EndWatch {
  readonly #statuses = new Map<string, RunStatus>();

  /** Takes a summary in; true exactly when it ends a run that was active before. One that left the queue has not ended. */
  ended(run: RunSummary): boolean {
    const before = this.#statuses.get(run.id);
    if (isActive(run.status)) this.#statuses.set(run.id, run.status);
    else this.#statuses.delete(run.id);
    if (before === 'queued' && run.status === 'stopped') return false;
    return before !== undefined && !isActive(run.status);
  }
}

/** Progress for the taskbar: the part done of the runs that train, 0..1, or undefined when none does. */
export function trainingProgress(runs: Iterable<RunSummary>): { part: number; paused: boolean } | undefined {
  let done = 0;
  let total = 0;
  let paused = true;
  for (const run of runs) {
    if (!isActive(run.status) || run.status === 'queued') continue;
    done += run.step;
    total += run.totalSteps ?? 0;
    paused &&= run.status === 'paused';
  }
  return total === 0 ? undefined : { part: Math.min(1, done / total), paused };
}
