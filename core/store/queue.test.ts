import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { queueMoves, type QueueMove } from '../protocol/run-queue.ts';
import { anySpec } from './history.test-support.ts';
import { openLibrary, type Library } from './index.ts';

let home = '';
let library: Library;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-queue-'));
  library = openLibrary(home);
});
afterEach(() => {
  library.close();
  rmSync(home, { recursive: true, force: true });
});

function add(name: string, priority = 0): string {
  const { id } = library.runs.create({ ...anySpec, name }, 'A net', undefined, Date.now(), () => undefined);
  library.queue.add(id, priority);
  return id;
}

const order = (): string =>
  library.queue
    .list()
    .map(({ name }) => name)
    .join('');

describe('the order of the queue', () => {
  it('is by priority, and by coming within one', () => {
    add('a');
    add('b', 5);
    add('c');
    add('d', -1);
    add('e', 5);
    expect(order()).toBe('beacd');
  });

  it('is what the person makes of it, also past runs of another priority', () => {
    const ids = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, add(name)]));
    const high = add('h', 9);
    expect(order()).toBe('habc');
    const after = (name: string, move: QueueMove): string => {
      library.queue.move(ids[name] ?? high, move);
      return order();
    };
    expect(after('c', 'up')).toBe('hacb');
    expect(after('c', 'front')).toBe('chab');
    expect(library.queue.list()[0]?.queue?.priority).toBe(9);
    expect(after('c', 'down')).toBe('hcab');
    expect(after('h', 'back')).toBe('cabh');
    expect(after('h', 'down')).toBe('cabh');
    expect(after('c', 'up')).toBe('cabh');
  });

  it('is that of a list in which one moves things, however often', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const ids = names.map((name, index) => add(name, index % 2));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4), fc.constantFrom(...queueMoves)), { maxLength: 80 }), (moves) => {
        const list = order().split('');
        for (const [which, move] of moves) {
          const name = names[which] ?? '';
          const from = list.indexOf(name);
          list.splice(from, 1);
          const to = { front: 0, up: Math.max(0, from - 1), down: Math.min(list.length, from + 1), back: list.length };
          list.splice(to[move], 0, name);
          library.queue.move(ids[which] ?? '', move);
          expect(order()).toBe(list.join(''));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('outlasts more halvings of a gap than numbers have digits', () => {
    const [a, b, c] = [add('a'), add('b'), add('c')];
    for (let times = 0; times < 100; times += 1) {
      // b and c take turns between a and the other.
      library.queue.move(times % 2 === 0 ? c : b, 'up');
      expect(order()).toBe(times % 2 === 0 ? 'acb' : 'abc');
    }
    expect(library.queue.list().map(({ id }) => id)).toEqual([a, b, c]);
  });
});

describe('taking', () => {
  it('gives each run to one host alone, while there is room on its machine', () => {
    const other = openLibrary(home);
    const [one, two] = [library.hosts.register(1), other.hosts.register(1)];
    const ids = ['a', 'b', 'c'].map((name) => add(name));
    expect(library.queue.take(one, 2)).toEqual({ id: ids[0], slot: 0 });
    expect(other.queue.take(two, 2)).toEqual({ id: ids[1], slot: 1 });
    expect(library.queue.take(one, 2)).toBeUndefined();
    library.runs.finish(ids[0] ?? '', { status: 'failed', time: 1 }, one);
    expect(other.queue.take(two, 2)).toEqual({ id: ids[2], slot: 0 });
    expect(other.queue.isEmpty).toBe(true);
    other.close();
  });

  it('is held up by a pause, but not of a run that is asked for by name', () => {
    const host = library.hosts.register(1);
    const [a, b] = [add('a'), add('b')];
    library.queue.set({ paused: true });
    expect(library.queue.take(host, 4)).toBeUndefined();
    expect(library.queue.take(host, 4, { id: b, beside: false })).toEqual({ id: b, slot: 0 });
    expect(library.queue.take(host, 1, { id: a, beside: false })).toBeUndefined();
    expect(library.queue.take(host, 1, { id: a, beside: true })).toEqual({ id: a, slot: 1 });
  });

  it('is undone where nothing had begun', () => {
    const host = library.hosts.register(1);
    const [a] = [add('a'), add('b')];
    library.queue.take(host, 1);
    expect([order(), library.runs.summary(a).status]).toEqual(['b', 'starting']);
    library.queue.giveBack(a, host);
    expect([order(), library.runs.summary(a).status]).toEqual(['ab', 'queued']);
  });
});

describe('leaving the queue', () => {
  it('puts a run into the bin, from where it comes back to its place', () => {
    const [a, b, c] = [add('a'), add('b'), add('c')];
    expect(library.queue.remove([b, c], 7)).toMatchObject([
      { status: 'stopped', deletedAt: 7, endedAt: 7 },
      { status: 'stopped', deletedAt: 7 },
    ]);
    expect(order()).toBe('a');
    add('d');
    expect(library.queue.putBack([b])).toMatchObject([{ status: 'queued' }]);
    expect(library.runs.summary(b)).not.toHaveProperty('deletedAt');
    expect(library.queue.list().map(({ name }) => name)).toContain('b');
    expect(library.queue.list()[0]?.id).toBe(a);
  });

  it('is refused of runs that do not wait, and then no run leaves', () => {
    const host = library.hosts.register(1);
    const [a, b] = [add('a'), add('b')];
    library.queue.take(host, 1);
    expect(() => library.queue.remove([b, a], 7)).toThrow(/"a" .* does not wait in the queue/);
    expect(() => library.queue.move(a, 'up')).toThrow(/does not wait/);
    expect(() => library.queue.putBack([a])).toThrow(/does not wait/);
    expect(() => library.queue.remove(['20200101-aaaaaa'], 7)).toThrow(/no run with the id/);
    expect(order()).toBe('b');
  });
});

describe('what holds for the queue', () => {
  it('is kept, and each part by itself', () => {
    expect(library.queue.state()).toEqual({ paused: false, cpuRuns: 1 });
    library.queue.set({ paused: true });
    library.queue.set({ cpuRuns: 3 });
    library.close();
    library = openLibrary(home);
    expect(library.queue.state()).toEqual({ paused: true, cpuRuns: 3 });
  });
});
