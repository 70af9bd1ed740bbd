import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../core/protocol/runs.ts';
import { currentRun, endedRuns, mergeRuns, progressOf, secondsLeft, waitingRuns } from './run-list.ts';
import { summary } from './runs.test-support.ts';

const changes = (...runs: RunSummary[]) => new Map(runs.map((run) => [run.id, run]));

describe('mergeRuns', () => {
  it('puts changed runs in their places and new ones first', () => {
    const old = [summary({ id: 'b', createdAt: 2 }), summary({ id: 'a', createdAt: 1 })];
    const merged = mergeRuns(
      old,
      changes(summary({ id: 'c', createdAt: 3 }), summary({ id: 'a', createdAt: 1, step: 7 })),
    );
    expect(merged.map((run) => [run.id, run.step])).toEqual([
      ['c', 0],
      ['b', 0],
      ['a', 7],
    ]);
    expect(merged[1]).toBe(old[0]);
    expect(mergeRuns(old, changes())).toBe(old);
  });
});

describe('endedRuns', () => {
  it('tells a run once, when it stops being active', () => {
    const active = [summary({ id: 'a', status: 'running' })];
    const over = [summary({ id: 'a', status: 'failed' })];
    expect(endedRuns(active, over).map((run) => run.id)).toEqual(['a']);
    expect(endedRuns(over, over)).toEqual([]);
    expect(endedRuns([], over)).toEqual([]);
    const waiting = [summary({ id: 'a', status: 'queued' })];
    expect(endedRuns(waiting, over).map((run) => run.id)).toEqual(['a']);
    expect(endedRuns(waiting, [summary({ id: 'a', status: 'stopped' })])).toEqual([]);
  });
});

describe('currentRun', () => {
  it('is the one that trains, and none that waits', () => {
    const waiting = summary({ id: 'q', status: 'queued', createdAt: 9 });
    expect(currentRun([waiting, summary({ id: 'p', status: 'paused' })])?.id).toBe('p');
    expect(currentRun([waiting])).toBeUndefined();
    expect(currentRun([summary({ status: 'completed' })])).toBeUndefined();
  });
});

describe('waitingRuns', () => {
  it('are in the order in which they will train', () => {
    const at = (id: string, priority: number, place: number) =>
      summary({ id, status: 'queued', queue: { priority, place } });
    const runs = [at('c', 0, 2), summary({ id: 'r' }), at('a', 5, 7), at('b', 0, 1.5), at('d', -1, 0)];
    expect(waitingRuns(runs).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('progress', () => {
  it('is a part of all steps, and the time left follows the mean rate', () => {
    const run = summary({ step: 250, totalSteps: 1000, trainingSeconds: 50 });
    expect(progressOf(run)).toBe(0.25);
    expect(secondsLeft(run)).toBeCloseTo(150);
    expect(secondsLeft(summary({ step: 0, totalSteps: 1000 }))).toBeUndefined();
    expect(progressOf(summary({}))).toBe(0);
  });
});
