import type { Labels } from './dataset.ts';

/** How many images every class has. */
export function countClasses(labels: Labels, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
