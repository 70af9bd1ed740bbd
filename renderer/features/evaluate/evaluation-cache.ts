import type { Evaluation } from '../../../core/protocol/trained-model.ts';

/** Evaluations of this session that are kept, so that coming back to one costs nothing. */
const mostKept = 6;
const kept = new Map<string, Evaluation>();

export function keptEvaluation(key: string): Evaluation | undefined {
  return kept.get(key);
}

export function keepEvaluation(key: string, evaluation: Evaluation): void {
  kept.set(key, evaluation);
  const [oldest] = kept.keys();
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
}
