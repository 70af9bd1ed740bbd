import type { ModelProblem } from '../model/index.ts';
import { tell } from './output.ts';

/** A problem of a network as `--json` prints it. */
export function problemDocument({ code, path, nodeId, what, mend, facts, fix }: ModelProblem): Record<string, unknown> {
  return { code, path, node: nodeId ?? null, message: what, mend, facts, ...(fix !== undefined && { fix }) };
}

export function tellProblems(problems: readonly ModelProblem[]): void {
  for (const { path, what, mend } of problems) tell(`At ${path === '' ? 'the network' : path}: ${what} ${mend}`);
}
