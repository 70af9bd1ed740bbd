import type { ModelProblem } from '../model/index.ts';
import { architectureProblem } from '../protocol/architecture-problem.ts';
import { BlockyardError } from '../protocol/problems.ts';

/** A network that cannot be used, with everything that is wrong with it; the problem itself is worded for the first. */
export class InvalidNetworkError extends BlockyardError {
  readonly problems: readonly ModelProblem[];

  constructor(name: string, problems: readonly ModelProblem[]) {
    const { problem } = architectureProblem(name, problems);
    super(problem.code, problem.facts);
    this.problems = problems;
  }
}
