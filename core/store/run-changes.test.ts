import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlockyardError } from '../protocol/problems.ts';
import { anySpec, epochBody, eventLog, metricsBody, readyBody } from './history.test-support.ts';
import { openLibrary, type Library } from './index.ts';
import { migrations } from './migrations.ts';

let home = '';
let library: Library;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-changes-'));
  library = openLibrary(home);
});
afterEach(() => {
  library.close();
  rmSync(home, { recursive: true, force: true });
});

const host = 'a host';

function trained(): string {
  const { id } = library.runs.create(anySpec, 'A net', host, 5, () => undefined);
  library.runs.ingest(id, eventLog(id, [readyBody, metricsBody([1, 2]), epochBody(1, 0.5)]));
  library.runs.finish(id, { status: 'interrupted', time: 9 }, host);
  return id;
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof BlockyardError) return error.problem.code;
    throw error;
  }
  return 'nothing';
}

describe('what a person makes of runs', () => {
  it('is kept, and what they leave out stays', () => {
    const [one, two] = [trained(), trained()];
    library.runs.change([one, two], { addTags: ['a', 'b'], starred: true }, 10);
    library.runs.change([one], { name: 'Mine', notes: 'why', removeTags: ['a', 'never there'], archived: true }, 11);
    library.runs.change([one], { archived: true }, 12);
    library.close();
    library = openLibrary(home);
    expect(library.runs.summary(one)).toMatchObject({
      name: 'Mine',
      notes: 'why',
      tags: ['b'],
      starred: true,
      archivedAt: 11,
      bestEpoch: { valAccuracy: 0.5 },
    });
    expect(library.runs.summary(two)).toMatchObject({ name: 'A run', notes: '', tags: ['a', 'b'], starred: true });
    expect(library.runs.change([one], { archived: false, starred: false }, 13)[0]).not.toHaveProperty('archivedAt');
  });

  it('survives what the engine still has to say', () => {
    const { id } = library.runs.create(anySpec, 'A net', host, 5, () => undefined);
    library.runs.change([id], { name: 'Mine', addTags: ['a'] }, 10);
    library.runs.ingest(id, eventLog(id, [readyBody, epochBody(1, 0.5)]));
    expect(library.runs.summary(id)).toMatchObject({ name: 'Mine', tags: ['a'], epochs: 1, status: 'running' });
  });

  it('is changed of all runs or of none', () => {
    const id = trained();
    expect(codeOf(() => library.runs.change([id, '20200101-aaaaaa'], { starred: true }, 10))).toBe('unknown-run');
    const many = Array.from({ length: 51 }, (_, index) => String(index));
    library.runs.change([id], { addTags: many.slice(0, 50) }, 10);
    const other = trained();
    expect(codeOf(() => library.runs.change([other, id], { addTags: many.slice(50) }, 10))).toBe('invalid-run-spec');
    expect([library.runs.summary(id).starred, library.runs.summary(other).tags]).toEqual([false, []]);
  });
});

describe('the bin', () => {
  it('takes a run, gives it back as it was, and erases it with everything that was said of it', () => {
    const id = trained();
    const before = library.runs.detail(id);
    expect(library.runs.remove([id, id], 20)).toMatchObject([{ id, deletedAt: 20 }]);
    expect(library.runs.remove([id], 30)).toMatchObject([{ deletedAt: 20 }]);
    library.runs.recover([id]);
    expect(library.runs.detail(id)).toEqual(before);
    expect(codeOf(() => library.runs.erase([id]))).toBe('run-not-deleted');
    library.runs.remove([id], 40);
    library.runs.erase([id]);
    expect(codeOf(() => library.runs.summary(id))).toBe('unknown-run');
    expect(library.runs.erased([id, 'something else'])).toEqual([id]);
    library.close();
    const database = new Libsql(join(home, 'library.db'));
    for (const table of ['events', 'metrics', 'epochs', 'log'])
      expect(database.prepare(`SELECT count(*) AS count FROM ${table}`).get([])).toMatchObject({ count: 0 });
    database.close();
    library = openLibrary(home);
  });

  it('does not take a run that trains, nor any other with it', () => {
    const done = trained();
    const { id: training } = library.runs.create(anySpec, 'A net', host, 5, () => undefined);
    expect(codeOf(() => library.runs.remove([done, training], 20))).toBe('run-active');
    expect(library.runs.summary(done)).not.toHaveProperty('deletedAt');
    library.runs.ingest(training, eventLog(training, [{ kind: 'done', outcome: 'stopped', weightsHash: 'a' }]));
    library.runs.remove([done, training], 20);
    // Its engine has told its end, but is not gone yet.
    expect(codeOf(() => library.runs.erase([done, training]))).toBe('run-active');
    expect(library.runs.summary(done).deletedAt).toBe(20);
  });

  it('lets another process learn of every change, of the erased ones too', () => {
    const [one, two] = [trained(), trained()];
    const other = openLibrary(home);
    const { revision } = other.news.changedSince(0);
    library.runs.remove([two], 20);
    library.runs.erase([two]);
    const news = other.news.changedSince(revision);
    expect(news).toMatchObject({ ids: [], erased: [two] });
    // The newest revision went with its run; the next must be newer still.
    library.runs.change([one], { starred: true }, 30);
    expect(other.news.changedSince(news.revision)).toMatchObject({ ids: [one], erased: [] });
    other.close();
  });
});

describe('a library of before', () => {
  it('gets names, settings and no tags for the runs it has', () => {
    library.close();
    rmSync(join(home, 'library.db'));
    const database = new Libsql(join(home, 'library.db'));
    for (const migration of migrations.slice(0, 3)) database.exec(migration);
    database.exec('PRAGMA user_version = 3');
    const summary = {
      id: '20260101-aaaaaa',
      name: 'Old',
      status: 'completed',
      architecture: 'A net',
      dataset: 'mnist',
      createdAt: 1,
      epochs: 0,
      step: 0,
      trainingSeconds: 0,
    };
    database
      .prepare("INSERT INTO runs (id, created_at, spec, phase, summary, revision) VALUES (?, 1, ?, 'queued', ?, 7)")
      .run([summary.id, JSON.stringify({ ...anySpec, name: 'Old' }), JSON.stringify(summary)]);
    database.close();
    library = openLibrary(home);
    const { epochs, batchSize, learningRate, seed } = anySpec.recipe;
    expect(library.runs.list()).toEqual([
      {
        ...summary,
        tags: [],
        notes: '',
        starred: false,
        settings: { epochs, batchSize, learningRate, optimizer: 'adam', schedule: 'constant', seed },
      },
    ]);
    expect(library.runs.change([summary.id], { addTags: ['x'] }, 10)).toMatchObject([{ name: 'Old', tags: ['x'] }]);
  });
});
