import { describe, expect, it } from 'vitest';
import { summary } from '../../state/runs.test-support.ts';
import { groupAccuracy, listLines } from './run-groups.ts';

const epoch = { epoch: 1, step: 1, loss: 1, accuracy: 1, valLoss: 1, seconds: 1, imagesPerSecond: 1 };
const runs = [
  summary({ id: 'a', dataset: 'mnist', bestEpoch: { ...epoch, valAccuracy: 0.9 } }),
  summary({ id: 'b', dataset: 'cifar' }),
  summary({ id: 'c', dataset: 'mnist', bestEpoch: { ...epoch, valAccuracy: 0.7 } }),
];
const told = (closed: readonly string[]) =>
  listLines(runs, ({ dataset }) => dataset, closed).map((line) =>
    line.kind === 'run' ? line.run.id : `${line.group.label} ${String(line.group.runs.length)}`,
  );

describe('the lines of the list', () => {
  it('are its runs, or groups in the order of their first runs, each with its own', () => {
    expect(listLines(runs, undefined, []).map((line) => line.kind)).toEqual(['run', 'run', 'run']);
    expect(told([])).toEqual(['mnist 2', 'a', 'c', 'cifar 1', 'b']);
    expect(listLines(runs, ({ dataset }) => dataset, []).map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
  });

  it('leave out the runs of a closed group, and not its line', () => {
    expect(told(['mnist'])).toEqual(['mnist 2', 'cifar 1', 'b']);
  });

  it('tell the best and the mean of those that were validated', () => {
    expect(groupAccuracy(runs)?.best).toBe(0.9);
    expect(groupAccuracy(runs)?.mean).toBeCloseTo(0.8, 12);
    expect(groupAccuracy(runs.slice(1, 2))).toBeUndefined();
  });
});
