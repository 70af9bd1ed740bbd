import { describe, expect, it } from 'vitest';
import { en } from '../../i18n/en.ts';
import { summary } from '../../state/runs.test-support.ts';
import { searchRuns, sortRuns } from './run-sort.ts';

const epoch = {
  epoch: 1,
  step: 1,
  loss: 0.2,
  accuracy: 0.9,
  valLoss: 0.3,
  valAccuracy: 0.95,
  seconds: 1,
  imagesPerSecond: 1,
};
const runs = [
  summary({ id: 'a', name: 'Run 10', createdAt: 1, bestEpoch: epoch }),
  summary({ id: 'b', name: 'Run 9', createdAt: 2 }),
  summary({
    id: 'c',
    name: 'Other',
    createdAt: 3,
    bestEpoch: { ...epoch, valAccuracy: 0.5 },
    status: 'failed',
    device: 'CPU, 2 threads',
  }),
];
const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id).join('');

describe('sortRuns', () => {
  it('sorts numbers in names as numbers', () => {
    expect(ids(sortRuns(runs, { column: 'name', descending: false }, 'en'))).toBe('cba');
  });

  it('puts runs without a value last either way', () => {
    expect(ids(sortRuns(runs, { column: 'valAccuracy', descending: true }, 'en'))).toBe('acb');
    expect(ids(sortRuns(runs, { column: 'valAccuracy', descending: false }, 'en'))).toBe('cab');
  });

  it('keeps equal runs newest first', () => {
    expect(ids(sortRuns(runs, { column: 'dataset', descending: true }, 'en'))).toBe('cba');
  });
});

describe('searchRuns', () => {
  it('wants every word, in any of the texts, whatever the case', () => {
    expect(ids(searchRuns(runs, 'run', en.status))).toBe('ab');
    expect(ids(searchRuns(runs, 'FAILED cpu', en.status))).toBe('c');
    expect(ids(searchRuns(runs, 'run 9', en.status))).toBe('b');
    expect(searchRuns(runs, '  ', en.status)).toBe(runs);
  });
});
