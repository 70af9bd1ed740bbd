import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anySpec, eventLog, metricsBody, readyBody } from './history.test-support.ts';
import { libraryHome, openLibrary } from './index.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-library-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});
const file = (): string => join(home, 'library.db');
const digest = (): string => createHash('sha256').update(readFileSync(file())).digest('hex');

describe('openLibrary', () => {
  it('makes a library where there is none, folders and all', () => {
    const deep = join(home, 'a', 'b');
    openLibrary(deep).close();
    expect(existsSync(join(deep, 'library.db'))).toBe(true);
    expect(statSync(join(deep, 'runs')).isDirectory()).toBe(true);
  });

  it('keeps settings and runs', () => {
    const first = openLibrary(home);
    expect(first.settings()).toEqual({ theme: 'system', language: 'system' });
    first.setSettings({ theme: 'dark', language: 'zh' });
    const { id } = first.runs.create(anySpec, 'A net', 'a host', 5, () => undefined);
    first.close();
    const second = openLibrary(home);
    expect(second.settings()).toEqual({ theme: 'dark', language: 'zh' });
    expect(second.runs.detail(id)).toMatchObject({
      spec: anySpec,
      summary: { id, name: 'A run', architecture: 'A net', createdAt: 5 },
    });
    second.close();
  });

  it('has no run whose folder could not be made', () => {
    const library = openLibrary(home);
    expect(() =>
      library.runs.create(anySpec, 'A net', 'a host', 5, () => {
        throw new Error('no room');
      }),
    ).toThrow('no room');
    expect(library.runs.list()).toEqual([]);
    library.close();
  });

  it('refuses the library of a newer program and leaves it as it is', () => {
    openLibrary(home).close();
    const database = new Libsql(file());
    database.exec('PRAGMA user_version = 99');
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    const before = digest();
    expect(() => openLibrary(home)).toThrow(/newer Blockyard \(version 99; this one knows \d+\)/);
    expect(digest()).toBe(before);
  });

  it.each([
    ['a file of something else', Buffer.from('not a database, but long enough to look at. '.repeat(100))],
    ['half a header', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(200, 7)])],
  ])('refuses %s and leaves it as it is', (_, bytes) => {
    writeFileSync(file(), bytes);
    const before = digest();
    expect(() => openLibrary(home)).toThrow(/is damaged/);
    expect(digest()).toBe(before);
  });

  it("refuses another program's database", () => {
    const database = new Libsql(file());
    database.exec('CREATE TABLE theirs (x)');
    database.close();
    expect(() => openLibrary(home)).toThrow(/database of another program/);
  });

  it('says so when a page in the middle is damaged', () => {
    const library = openLibrary(home);
    const { id } = library.runs.create(anySpec, 'A net', 'a host', 5, () => undefined);
    library.runs.ingest(
      id,
      eventLog(id, [readyBody, ...Array.from({ length: 300 }, (_, index) => metricsBody([index + 1]))]),
    );
    library.close();
    const bytes = readFileSync(file());
    bytes.fill(0xa5, 4096, bytes.length);
    writeFileSync(file(), bytes);
    const read = (): unknown => {
      const damaged = openLibrary(home);
      try {
        return damaged.runs.list();
      } finally {
        damaged.close();
      }
    };
    expect(read).toThrow(/is damaged/);
  });

  it('says so when the folder is a file', () => {
    writeFileSync(join(home, 'taken'), '');
    expect(() => openLibrary(join(home, 'taken'))).toThrow(/cannot write to/);
  });

  // The superuser may write anywhere.
  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('says so when it may not write', () => {
    chmodSync(home, 0o500);
    expect(() => openLibrary(home)).toThrow(/cannot write to/);
  });

  it.runIf(process.platform === 'linux')('says so where no folder can be made, at once', () => {
    expect(() => openLibrary('/proc/blockyard/library')).toThrow(/cannot write to \/proc\/blockyard/);
  });

  it('can be open twice, and each sees what the other writes', () => {
    const one = openLibrary(home);
    const other = openLibrary(home);
    const before = other.dataVersion();
    const { id } = one.runs.create(anySpec, 'A net', 'a host', 5, () => undefined);
    expect(other.dataVersion()).not.toBe(before);
    expect(other.runs.list().map((run) => run.id)).toEqual([id]);
    expect(other.holds.leaveWish(id, 'stop')).toBe(true);
    expect(one.holds.takeWishes('a host')).toEqual([{ id, wish: 'stop' }]);
    expect(one.holds.takeWishes('a host')).toEqual([]);
    one.runs.finish(id, undefined, 'a host');
    expect(other.holds.leaveWish(id, 'stop')).toBe(false);
    one.close();
    other.close();
  });
});

describe('libraryHome', () => {
  it.each([
    ['linux', {}, '/home/me/.local/share/blockyard'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/blockyard'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/me/.local/share/blockyard'],
    ['darwin', {}, '/home/me/Library/Application Support/Blockyard'],
    ['linux', { BLOCKYARD_HOME: '/elsewhere' }, '/elsewhere'],
    ['darwin', { BLOCKYARD_HOME: ' ' }, '/home/me/Library/Application Support/Blockyard'],
  ] as const)('on %s with %j is %s', (platform, environment, expected) => {
    expect(libraryHome(environment, platform, '/home/me')).toBe(expected);
  });
});
