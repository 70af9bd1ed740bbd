import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import { openLibrary, type Library } from '../store/index.ts';
import { forkEngineHost, openRunner, type Runner, type RunnerNotice } from './index.ts';

const faultyEngine = fileURLToPath(new URL('./__fixtures__/faulty-engine.cjs', import.meta.url));

let home = '';
let library: Library;
let runner: Runner;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-managing-'));
  library = openLibrary(home);
  runner = await openRunner({ library, engineHost: forkEngineHost(faultyEngine) });
});
afterEach(async () => {
  await runner.close();
  library.close();
  rmSync(home, { recursive: true, force: true });
});

async function train(fault: string): Promise<string> {
  const { id } = await runner.start({ ...readyExperiment(), name: fault });
  await runner.wait(id);
  return id;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('deleting', () => {
  it.each(['none', 'throws', 'is killed'])(
    'a run that ended as "%s" is always possible, folder and all',
    async (fault) => {
      const id = await train(fault);
      const folder = library.runFolder(id);
      runner.remove([id]);
      expect(existsSync(join(folder, 'events.jsonl'))).toBe(true);
      runner.erase([id]);
      expect(existsSync(folder)).toBe(false);
      expect(runner.list()).toEqual([]);
    },
  );

  it('a run that trains or waits is refused until it is stopped', async () => {
    const training = await runner.start({ ...readyExperiment(), name: 'trains on and on' });
    const waiting = await runner.start({ ...readyExperiment(), name: 'none' });
    await until(() => runner.get(training.id).epochs.length === 1);
    expect(() => runner.remove([waiting.id])).toThrow(/"none" \(.*\) trains or waits to\. Stop it first/);
    expect(() => runner.remove([training.id])).toThrow(/Stop it first/);
    runner.stop(waiting.id);
    runner.stop(training.id);
    await runner.wait(training.id);
    expect(runner.remove([training.id, waiting.id]).map(({ deletedAt }) => deletedAt)).not.toContain(undefined);
  });

  it('clears at the next start what could not be removed, and nothing else', async () => {
    const [erased, kept] = [await train('none'), await train('none')];
    runner.remove([erased, kept]);
    runner.erase([erased]);
    mkdirSync(library.runFolder(erased));
    writeFileSync(join(library.runFolder(erased), 'rest'), '');
    mkdirSync(join(library.runsFolder, 'not of ours'));
    await runner.close();
    runner = await openRunner({ library, engineHost: forkEngineHost(faultyEngine) });
    expect(existsSync(library.runFolder(erased))).toBe(false);
    expect([library.runFolder(kept), join(library.runsFolder, 'not of ours')].map((path) => existsSync(path))).toEqual([
      true,
      true,
    ]);
  });
});

describe('two programs at once', () => {
  it('each learns what the other changed, deleted and erased', async () => {
    const ids = [await train('none'), await train('none')];
    const [one = '', two = ''] = ids;
    const otherLibrary = openLibrary(home);
    const other = await openRunner({ library: otherLibrary, engineHost: forkEngineHost(faultyEngine) });
    const heard: RunnerNotice[] = [];
    runner.subscribe((notice) => heard.push(notice));
    const last = (id: string) =>
      heard.filter((notice) => notice.name === 'run.changed' && notice.payload.id === id).at(-1)?.payload;

    other.change([one], { name: 'From the other', addTags: ['x'], starred: true });
    other.remove([two]);
    await until(() => last(one) !== undefined && last(two) !== undefined);
    expect(last(one)).toMatchObject({ name: 'From the other', tags: ['x'], starred: true });
    expect(last(two)).toHaveProperty('deletedAt');

    other.erase([two]);
    await until(() => heard.some((notice) => notice.name === 'run.erased' && notice.payload.id === two));
    expect(runner.list().map(({ id }) => id)).toEqual([one]);
    expect(() => runner.restore([two])).toThrow(/There is no run with the id/);
    await other.close();
    otherLibrary.close();
  });
});
