import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryArchitecture } from './arbitrary.test-support.ts';
import { parseArchitecture, parseArchitectureText } from './architecture.ts';
import { expectPrompt } from './prompt.test-support.ts';
import { pasteNodes } from './edits/clipboard.ts';
import { gapBehind } from './edits/arrange.ts';
import { refusedTexts } from './hostile-texts.test-support.ts';
import { endless, refused } from './hostile.test-support.ts';
import { inferArchitecture } from './infer.ts';
import { presets } from './presets.ts';

const target = { input: [32, 32, 3], classes: 10 } as const;

describe('hostile documents', () => {
  it.each(refused)('%s: refused at once, with a path', async (_, make, code, path) => {
    const json = make();
    const parsed = parseArchitecture(json);
    expect(parsed.ok ? undefined : [parsed.error[0]?.code, parsed.error[0]?.path]).toEqual([code, path]);
    expect(parsed.ok ? '' : `${parsed.error[0]?.what ?? ''}${parsed.error[0]?.mend ?? ''}`.length).toBeLessThan(1000);
    await expectPrompt(100, () => parseArchitecture(json));
    expect(Object.hasOwn(Object.prototype, 'filters')).toBe(false);
  });

  it.each(endless)('%s: told at once', async (_, json, code) => {
    const parsed = parseArchitecture(json);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error[0]));
    const { network, problems } = inferArchitecture(parsed.value, target);
    expect(network).toBeUndefined();
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0]?.path).toMatch(/^root\/children\/0/);
    await expectPrompt(50, () => inferArchitecture(parsed.value, target));
  });

  it.each(refusedTexts)('as text, %s: refused at once, with a path', async (_, make, code, path) => {
    const text = make();
    const parsed = parseArchitectureText(text);
    expect(parsed.ok ? undefined : [parsed.error[0]?.code, parsed.error[0]?.path]).toEqual([code, path]);
    await expectPrompt(100, () => parseArchitectureText(text));
  });

  it.each(refusedTexts)('pasted, %s: refused at once, with a path', async (_, make, code, path) => {
    const text = make();
    const [{ architecture }] = presets as [(typeof presets)[number]];
    const gap = gapBehind(architecture, architecture.root.id);
    const before = JSON.stringify(architecture);
    const pasted = pasteNodes(architecture, gap, text);
    expect(pasted.ok ? undefined : [pasted.error[0]?.code, pasted.error[0]?.path]).toEqual([code, path]);
    await expectPrompt(100, () => pasteNodes(architecture, gap, text));
    expect(JSON.stringify(architecture)).toBe(before);
  });

  it('do not get past with an object for what must be a text', () => {
    const keyed = fc.dictionary(
      fc.constantFrom('__proto__', 'constructor', 'id', 'kind', 'children', 'definitions', 'knobs'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(arbitraryArchitecture, keyed, keyed, (architecture, one, other) => {
        const json = { ...architecture, ...one, root: { ...architecture.root, ...other } };
        const parsed = parseArchitecture(json);
        if (parsed.ok) expect(() => inferArchitecture(parsed.value, target)).not.toThrow();
        else
          for (const { path, what } of parsed.error) expect([typeof path, what.length > 0]).toEqual(['string', true]);
      }),
      { numRuns: 100 },
    );
  });
});
