import type { RunSummary } from '../../../core/protocol/runs.ts';

type Tagged = Pick<RunSummary, 'tags'>;

/** The tags of runs, in the order of the alphabet; `some`: not all of the runs have it. */
export function tagsOf(runs: readonly Tagged[]): { tag: string; some: boolean }[] {
  const counts = new Map<string, number>();
  for (const { tags } of runs) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .map(([tag, count]) => ({ tag, some: count < runs.length }))
    .sort((a, b) => a.tag.localeCompare(b.tag));
}

/** Every tag that a run has, in the order of the alphabet. */
export function knownTags(runs: readonly Tagged[]): string[] {
  return [...new Set(runs.flatMap(({ tags }) => tags))].sort((a, b) => a.localeCompare(b));
}
