import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import { parseSweep, type Sweep } from '../protocol/sweep.ts';
import type { SweepSummary } from '../protocol/sweeps.ts';
import { openLibrary, type Library } from '../store/index.ts';
import { forkEngineHost, openRunner, SweepDesk, type Runner } from './index.ts';

const faultyEngine = fileURLToPath(new URL('./__fixtures__/faulty-engine.cjs', import.meta.url));

let home = '';
let library: Library;
let runner: Runner;
let desk: SweepDesk;
let told: SweepSummary[] = [];

async function openAll(servesQueue: boolean): Promise<void> {
  library = openLibrary(home);
  runner = await openRunner({ library, engineHost: forkEngineHost(faultyEngine), servesQueue });
  told = [];
  desk = new SweepDesk({ library, runner, onChange: (sweep) => told.push(sweep) });
}

async function closeAll(): Promise<void> {
  desk.close();
  await runner.close();
  library.close();
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-sweeps-'));
});
afterEach(async () => {
  await closeAll();
  rmSync(home, { recursive: true, force: true });
});

const sweepOf = (fields: object = {}): Sweep =>
  parseSweep({
    version: 1,
    // The engine of these tests reads from a run's name what it is to do.
    name: 'none',
    base: readyExperiment(),
    axes: [{ kind: 'setting', path: 'recipe.learningRate', values: [0.001, 0.01] }],
    seeds: [1, 2],
    ...fields,
  });

describe('a sweep of the library', () => {
  it('queues all of its runs, which know of it, and is there after a restart', async () => {
    await openAll(false);
    const started = desk.start({ sweep: sweepOf() });
    expect(told).toEqual([started]);
    expect(started.runs.map(({ trial, seed }) => [trial, seed])).toEqual([
      [0, 1],
      [1, 1],
      [0, 2],
      [1, 2],
    ]);
    const runs = runner.list();
    expect(runs.map(({ status }) => status)).toEqual(Array(4).fill('queued'));
    expect(runs.map(({ origin }) => origin)).toEqual(Array(4).fill({ kind: 'sweep', sweep: started.id }));
    await closeAll();
    await openAll(false);
    expect(desk.list()).toEqual([started]);
    expect(desk.get(started.id).sweep).toEqual(sweepOf());
    expect(desk.epochs(started.id)).toEqual([]);
  });

  it('is not there where one of its runs cannot be trained', async () => {
    await openAll(false);
    const axes = [{ kind: 'setting', path: 'data.dataset', values: ['mnist', 'nowhere'] }];
    expect(() => desk.start({ sweep: sweepOf({ axes }) })).toThrow(/no dataset called "nowhere"/);
    expect(desk.list()).toEqual([]);
    expect(runner.list()).toEqual([]);
  });

  it('stops as a whole, and is taken out of the list and brought back without its runs', async () => {
    await openAll(false);
    const { id } = desk.start({ sweep: sweepOf() });
    desk.stop(id);
    expect(runner.list().map(({ status }) => status)).toEqual(Array(4).fill('stopped'));
    expect(desk.remove(id).deletedAt).toBeGreaterThan(0);
    expect(desk.recover(id)).not.toHaveProperty('deletedAt');
    expect(runner.list()).toHaveLength(4);
    expect(() => desk.get('20260101-zzzzzz')).toThrow(/no sweep or study/);
  });

  it('trains what waits', async () => {
    await openAll(true);
    const { id, runs } = desk.start({ sweep: sweepOf({ axes: [], seeds: [] }) });
    const ended = await Promise.all(runs.map(({ run }) => runner.wait(run)));
    expect(ended.map(({ status }) => status)).toEqual(['completed']);
    expect(desk.epochs(id).map(({ run }) => run)).toEqual(runs.map(({ run }) => run));
  });
});
