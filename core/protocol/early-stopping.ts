import type { Epoch } from './runs.ts';
import type { Stopping } from './sweep.ts';

/** Accuracies on the validation images after each epoch so far. */
export type Course = readonly Pick<Epoch, 'epoch' | 'valAccuracy'>[];

/**
 * Whether a run of a sweep is to end now.
 * @param others the other runs of its sweep, as far as they have come
 */
export function shouldStop(rule: Stopping, course: Course, others: readonly Course[]): boolean {
  switch (rule.kind) {
    case 'none':
      return false;
    case 'patience':
      return hasStalled(course, rule.epochs, rule.least);
    case 'median':
      return isBelowMedian(course, others, rule.after, rule.others);
  }
}

function hasStalled(course: Course, patience: number, least: number): boolean {
  let best = -Infinity;
  let since = 0;
  for (const { valAccuracy } of course) {
    if (valAccuracy > best + least) {
      best = valAccuracy;
      since = 0;
    } else since += 1;
  }
  return since >= patience;
}

function isBelowMedian(course: Course, others: readonly Course[], after: number, least: number): boolean {
  const epoch = course.reduce((last, one) => Math.max(last, one.epoch), 0);
  if (epoch < after) return false;
  const means = others
    .filter((other) => other.some((one) => one.epoch >= epoch))
    .map((other) => mean(other.filter((one) => one.epoch <= epoch).map(({ valAccuracy }) => valAccuracy)));
  if (means.length < least) return false;
  return Math.max(...course.map(({ valAccuracy }) => valAccuracy)) < median(means);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : mean(sorted.slice(middle - 1, middle + 1));
}
