import type { ModelProblem } from '../model/index.ts';
import { BlockyardError } from './problems.ts';

/** The first of a network's problems, as one that a person is told. */
export function architectureProblem(name: string, problems: readonly ModelProblem[]): BlockyardError {
  const [problem] = problems;
  return new BlockyardError('invalid-architecture', {
    name,
    path: problem?.path === undefined || problem.path === '' ? 'the document' : problem.path,
    detail: problem?.what ?? '',
    mend: problem?.mend ?? '',
    reason: problem?.code ?? '',
    ...(problem?.nodeId !== undefined && { node: problem.nodeId }),
  });
}
