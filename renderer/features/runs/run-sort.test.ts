import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../../core/protocol/runs.ts';
import { summary } from '../../state/runs.test-support.ts';
import { RunFilter } from './run-filter.ts';
import { RunSorter, type RunSort } from './run-sort.ts';
import { readView } from './runs-view.svelte.ts';

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
const sortRuns = (all: readonly RunSummary[], sort: RunSort, locale: string) => new RunSorter().sort(all, sort, locale);
const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id).join('');

describe('the order of runs', () => {
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

  it('is that of the language for every list of names, however often it changes', () => {
    const sorter = new RunSorter();
    const collator = new Intl.Collator('en', { numeric: true });
    const name = fc.oneof(fc.string({ maxLength: 6 }), fc.stringMatching(/^[aAäB2 _.-]{0,5}\d{0,3}$/));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 20 }), fc.boolean(), (names, descending) => {
        const all = names.map((text, at) => summary({ id: String(at), name: text, createdAt: at }));
        const wanted = [...all].sort(
          (a, b) => (descending ? -1 : 1) * collator.compare(a.name, b.name) || b.createdAt - a.createdAt,
        );
        const found = sorter.sort(all, { column: 'name', descending }, 'en');
        expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
      }),
    );
  });
});

describe('RunFilter', () => {
  it('keeps the list as it was while a filter is half written, and says what is wrong', () => {
    const filter = new RunFilter();
    const shown = () => '';
    expect(ids(filter.apply(runs, 'run', shown).runs)).toBe('ab');
    const half = filter.apply(runs, 'run accuracy >', shown);
    expect([ids(half.runs), half.problem?.code]).toEqual(['ab', 'missing-value']);
    expect(ids(filter.apply(runs, 'run accuracy > 0.9', shown).runs)).toBe('a');
    expect(filter.apply(runs, '  ', shown).runs).toBe(runs);
    expect(ids(filter.apply(runs, 'Fehler', ({ status }) => (status === 'failed' ? 'Fehler' : '')).runs)).toBe('c');
  });
});

describe('the view that is kept', () => {
  it('is read back as far as it can be', () => {
    const kept = {
      sort: { column: 'loss', descending: false },
      columns: ['name', 'seed', 'gone', 'status'],
      group: 'dataset',
    };
    expect(readView(JSON.stringify(kept))).toEqual({
      sort: kept.sort,
      columns: ['status', 'name', 'seed'],
      group: 'dataset',
      facets: false,
    });
    const usual = {
      sort: { column: 'started', descending: true },
      columns: undefined,
      group: undefined,
      facets: false,
    };
    for (const text of [null, '{', '7', '{"sort":{"column":"gone"},"group":"name"}'])
      expect(readView(text)).toEqual(usual);
  });
});
