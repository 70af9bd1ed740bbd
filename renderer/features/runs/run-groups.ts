import type { RunSummary } from '../../../core/protocol/runs.ts';

/** A line of the list: a run, or what a group of them has in common. */
export type RunLine =
  | { readonly kind: 'run'; readonly run: RunSummary; readonly index: number }
  | { readonly kind: 'group'; readonly group: RunGroup; readonly index: number };

export interface RunGroup {
  /** What the list shows of all of its runs in the column that they are grouped by. */
  readonly label: string;
  readonly runs: readonly RunSummary[];
  readonly open: boolean;
}

/**
 * The lines of a list: its runs as they are sorted, or in groups, which stand in the order of their first runs.
 * @param labelOf undefined: they are not grouped
 * @param closed labels of groups whose runs are not shown
 */
export function listLines(
  runs: readonly RunSummary[],
  labelOf: ((run: RunSummary) => string) | undefined,
  closed: readonly string[],
): readonly RunLine[] {
  if (labelOf === undefined) return runs.map((run, index) => ({ kind: 'run', run, index }));
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const label = labelOf(run);
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [run]);
    else group.push(run);
  }
  const lines: RunLine[] = [];
  for (const [label, members] of groups) {
    const open = !closed.includes(label);
    lines.push({ kind: 'group', group: { label, runs: members, open }, index: lines.length });
    if (open) for (const run of members) lines.push({ kind: 'run', run, index: lines.length });
  }
  return lines;
}

/** Of a group's runs that have been validated: the best of their best accuracies, and the mean; undefined where there is none. */
export function groupAccuracy(runs: readonly RunSummary[]): { best: number; mean: number } | undefined {
  const accuracies = runs.flatMap(({ bestEpoch }) => (bestEpoch === undefined ? [] : [bestEpoch.valAccuracy]));
  if (accuracies.length === 0) return undefined;
  return {
    best: accuracies.reduce((best, value) => Math.max(best, value), -Infinity),
    mean: accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length,
  };
}
