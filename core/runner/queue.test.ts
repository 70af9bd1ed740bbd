import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import type { RunSummary } from '../protocol/runs.ts';
import { openLibrary, type Library } from '../store/index.ts';
import { forkEngineHost, openRunner, type Runner, type RunnerNotice } from './index.ts';
import { slotsHere } from './slots.ts';

const faultyEngine = fileURLToPath(new URL('./__fixtures__/faulty-engine.cjs', import.meta.url));

let home = '';
let library: Library;
let runner: Runner;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-queue-'));
  library = openLibrary(home);
  runner = await openRunner({ library, engineHost: forkEngineHost(faultyEngine), timing: { pollMs: 20 } });
});
afterEach(async () => {
  await runner.close();
  library.close();
  rmSync(home, { recursive: true, force: true });
});

const spec = (name: string): RunSpec => ({ ...readyExperiment(), name });
const status = (id: string | undefined): string => runner.get(id ?? '').summary.status;

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Ids in the order in which they began to train. */
function followStarts(): string[] {
  const began: string[] = [];
  runner.subscribe((notice) => {
    if (notice.name === 'run.epoch' && !began.includes(notice.payload.id)) began.push(notice.payload.id);
  });
  return began;
}

describe('the queue', () => {
  it('trains one run after the other, by priority and as they were moved', async () => {
    const began = followStarts();
    const [first] = runner.enqueue([spec('goes on until told')]);
    const [a, b, c] = runner.enqueue([spec('none'), spec('none'), spec('none')], { sweep: 'a sweep' });
    const [urgent] = runner.enqueue([spec('none')], { priority: 3 });
    expect(a?.origin).toEqual({ kind: 'sweep', sweep: 'a sweep' });
    await until(() => status(first?.id) === 'running');
    runner.queue.move(c?.id ?? '', 'up');
    expect(runner.queue.list().map(({ id }) => id)).toEqual([urgent, a, c, b].map((run) => run?.id));
    runner.stop(first?.id ?? '');
    await runner.wait(b?.id ?? '');
    await until(() => began.length === 5);
    expect(began).toEqual([first, urgent, a, c, b].map((run) => run?.id));
  });

  it('starts nothing while it is paused, but what a person starts themselves, and goes on afterwards', async () => {
    const told: RunnerNotice[] = [];
    runner.subscribe((notice) => told.push(notice));
    expect(runner.queue.set({ paused: true })).toEqual({ paused: true, cpuRuns: 1, slots: 1, served: true });
    const [waiting] = runner.enqueue([spec('none')]);
    const now = await runner.start(spec('none'));
    expect(now.status).toBe('starting');
    expect((await runner.wait(now.id)).status).toBe('completed');
    expect(status(waiting?.id)).toBe('queued');
    runner.queue.set({ paused: false });
    expect((await runner.wait(waiting?.id ?? '')).status).toBe('completed');
    const states = told.flatMap((notice) => (notice.name === 'queue.changed' ? [notice.payload.paused] : []));
    expect(states).toEqual([true, false]);
  });

  it('trains as many at a time as it may', async () => {
    runner.queue.set({ cpuRuns: 2 });
    const runs = runner.enqueue(['goes on until told', 'goes on until told', 'none'].map(spec));
    await until(() => status(runs[0]?.id) === 'running' && status(runs[1]?.id) === 'running');
    expect(status(runs[2]?.id)).toBe('queued');
    expect(runner.training).toBe(2);
    runner.stop(runs[1]?.id ?? '');
    expect((await runner.wait(runs[2]?.id ?? '')).status).toBe('completed');
    expect(status(runs[0]?.id)).toBe('running');
  });

  it('lets a run wait while another program trains, unless it is to train beside it', async () => {
    const elsewhere = openLibrary(home);
    const terminal = await openRunner({
      library: elsewhere,
      engineHost: forkEngineHost(faultyEngine),
      servesQueue: false,
      timing: { pollMs: 20 },
    });
    const theirs = await terminal.start(spec('goes on until told'), { beside: true });
    const mine = await runner.start(spec('none'));
    expect(mine.status).toBe('queued');
    const beside = await terminal.start(spec('none'), { beside: true });
    expect((await terminal.wait(beside.id)).status).toBe('completed');
    // Put there by the one that starts nothing, trained by the other.
    const [added] = terminal.enqueue([spec('none')]);
    expect(status(mine.id)).toBe('queued');
    terminal.stop(theirs.id);
    expect((await terminal.wait(added?.id ?? '')).status).toBe('completed');
    expect(status(mine.id)).toBe('completed');
    await terminal.close();
    elsewhere.close();
  });

  it('goes on past a run whose dataset has gone, and says so there', async () => {
    const [first, lost, last] = runner.enqueue(['goes on until told', 'none', 'none'].map(spec));
    // As a dataset that was removed in the meantime.
    const before = library.runs.spec.bind(library.runs);
    vi.spyOn(library.runs, 'spec').mockImplementation((id) => {
      const asked = before(id);
      return id === lost?.id ? { ...asked, data: { ...asked.data, dataset: 'mine' } } : asked;
    });
    runner.stop(first?.id ?? '');
    expect(await runner.wait(last?.id ?? '')).toMatchObject({ status: 'completed' });
    expect(await runner.wait(lost?.id ?? '')).toMatchObject({
      status: 'failed',
      step: 0,
      problem: { code: 'unknown-dataset', facts: { name: 'mine' } },
    });
  });

  it('is refused as a whole where one spec cannot be used', () => {
    expect(() => runner.enqueue([spec('none'), { ...spec('none'), name: '' }])).toThrow(/name is not valid/);
    expect(runner.list()).toEqual([]);
  });

  it('lets those who wait for a run know that it was taken out', async () => {
    const [first, second] = runner.enqueue([spec('goes on until told'), spec('none')]);
    const ended = runner.wait(second?.id ?? '');
    runner.queue.remove([second?.id ?? '']);
    expect(await ended).toMatchObject<Partial<RunSummary>>({ status: 'stopped', step: 0 });
    runner.queue.putBack([second?.id ?? '']);
    runner.stop(first?.id ?? '');
    expect((await runner.wait(second?.id ?? '')).status).toBe('completed');
  });
});

describe('room for training', () => {
  const state = { queue: { state: () => ({ paused: false, cpuRuns: 3 }) } };
  const on = (device: string | undefined, cards: number): number =>
    slotsHere({ ...state, runs: { lastDevice: () => device } }, cards);

  it.each<[string | undefined, number, number]>([
    ['CPU, 8 threads', 0, 3],
    ['CPU, 8 threads', 4, 3],
    [undefined, 4, 3],
    ['NVIDIA GPU', 4, 4],
    ['NVIDIA GPU', 0, 3],
  ])('after a run on %s, with %i cards, is %i', (device, cards, slots) => {
    expect(on(device, cards)).toBe(slots);
  });
});
