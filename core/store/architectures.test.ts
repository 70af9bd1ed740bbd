import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPreset, serializeArchitecture, type Architecture, type Node } from '../model/index.ts';
import { editVersionMs } from './architectures.ts';
import { anySpec } from './history.test-support.ts';
import { openLibrary, type Library } from './index.ts';
import { migrations } from './migrations.ts';

let home = '';
let library: Library;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-networks-'));
  library = openLibrary(home);
});
afterEach(() => {
  library.close();
  rmSync(home, { recursive: true, force: true });
});

const lenet = findPreset('lenet5')?.architecture as Architecture;

/** LeNet-5 with another first layer: each number gives another content. */
function variant(filters: number, name = lenet.name): Architecture {
  const [first, ...rest] = lenet.root.children;
  return { ...lenet, name, root: { ...lenet.root, children: [{ ...first, filters } as Node, ...rest] } };
}

const create = (architecture: unknown = lenet, now = 0): string =>
  library.architectures.save(randomUUID(), architecture, now).id;
const head = (id: string): string => library.architectures.get(id).document;
const versionsOf = (id: string): string[] =>
  library.architectures.versions(id).map(({ id: version }) => library.architectures.version(id, version));

/** As a person with an editor for databases would. */
function byHand(sql: string, ...values: string[]): void {
  library.close();
  const database = new Libsql(join(home, 'library.db'));
  database.prepare(sql).run(values);
  database.close();
  library = openLibrary(home);
}

describe('a network of the library', () => {
  it('is kept as the text of its file, from one start to the next', () => {
    const id = create(lenet, 5);
    library.close();
    library = openLibrary(home);
    expect(library.architectures.get(id)).toEqual({
      summary: { id, name: 'LeNet-5', createdAt: 5, updatedAt: 5 },
      document: serializeArchitecture(lenet),
    });
  });

  it('is refused with the path when its document is wrong, and what is there stays', () => {
    const id = create();
    const wrong = { ...lenet, root: { kind: 'sequence', children: [{ kind: 'conv', filters: -1 }] } };
    expect(() => library.architectures.save(id, wrong, 1)).toThrow(/root\/children\/0\/filters/);
    expect(() => create(wrong)).toThrow(/root\/children\/0\/filters/);
    expect(() => create('nonsense')).toThrow(/the document/);
    expect(library.architectures.list()).toHaveLength(1);
    expect(head(id)).toBe(serializeArchitecture(lenet));
  });

  it('is not touched by saving what it already is', () => {
    const id = create();
    library.architectures.save(id, lenet, 10 * editVersionMs);
    expect(library.architectures.get(id).summary.updatedAt).toBe(0);
    expect(library.architectures.versions(id)).toEqual([]);
  });

  it('is renamed in its document too', () => {
    const id = create();
    const name = '𝕹 “网络” \u202e/../'.padEnd(200, 'x');
    expect(library.architectures.rename(id, name, 1)).toMatchObject({ name, updatedAt: 1 });
    expect(head(id)).toBe(serializeArchitecture({ ...lenet, name }));
    expect(() => library.architectures.rename(id, 'x'.repeat(201), 1)).toThrow(/At name/);
  });

  it('can be brought back after it was deleted, and then erased for good', () => {
    const id = create();
    library.architectures.keep(id, 'asked', 1);
    expect(() => library.architectures.erase(id)).toThrow(/not in the library/);
    expect(library.architectures.remove(id, 2).deletedAt).toBe(2);
    expect(library.architectures.remove(id, 3).deletedAt).toBe(2);
    library.architectures.save(id, variant(9), 3);
    expect(library.architectures.list()).toMatchObject([{ id, deletedAt: 2 }]);
    expect(library.architectures.recover(id).deletedAt).toBeUndefined();
    expect(head(id)).toBe(serializeArchitecture(variant(9)));
    expect(library.architectures.versions(id)).toHaveLength(1);
    library.architectures.remove(id, 4);
    library.architectures.erase(id);
    expect(library.architectures.list()).toEqual([]);
    expect(() => library.architectures.get(id)).toThrow(/not in the library/);
  });

  it('is remembered as opened', () => {
    const id = create();
    expect(library.architectures.open(id, 7).summary.openedAt).toBe(7);
    expect(library.architectures.save(id, variant(9), 8).openedAt).toBe(7);
    expect(library.architectures.save(id, variant(9), 9, true)).toMatchObject({ updatedAt: 8, openedAt: 9 });
    expect(library.architectures.list()[0]?.openedAt).toBe(9);
  });

  it.each(['get', 'open', 'remove', 'recover', 'versions'] as const)(
    'that does not exist is a problem for %s',
    (ask) => {
      expect(() => library.architectures[ask]("' OR 1=1 --", 1)).toThrow(/not in the library/);
    },
  );
});

describe('versions', () => {
  it('keep what a session of editing began with, and then the state every few minutes', () => {
    const id = create();
    const session = 100 * editVersionMs;
    library.architectures.save(id, variant(7), session);
    expect(versionsOf(id)).toEqual([serializeArchitecture(lenet)]);
    for (let edit = 1; edit <= 40; edit += 1)
      library.architectures.save(id, variant(7 + edit), session + (edit * editVersionMs) / 20);
    expect(library.architectures.versions(id)).toMatchObject([
      { reason: 'edit', editedAt: session + (39 * editVersionMs) / 20, runs: [] },
      { reason: 'edit', editedAt: session + (19 * editVersionMs) / 20 },
      { reason: 'edit', editedAt: 0 },
    ]);
  });

  it('keep each content once, whatever its name', () => {
    const id = create();
    library.architectures.keep(id, 'asked', 1);
    library.architectures.rename(id, 'Another', 2);
    library.architectures.keep(id, 'asked', 3);
    library.architectures.save(id, variant(7, 'Another'), 4);
    library.architectures.save(id, { ...lenet, name: 'Another' }, 5);
    library.architectures.keep(id, 'training', 6);
    expect(library.architectures.versions(id)).toMatchObject([{ reason: 'asked', editedAt: 0 }]);
  });

  it('take the place of the head, which is kept, under the same name', () => {
    const id = create();
    library.architectures.keep(id, 'asked', 1);
    const [asked] = library.architectures.versions(id);
    library.architectures.save(id, variant(7, 'Renamed'), 2);
    const restored = library.architectures.restore(id, asked?.id ?? 0, 3);
    expect(restored).toMatchObject({ summary: { name: 'Renamed', updatedAt: 3 } });
    expect(restored.document).toBe(serializeArchitecture({ ...lenet, name: 'Renamed' }));
    expect(library.architectures.versions(id)).toMatchObject([{ reason: 'restore', editedAt: 2 }, { reason: 'asked' }]);
    expect(versionsOf(id)[0]).toBe(serializeArchitecture(variant(7, 'Renamed')));
  });

  it('of another network are not found', () => {
    const id = create();
    library.architectures.keep(id, 'asked', 1);
    const version = library.architectures.versions(id)[0]?.id ?? 0;
    expect(() => library.architectures.version(create(), version)).toThrow(/This version/);
  });

  it('are marked with the runs that were started from them, also after the network has changed', () => {
    const run = (): string => library.runs.create(anySpec, 'A net', 'a host', 5, () => undefined).id;
    const [first, second, stranger] = [run(), run(), run()].sort();
    const id = create();
    expect(library.architectures.markRun(lenet, String(first), 1)).toBe(id);
    library.architectures.save(id, variant(7), 2);
    expect(library.architectures.markRun(lenet, String(second), 3)).toBe(id);
    expect(library.architectures.markRun(variant(8), String(stranger), 4)).toBeUndefined();
    expect(library.architectures.markRun('nonsense', String(stranger), 4)).toBeUndefined();
    expect(library.architectures.versions(id)).toMatchObject([{ reason: 'training', runs: [first, second] }]);
  });
});

describe('matching', () => {
  it('finds a network by its content, rather one of the same name, and never a deleted one', () => {
    const first = create();
    const second = create({ ...lenet, name: 'Second' }, -1);
    expect(library.architectures.matching(variant(9))).toBeUndefined();
    expect(library.architectures.matching(lenet)).toBe(first);
    expect(library.architectures.matching({ ...lenet, name: 'Second' })).toBe(second);
    library.architectures.remove(first, 1);
    expect(library.architectures.matching(lenet)).toBe(second);
  });
});

describe('a document that somebody has damaged', () => {
  it('is listed and given out as it is, and can be kept, deleted and replaced, but not renamed', () => {
    const id = create();
    create(variant(7));
    byHand('UPDATE architectures SET document = ? WHERE id = ?', '{"format": broken', id);
    expect(library.architectures.list().map(({ name }) => name)).toContain('LeNet-5');
    expect(library.architectures.open(id, 1).document).toBe('{"format": broken');
    expect(() => library.architectures.rename(id, 'New', 1)).toThrow(/not JSON/);
    library.architectures.keep(id, 'asked', 1);
    library.architectures.save(id, lenet, 2);
    expect(versionsOf(id)).toEqual(['{"format": broken']);
    expect(() => library.architectures.restore(id, library.architectures.versions(id)[0]?.id ?? 0, 3)).toThrow(
      /not JSON/,
    );
    expect(head(id)).toBe(serializeArchitecture(lenet));
    expect(library.architectures.remove(id, 2)).toMatchObject({ deletedAt: 2 });
  });
});

describe('own blocks', () => {
  const definitions = [{ id: 'd1', name: 'Mine', body: [] }];

  it('are kept by name', () => {
    library.blocks.save('Mine', definitions, 1);
    library.blocks.save('Another', definitions, 2);
    library.blocks.save('Mine', [{ id: 'd2' }, ...definitions], 3);
    library.close();
    library = openLibrary(home);
    expect(library.blocks.list()).toEqual([
      { name: 'Another', definitions, updatedAt: 2 },
      { name: 'Mine', definitions: [{ id: 'd2' }, ...definitions], updatedAt: 3 },
    ]);
    library.blocks.remove('Mine');
    library.blocks.remove('Mine');
    expect(library.blocks.list().map(({ name }) => name)).toEqual(['Another']);
  });

  it.each(['nonsense', '{}', '[]', '[1]'])('that read %j are left out, and left as they are', (text) => {
    library.blocks.save('Mine', definitions, 1);
    library.blocks.save('Good', definitions, 1);
    byHand('UPDATE own_blocks SET definitions = ? WHERE name = ?', text, 'Mine');
    expect(library.blocks.list().map(({ name }) => name)).toEqual(['Good']);
  });
});

it('a library of version 1 gets the tables of networks and keeps what it has', () => {
  library.close();
  rmSync(home, { recursive: true });
  mkdirSync(home);
  const database = new Libsql(join(home, 'library.db'));
  database.exec(migrations[0] ?? '');
  database.exec(`INSERT INTO settings VALUES ('window', '{"theme":"dark"}'); PRAGMA user_version = 1`);
  database.close();
  library = openLibrary(home);
  expect(library.settings().theme).toBe('dark');
  create();
  expect(library.architectures.list()).toHaveLength(1);
});
