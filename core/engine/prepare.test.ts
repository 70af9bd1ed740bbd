import { describe, expect, it } from 'vitest';
import { expectPrompt } from '../model/prompt.test-support.ts';
import { endless, refused } from '../model/hostile.test-support.ts';
import { prepareTiny } from './prepare.test-support.ts';

describe('a hostile network', () => {
  it.each(refused)('%s: refused at once, with the path', async (_, make, reason, path) => {
    const architecture = make();
    const problem = { code: 'invalid-architecture', facts: { path: path === '' ? 'the document' : path, reason } };
    await expect(prepareTiny(architecture)).rejects.toMatchObject({ problem });
    await expectPrompt(100, () => prepareTiny(architecture).catch(() => undefined));
  });

  it.each(endless)('%s: told at once', async (_, architecture, reason) => {
    const facts = { reason, path: expect.stringMatching(/^root\/children\/0/) as string };
    await expect(prepareTiny(architecture)).rejects.toMatchObject({ problem: { code: 'invalid-architecture', facts } });
    await expectPrompt(100, () => prepareTiny(architecture).catch(() => undefined));
  });
});
