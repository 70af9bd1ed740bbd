import type { RunSummary } from '../../../core/protocol/runs.ts';
import { columnOf, type RunColumn } from './run-columns.ts';

export interface RunSort {
  readonly column: RunColumn;
  readonly descending: boolean;
}

/** Sorted by one column; runs without a value come last either way, and equal ones newest first. */
export function sortRuns(runs: readonly RunSummary[], sort: RunSort, locale: string): readonly RunSummary[] {
  const { value } = columnOf(sort.column);
  const direction = sort.descending ? -1 : 1;
  const collator = new Intl.Collator(locale, { numeric: true });
  return [...runs].sort((a, b) => {
    const left = value(a);
    const right = value(b);
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined) || b.createdAt - a.createdAt;
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : collator.compare(String(left), String(right));
    return order * direction || b.createdAt - a.createdAt;
  });
}
