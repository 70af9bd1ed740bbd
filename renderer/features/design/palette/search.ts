import { computeCommandScore } from 'bits-ui';

/** What an item is found by: its name, and other names for it. */
export interface Searchable {
  readonly title: string;
  readonly also: readonly string[];
}

/** Scores below this are letters that happen to be there. */
const least = 0.02;

/** The items that fit what a person writes, best first; all of them, in their order, where nothing is written. */
export function findItems<T extends Searchable>(items: readonly T[], search: string): readonly T[] {
  if (search.trim() === '') return items;
  return items
    .map((item) => ({ item, score: scoreOf(item, search) }))
    .filter(({ score }) => score >= least)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}

/** 0 to 1. */
export function scoreOf({ title, also }: Searchable, search: string): number {
  return computeCommandScore(title, search, [...also]);
}
