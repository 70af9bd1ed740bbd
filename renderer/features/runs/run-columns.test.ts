import { describe, expect, it } from 'vitest';
import type { RunOrigin } from '../../../core/protocol/run-spec.ts';
import { en } from '../../i18n/en.ts';
import { Format } from '../../lib/format/format.ts';
import { summary } from '../../state/runs.test-support.ts';
import { cellText, columnsForWidth, fixedColumns, runColumns } from './run-columns.ts';
import { knownTags, tagsOf } from './run-tags.ts';

const texts = {
  words: en,
  format: new Format('en-GB'),
  datasetTitle: (name: string) => name.toUpperCase(),
  runName: (id: string) => (id === 'p' ? 'The parent' : undefined),
};

describe('the columns of the list', () => {
  it('are as many as there is room for, the weightiest first', () => {
    expect(columnsForWidth(0)).toEqual(fixedColumns);
    expect(columnsForWidth(874)).toEqual(['status', 'name', 'network', 'valAccuracy', 'duration', 'started']);
    expect(columnsForWidth(5000)).toContain('device');
  });

  it('have a dash where a run has nothing to say yet', () => {
    const bare = summary({ notes: '' });
    const empty = [
      'params',
      'multiplyAdds',
      'valAccuracy',
      'lastAccuracy',
      'accuracy',
      'valLoss',
      'loss',
      'duration',
      'rate',
      'device',
      'origin',
      'notes',
    ];
    for (const column of runColumns) {
      if (column === 'status' || column === 'name') continue;
      expect([column, cellText(column, bare, texts) === '–']).toEqual([column, empty.includes(column)]);
    }
  });

  it('speak of settings as the recipe does', () => {
    const run = summary({ epochs: 2, notes: 'a\n  b', device: 'CPU', backend: 'compiled' });
    const said = (['epochs', 'optimizer', 'schedule', 'seed', 'dataset', 'notes'] as const).map((id) =>
      cellText(id, run, texts),
    );
    expect(said).toEqual(['2 / 3', 'Adam', 'Constant', '1', 'MNIST', 'a b']);
  });

  it('tell where a run comes from, also where that is gone', () => {
    const from = (origin: RunOrigin): string => cellText('origin', summary({ origin }), texts);
    expect(from({ kind: 'fork', run: 'p' })).toBe('Forked from The parent');
    expect(from({ kind: 'continue', run: 'x' })).toBe('Goes on from a run that was erased');
    expect(from({ kind: 'sweep', sweep: 's' })).toBe('Part of a sweep');
  });
});

describe('tags', () => {
  it('are told apart by whether all of the runs have them', () => {
    const runs = [{ tags: ['b', 'a'] }, { tags: ['b'] }];
    expect(tagsOf(runs)).toEqual([
      { tag: 'a', some: true },
      { tag: 'b', some: false },
    ]);
    expect(knownTags(runs)).toEqual(['a', 'b']);
  });
});
