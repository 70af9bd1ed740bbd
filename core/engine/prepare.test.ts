import { describe, expect, it } from 'vitest';
import { fastestOf } from '../model/cpu-time.test-support.ts';
import { endless, refused } from '../model/hostile.test-support.ts';
import { engineCommandSchema } from '../protocol/engine.ts';
import { prepareRun } from './prepare.ts';
import { mnistFolder, tinySpec } from './tiny-run.test-support.ts';

/** What an engine does with the command to train this network, up to the first image. */
async function prepare(architecture: unknown): Promise<unknown> {
  const spec = { ...tinySpec(), architecture };
  const command = { kind: 'start', runId: 'a', folder: '/nowhere', spec, datasetFolder: mnistFolder() };
  const read = engineCommandSchema.parse(command);
  return read.kind === 'start' ? prepareRun(read.spec, read.datasetFolder, read.folder) : undefined;
}

describe('a hostile network', () => {
  it.each(refused)('%s: refused within 100 ms, with the path', async (_, make, reason, path) => {
    const architecture = make();
    const problem = { code: 'invalid-architecture', facts: { path: path === '' ? 'the document' : path, reason } };
    await expect(prepare(architecture)).rejects.toMatchObject({ problem });
    expect(await fastestOf(() => prepare(architecture).catch(() => undefined), 100)).toBeLessThan(100);
  });

  it.each(endless)('%s: told within 100 ms', async (_, architecture, reason) => {
    const facts = { reason, path: expect.stringMatching(/^root\/children\/0/) as string };
    await expect(prepare(architecture)).rejects.toMatchObject({ problem: { code: 'invalid-architecture', facts } });
    expect(await fastestOf(() => prepare(architecture).catch(() => undefined), 100)).toBeLessThan(100);
  });
});
