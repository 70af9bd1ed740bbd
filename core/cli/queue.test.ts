import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTerminal, run } from './cli.test-support.ts';
import { runOn, type Finished } from './in-process.test-support.ts';

let home = '';
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-queue-'));
  buildTerminal();
}, 120_000);
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

interface Listed {
  readonly runId: string;
  readonly name: string;
  readonly status: string;
  readonly origin: unknown;
  readonly weightsHash: string | null;
}

const blockyard = (...args: string[]): Promise<Finished> => runOn(home, args);
const small = ['lenet5', '--data', 'mnist', '--limit', '300', '--epochs', '1'];
const parse = ({ stdout }: Finished): unknown => JSON.parse(stdout);
const names = async (): Promise<string> =>
  (parse(await blockyard('queue', '--json')) as { runs: Listed[] }).runs.map(({ name }) => name).join('');

describe('queue, and what makes runs of runs', { timeout: 240_000 }, () => {
  it('lists, adds, moves, removes, pauses, and trains what waits', async () => {
    expect((await blockyard('queue')).stdout).toBe('Nothing waits.\n');
    const ids: Record<string, string> = {};
    for (const name of ['a', 'b', 'c']) {
      const [added] = parse(await blockyard('queue', 'add', ...small, '--name', name, '--json')) as Listed[];
      expect(added).toMatchObject({ name, status: 'queued', origin: null });
      ids[name] = added?.runId ?? '';
    }
    const urgent = await blockyard('queue', 'add', ...small, '--name', 'u', '--priority', '5');
    expect(urgent.stdout).toMatch(
      /^u waits as \S+\. No program is open that trains it\. Open the window, or: blockyard queue run\n$/,
    );
    expect(await names()).toBe('uabc');
    await blockyard('queue', 'move', ids['c'] ?? '', 'front');
    expect(await names()).toBe('cuab');
    expect((await blockyard('queue', 'remove', ids['b'] ?? '')).stdout).toBe('Took 1 run out of the queue.\n');
    expect((await blockyard('queue', 'remove', ids['b'] ?? '')).code).toBe(2);
    expect((await blockyard('queue', 'move', ids['a'] ?? '', 'sideways')).code).toBe(2);
    expect(parse(await blockyard('queue', 'pause', '--json'))).toMatchObject({ paused: true, served: false });
    expect((await blockyard('queue')).stderr).toMatch(/The queue is paused/);
    expect(parse(await blockyard('queue', 'set', '--at-once', '2', '--json'))).toMatchObject({ cpuRuns: 2 });
    await blockyard('queue', 'resume');

    const trained = await run(home, ['queue', 'run', '--json']);
    expect(trained.stderr).toMatch(/c \(\S+\): training/);
    expect(trained.code).toBe(0);
    const runs = JSON.parse(trained.stdout) as Listed[];
    expect(runs.map(({ name, status }) => `${name} ${status}`)).toEqual(['c completed', 'u completed', 'a completed']);
    expect(new Set(runs.map(({ weightsHash }) => weightsHash)).size).toBe(1);
    expect(await names()).toBe('');
  });

  it('runs again, forks with the difference shown, and goes on', async () => {
    const [first] = parse(await blockyard('runs', '--json')) as Listed[];
    const id = first?.runId ?? '';
    const again = await run(home, ['runs', 'again', id, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({
      status: 'completed',
      weightsHash: first?.weightsHash,
      origin: { kind: 'again', run: id },
    });
    const fork = await blockyard('runs', 'fork', id, '--lr', '0.02', '--network', 'baseline', '--queue', '--json');
    expect(fork.stderr).toMatch(/Changes:\n {2}recipe\.learningRate: 0\.004 -> 0\.02\n {2}network: \d+ changes/);
    const forked = parse(fork) as Listed;
    expect(forked).toMatchObject({ status: 'queued', origin: { kind: 'fork', run: id } });
    expect((await blockyard('runs', 'show', forked.runId)).stdout).toContain(`forked from ${id}`);
    await blockyard('queue', 'remove', forked.runId);

    const longer = await run(home, ['runs', 'continue', id, '--epochs', '3', '--json']);
    expect(JSON.parse(longer.stdout)).toMatchObject({
      status: 'completed',
      totalSteps: 15,
      origin: { kind: 'continue', run: id },
      epochs: [{ epoch: 1 }, { epoch: 2 }, { epoch: 3 }],
    });
    const refused = await blockyard('runs', 'continue', id);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/all of its 1 epochs/)]);
  });
});
