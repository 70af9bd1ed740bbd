import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NoticeName, RequestName, Transport } from '../../core/protocol/channels.ts';
import type { RunSummary } from '../../core/protocol/runs.ts';
import type { SystemHistory } from '../../core/protocol/system-figures.ts';
import { createApi } from '../api/client.ts';
import { Session } from './session.svelte.ts';
import { summary } from './runs.test-support.ts';
import { stepsFrom } from './steps.test-support.ts';

/** A program with one answer for each request, which can tell the page things. */
class TestTransport implements Transport {
  readonly pathOf = () => '';
  readonly asked: RequestName[] = [];
  readonly answers: Partial<Record<RequestName, unknown>>;
  #listeners = new Map<NoticeName, Set<(payload: unknown) => void>>();

  constructor(answers: Partial<Record<RequestName, unknown>>) {
    this.answers = answers;
  }

  request(name: RequestName): ReturnType<Transport['request']> {
    this.asked.push(name);
    if (name in this.answers) return Promise.resolve({ ok: true, value: this.answers[name] });
    return Promise.resolve({ ok: false, problem: { code: 'unknown-run', facts: { id: 'x' } } });
  }

  subscribe(name: NoticeName, listener: (payload: unknown) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  tell(name: NoticeName, payload: unknown): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(payload);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => setTimeout(callback, 16));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const running = summary({ id: 'a', status: 'running', step: 5 });
const answers = { 'app.info': {}, 'datasets.list': [], 'runs.list': [running] };

describe('Session', () => {
  it('shows what was changed at once, and no run that is gone for good', async () => {
    const ended = summary({ id: 'b', status: 'completed' });
    const transport = new TestTransport({
      ...answers,
      'runs.list': [running, ended],
      'runs.remove': [{ ...ended, deletedAt: 7 }],
      'runs.recover': [ended],
      'runs.change': [{ ...ended, tags: ['x'] }],
      'runs.erase': undefined,
    });
    const session = new Session(createApi(transport));
    await session.load();
    await session.remove(['b']);
    expect(session.run('b')?.deletedAt).toBe(7);
    await session.recover(['b']);
    expect(session.run('b')?.deletedAt).toBeUndefined();
    await session.change(['b'], { addTags: ['x'] });
    expect(session.run('b')?.tags).toEqual(['x']);
    await session.erase(['b']);
    expect(session.runs.map(({ id }) => id)).toEqual(['a']);
    transport.tell('run.changed', { ...running, step: 9 });
    transport.tell('run.erased', { id: 'a' });
    await vi.advanceTimersByTimeAsync(200);
    expect(session.runs).toEqual([]);
    expect(transport.asked.slice(3)).toEqual(['runs.remove', 'runs.recover', 'runs.change', 'runs.erase']);
  });

  it('keeps what it was told while it asked', async () => {
    const transport = new TestTransport(answers);
    const session = new Session(createApi(transport));
    transport.tell('run.changed', { ...running, step: 9 });
    await session.load();
    expect(session.run('a')?.step).toBe(9);
    expect(session.current?.id).toBe('a');
  });

  it('follows changes at most ten times a second and tells an end once', async () => {
    const transport = new TestTransport(answers);
    const session = new Session(createApi(transport));
    const ended: RunSummary[] = [];
    session.onEnded = (run) => ended.push(run);
    await session.load();
    const seen = new Set<number | undefined>();
    for (let step = 6; step < 106; step += 1) {
      transport.tell('run.changed', { ...running, step });
      await vi.advanceTimersByTimeAsync(10);
      seen.add(session.run('a')?.step);
    }
    expect(seen.size).toBeLessThanOrEqual(12);
    transport.tell('run.changed', { ...running, status: 'completed' });
    transport.tell('run.changed', { ...running, status: 'completed' });
    await vi.advanceTimersByTimeAsync(300);
    expect(ended.map((run) => run.status)).toEqual(['completed']);
    expect(session.current).toBeUndefined();
  });

  it('has the problem when the program cannot answer', async () => {
    const session = new Session(createApi(new TestTransport({})));
    await session.load();
    expect(session.problem?.code).toBe('unknown-run');
    expect(session.loaded).toBe(false);
  });
});

function busyAt(time: number): SystemHistory[number] {
  return { time, cpu: 0.9, processCpu: 0.8, processMemory: 2 ** 30, machineMemory: 2 ** 31, gpus: [] };
}

describe('RunFeed', () => {
  it('loads, follows, and asks again when news was lost', async () => {
    const transport = new TestTransport({
      ...answers,
      'runs.get': { epochs: [], log: [] },
      'runs.metrics': stepsFrom(1, 10),
      'runs.system': [busyAt(1)],
    });
    const feed = new Session(createApi(transport)).open('a');
    await vi.advanceTimersByTimeAsync(0);
    expect(feed.record.metrics.length).toBe(10);
    transport.tell('run.metrics', { id: 'b', metrics: stepsFrom(11, 99) });
    transport.tell('run.metrics', { id: 'a', metrics: stepsFrom(11, 12) });
    expect(feed.record.metrics.length).toBe(12);
    transport.tell('run.system', { id: 'b', figures: [busyAt(2)] });
    transport.tell('run.system', { id: 'a', figures: [busyAt(1), busyAt(6)] });
    expect(feed.system.map(({ time }) => time)).toEqual([1, 6]);
    transport.answers['runs.metrics'] = stepsFrom(1, 30);
    transport.tell('run.metrics', { id: 'a', metrics: stepsFrom(20, 30) });
    await vi.advanceTimersByTimeAsync(0);
    expect([...feed.record.metrics.columns.step]).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    feed.close();
    transport.tell('run.metrics', { id: 'a', metrics: stepsFrom(31, 40) });
    expect(feed.record.metrics.length).toBe(30);
  });
});
