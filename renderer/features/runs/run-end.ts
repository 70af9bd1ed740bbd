import type { RunStatus, RunSummary } from '../../../core/protocol/runs.ts';
import { i18n } from '../../i18n/i18n.svelte.ts';

export type EndKind = 'completed' | 'stopped' | 'failed' | 'interrupted';

const tones = { completed: 'good', stopped: 'neutral', failed: 'bad', interrupted: 'warn' } as const satisfies Record<
  EndKind,
  string
>;

const ends: Partial<Record<RunStatus, EndKind>> = {
  completed: 'completed',
  stopped: 'stopped',
  failed: 'failed',
  interrupted: 'interrupted',
};

/** How a run that is over ended. */
export function endOf(run: Pick<RunSummary, 'status'>): { kind: EndKind; tone: (typeof tones)[EndKind] } {
  const kind = ends[run.status] ?? 'interrupted';
  return { kind, tone: tones[kind] };
}

/** What is left of it, or what went wrong and what to do. */
export function endText(run: RunSummary): string {
  if (run.problem !== undefined) return i18n.problem(run.problem);
  const best = run.bestEpoch;
  if (best === undefined) return i18n.t.train.noResult;
  return i18n.t.train.result(i18n.format.percent(best.valAccuracy), i18n.format.integer(best.epoch));
}
