import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryArchitecture, arbitraryWorkingArchitecture } from '../arbitrary.test-support.ts';
import { expectPrompt } from '../prompt.test-support.ts';
import type { Architecture } from '../architecture.ts';
import { applyFixes } from '../edits/fixes.ts';
import { inferArchitecture } from '../infer.ts';
import type { Target } from '../inference.ts';
import { findPreset, presets } from '../presets.ts';
import { lintArchitecture } from './lint.ts';
import { head, read, target } from './lint.test-support.ts';

/** Of the network as a whole: looked for only once every block fits. */
const ofTheWhole: readonly string[] = ['no-layers', 'too-many-parameters', 'output-not-vector', 'output-not-classes'];

/** What is wrong, where, without what a person reads. */
function problemsOf(architecture: Architecture, on: Target): ReadonlySet<string> {
  return new Set(inferArchitecture(architecture, on).problems.map(({ code, nodeId }) => `${code} ${nodeId ?? ''}`));
}

function checkAdvice(architecture: Architecture, on: Target): void {
  const before = problemsOf(architecture, on);
  const ids = new Set(inferArchitecture(architecture, on).nodes.map(({ id }) => id));
  for (const { code, nodeId, path, what, why, mend, fixes } of lintArchitecture(architecture, on)) {
    expect(ids).toContain(nodeId);
    expect(path).toMatch(/^root/);
    expect(`${what} ${why} ${mend}`).not.toMatch(/[{}]|undefined|NaN/);
    if (fixes.length === 0) continue;
    const mended = applyFixes(architecture, fixes);
    if (!mended.ok) throw new Error(`${code}: ${JSON.stringify(mended.error)}`);
    const added = [...problemsOf(mended.value, on)].filter(
      (problem) => !before.has(problem) && (before.size === 0 || !ofTheWhole.includes(problem.split(' ')[0] ?? '')),
    );
    expect([code, added]).toEqual([code, []]);
    const again = lintArchitecture(mended.value, on).filter(
      (advice) => advice.code === code && advice.nodeId === nodeId,
    );
    expect([code, again]).toEqual([code, []]);
  }
}

const targets = fc.constantFrom<Target>(
  target,
  { input: [28, 28, 1], classes: 2 },
  { input: [8, 8, 96], classes: 10 },
  { input: [16], classes: 3 },
);

describe('lintArchitecture', () => {
  it('gives advice whose fixes keep the document right and make it go away', () => {
    fc.assert(fc.property(arbitraryWorkingArchitecture, targets, checkAdvice), { numRuns: 80 });
  });

  it('does so for networks that are wrong somewhere', () => {
    fc.assert(fc.property(arbitraryArchitecture, targets, checkAdvice), { numRuns: 80 });
  });

  it('says nothing of data that cannot be', () => {
    const architecture = findPreset('vgg16')?.architecture;
    if (architecture === undefined) throw new Error('There is no VGG-16.');
    for (const input of [[0, 0, 0], [NaN, 1, 1], 'nonsense', null])
      expect(lintArchitecture(architecture, { input: input as never, classes: 10 })).toEqual([]);
  });

  it('comes at once for 300 blocks', async () => {
    const unit = [{ kind: 'conv', filters: 64, kernelSize: 5 }, { kind: 'batchNorm' }, { kind: 'dropout' }];
    const architecture = read([...Array.from({ length: 100 }, () => unit).flat(), ...head]);
    expect(lintArchitecture(architecture, target).length).toBeGreaterThan(200);
    await expectPrompt(20, () => lintArchitecture(architecture, target));
  });
});

/** On 32x32x3. Every piece of advice on a preset is one that its authors, or those who came after them, would give. */
const known: Record<string, readonly string[]> = {
  baseline: ['features: bias-before-batch-norm'],
  alexnet8: ['conv1: bias-before-batch-norm', 'conv2: bias-before-batch-norm'],
  vgg16: [
    ...['conv1-1', 'conv1-2', 'conv2-1', 'conv2-2', 'conv3-1', 'conv3-2', 'conv3-3'],
    ...['conv4-1', 'conv4-2', 'conv4-3', 'conv5-1', 'conv5-2', 'conv5-3'],
  ].flatMap((id) => [
    `${id}: bias-before-batch-norm`,
    // Each group ends in dropout, and the next one starts with a convolution and batch norm.
    ...(['conv1-2', 'conv2-2', 'conv3-3', 'conv4-3'].includes(id) ? [`${id}: dropout-before-batch-norm`] : []),
  ]),
  // What the authors themselves changed first in their next network: Szegedy et al. 2015, arXiv:1512.00567, section 3.1.
  inception10: ['group1-inception: large-kernel', 'group2-inception: large-kernel'],
  plain56: ['root: degradation'],
};

describe('presets', () => {
  it.each(presets.map(({ name, architecture }) => [name, architecture] as const))('%s', (name, architecture) => {
    const advice = lintArchitecture(architecture, target).map(({ code, nodeId }) => `${nodeId}: ${code}`);
    expect(advice).toEqual(known[name] ?? []);
  });
});
