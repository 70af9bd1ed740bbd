import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPreset, serializeArchitecture } from '../model/index.ts';
import { expectPrompt } from '../model/prompt.test-support.ts';
import { endless, refused } from '../model/hostile.test-support.ts';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import { openLibrary, type Library } from '../store/index.ts';
import { forkEngineHost, openRunner, type Runner } from './index.ts';

let home = '';
let library: Library;
let runner: Runner;
const lenet = findPreset('lenet5')?.architecture;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-hostile-'));
  library = openLibrary(home);
  library.architectures.save('kept', lenet, 1);
  // No engine is ever started.
  runner = await openRunner({ library, engineHost: forkEngineHost('/nowhere') });
});
afterAll(async () => {
  await runner.close();
  library.close();
  rmSync(home, { recursive: true, force: true });
});

const hostile: readonly (readonly [string, () => unknown, string, unknown])[] = [
  ...refused,
  ...endless.map(
    ([name, json, code]) => [name, () => json, code, expect.stringMatching(/^root\/children\/0/)] as const,
  ),
];

/** What is thrown; fails where nothing is. */
function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was refused.');
}

describe('a hostile network', () => {
  it.each(hostile)('%s: refused at once, neither trained nor queued', async (_, make, reason, path) => {
    const spec = { ...readyExperiment(), architecture: make() };
    const refusal = { problem: { code: 'invalid-architecture', facts: { reason, path } } };
    await expect(runner.start(spec)).rejects.toMatchObject(refusal);
    const enqueue = (): unknown => thrown(() => runner.enqueue([spec]));
    expect(enqueue()).toMatchObject(refusal);
    await expectPrompt(100, enqueue);
    expect([runner.list(), readdirSync(library.runsFolder)]).toEqual([[], []]);
  });

  it.each(refused)('%s: not saved, and what is there stays', async (_, make, reason, path) => {
    const architecture = make();
    const save = (): unknown => thrown(() => library.architectures.save('kept', architecture, 2));
    expect(save()).toMatchObject({ problem: { code: 'invalid-architecture', facts: { reason, path } } });
    await expectPrompt(100, save);
    expect(library.architectures.get('kept').document).toBe(lenet && serializeArchitecture(lenet));
  });
});
