import type { ProblemCode } from '../protocol/problems.ts';
import type { RunStatus } from '../protocol/runs.ts';

/** `different` is that of `diff`, as in the tool of that name. */
export const exitCodes = { done: 0, different: 1, failed: 1, wrongUse: 2, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Problems that lie in what was asked, not in what happened. */
const badInput: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'unknown-preset',
  'unreadable-file',
  'invalid-architecture',
  'invalid-run-spec',
  'unknown-dataset',
  'dataset-missing',
  'dataset-exists',
  'dataset-built-in',
  'dataset-in-use',
  'dataset-name',
  'dataset-classes',
  'dataset-unusable',
  'unknown-format',
  'unknown-download',
  'unknown-run',
  'unknown-sweep',
  'run-active',
  'run-not-waiting',
  'run-not-ended',
  'run-complete',
  'run-no-weights',
  'run-not-deleted',
  'invalid-query',
  'weights-missing',
  'transfer-gone',
  'transfer-unfit',
  'evaluation-size',
  'evaluation-classes',
  'evaluation-empty',
  'evaluation-images',
  'model-channels',
  'model-pixels',
  'model-layer',
  'export-exists',
  'export-occupied',
  'export-too-large',
  'bundle-unreadable',
  'bundle-newer',
  'run-known',
]);

export function exitCodeOfProblem(code: ProblemCode): ExitCode {
  if (code === 'import-cancelled' || code === 'download-cancelled') return exitCodes.interrupted;
  return badInput.has(code) ? exitCodes.wrongUse : exitCodes.failed;
}

/** Of `train`: how the run ended. */
export function exitCodeOfRun(status: RunStatus): ExitCode {
  if (status === 'completed') return exitCodes.done;
  return status === 'stopped' || status === 'interrupted' ? exitCodes.interrupted : exitCodes.failed;
}
