import { parseQuery, type QueryProblem } from '../../../core/analysis/index.ts';
import type { RunSummary } from '../../../core/protocol/runs.ts';

export interface Filtered {
  readonly runs: readonly RunSummary[];
  /** What is wrong with the filter; then the last one that could be read is used. */
  readonly problem: QueryProblem | undefined;
}

type Test = (run: RunSummary) => boolean;

/** Filters runs as a person writes: while a filter is half written and cannot be read, the list stays as it was. */
export class RunFilter {
  #test: Test = () => true;

  /** @param shown what the list shows of a run beyond what the run itself says, in the person's language */
  apply(runs: readonly RunSummary[], query: string, shown: (run: RunSummary) => string): Filtered {
    const parsed = parseQuery(query, shown);
    if (parsed.ok) this.#test = parsed.value;
    return {
      runs: query.trim() === '' ? runs : runs.filter(this.#test),
      problem: parsed.ok ? undefined : parsed.error,
    };
  }
}
