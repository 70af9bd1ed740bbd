import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryWorkingArchitecture } from '../arbitrary.test-support.ts';
import { expectPrompt } from '../prompt.test-support.ts';
import { presets } from '../presets.ts';
import { architecture, code, codeOf, end, target } from './keras-code.test-support.ts';
import { kerasCode } from './keras-code.ts';

describe('what people write', () => {
  const hostile = 'x"""\nimport os; os.system("rm -rf /")\n\\"""\u0000\u202e\u2028\ud800 # coding: latin-1';

  it('is never more than text', () => {
    const network = architecture(
      [
        { kind: 'flatten', label: hostile },
        { kind: 'dense', label: '\n\rimport this' },
      ],
      {
        name: hostile,
        description: `${hostile} ${'wörd'.repeat(100)}`,
      },
    );
    const written = codeOf(network);
    expect(written.match(/"""/g)).toHaveLength(2);
    expect(written).not.toMatch(/^\s*import os/m);
    expect(written).not.toMatch(/[^\P{C}\n]|\u2028|\\/u);
    expect(written).toContain('    # import this\n');
    expect(written).toContain('name="x_import_os_os_system_rm_rf_coding_latin"');
  });
});

it('has at most 100 columns and no space at the end of a line', () => {
  const networks = [
    ...presets.map((preset) => preset.architecture),
    ...fc.sample(arbitraryWorkingArchitecture, { numRuns: 40, seed: 5 }),
  ];
  for (const network of networks) {
    const written = kerasCode(network, target);
    if (!written.ok) continue;
    for (const line of written.value.split('\n')) {
      expect(line.length).toBeLessThanOrEqual(100);
      expect(line).not.toMatch(/\s$/);
    }
  }
});

it('settles what repeats in repeats change one after the other, within 100 columns', () => {
  let node: object = { kind: 'conv', filters: 8, kernelSize: 3 };
  for (let level = 8; level >= 1; level -= 1)
    node = { kind: 'repeat', times: 2, first: { filters: 10 + level }, children: [node] };
  const lines = codeOf(architecture([node, ...end])).split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
  const at = lines.findIndex((line) => line.includes('layers.Conv2D('));
  expect(lines.slice(at, at + 14).map((line) => line.trim())).toEqual([
    'x = layers.Conv2D(',
    '(',
    '18 if i8 == 0',
    'else 17 if i7 == 0',
    'else 16 if i6 == 0',
    'else 15 if i5 == 0',
    'else 14 if i4 == 0',
    'else 13 if k == 0',
    'else 12 if j == 0',
    'else 11 if i == 0',
    'else 8',
    '),',
    '3,',
    'padding="same",',
  ]);
});

it('is as long as the document, however deep the network', () => {
  const deep = code({ kind: 'repeat', times: 100, children: [{ kind: 'stage', blocks: 10, filters: 4 }] });
  expect(deep.length).toBeLessThan(
    code({ kind: 'repeat', times: 2, children: [{ kind: 'stage', blocks: 2, filters: 4 }] }).length + 10,
  );
});

it('is written while one types', async () => {
  const children = Array.from({ length: 300 }, (_, index) => ({
    kind: 'cbapd',
    filters: index + 1,
    pool: 'none',
    dropout: 0,
  }));
  const network = architecture([...children, ...end]);
  await expectPrompt(100, () => codeOf(network));
});

it('tells what is wrong with a network that cannot be built', () => {
  const broken = kerasCode(architecture([{ kind: 'dense' }]), target);
  expect(broken.ok ? [] : broken.error.map((problem) => problem.code)).toEqual(['needs-vector']);
});
