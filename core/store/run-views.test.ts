import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunView } from '../protocol/run-history.ts';
import { anySpec } from './history.test-support.ts';
import { openLibrary, type Library } from './index.ts';

let home: string;
let library: Library;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-views-'));
  library = openLibrary(home);
});
afterEach(() => {
  library.close();
  rmSync(home, { recursive: true, force: true });
});

const view: RunView = {
  name: 'Best on MNIST',
  query: 'accuracy > 95% dataset=mnist',
  sort: { column: 'valAccuracy', descending: true },
  columns: ['status', 'name', 'valAccuracy'],
  group: 'network',
};

describe('views of the list of runs', () => {
  it('are kept by name, a new one of a name in the place of the old, for every program', () => {
    library.views.save(view, 1);
    library.views.save({ name: 'all', query: '', sort: view.sort }, 2);
    library.views.save({ ...view, query: '' }, 3);
    const other = openLibrary(home);
    expect(other.views.list()).toEqual([
      { name: 'all', query: '', sort: view.sort },
      { ...view, query: '' },
    ]);
    other.views.remove('all');
    other.views.remove('nothing of this name');
    other.close();
    expect(library.views.list().map(({ name }) => name)).toEqual(['Best on MNIST']);
  });
});

describe('what is asked of many runs at once', () => {
  it('is told in the order that was asked for, without those that are not there', () => {
    const host = library.hosts.register(1);
    const ids = [1, 2].map((now) => library.runs.create(anySpec, 'A net', host, now, () => undefined).id);
    const asked = [ids[1] ?? '', 'not-there', ids[0] ?? ''];
    const settings = library.runs.settings(asked);
    expect(settings.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
    expect(settings[0]?.settings).toMatchObject({
      'data.dataset': 'mnist',
      'data.validation.kind': 'test',
      'recipe.optimizer.kind': 'adam',
      'recipe.mixedPrecision': false,
      backend: 'auto',
    });
    expect(library.runs.networks(asked)).toEqual([
      { id: ids[1], network: anySpec.architecture },
      { id: ids[0], network: anySpec.architecture },
    ]);
  });
});
