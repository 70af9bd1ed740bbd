import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Architecture,
  architectureSchema,
  migrate,
  parseArchitecture,
  parseArchitectureText,
  serializeArchitecture,
} from './architecture.ts';
import { arbitraryArchitecture } from './arbitrary.test-support.ts';
import { expectPrompt } from './prompt.test-support.ts';
import { limits } from './limits.ts';
import type { ModelProblem } from './problem.ts';
import { presets } from './presets.ts';

const documentOf = (children: unknown, more: object = {}): unknown => ({
  format: 'blockyard.architecture',
  version: 1,
  root: { kind: 'sequence', children },
  ...more,
});

function problemsOf(json: unknown): readonly ModelProblem[] {
  const parsed = parseArchitecture(json);
  return parsed.ok ? [] : parsed.error;
}

function firstProblem(json: unknown): { code: string; path: string } | undefined {
  const first = problemsOf(json)[0];
  return first && { code: first.code, path: first.path };
}

function parsed(json: unknown): Architecture {
  const result = parseArchitecture(json);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('parseArchitecture', () => {
  it('fills in defaults, one number for a pair, and ids', () => {
    const { name, root } = parsed(
      documentOf([{ kind: 'conv', kernelSize: 5 }, { kind: 'conv', id: 'conv1' }, { kind: 'maxPool' }]),
    );
    expect(name).toBe('Untitled');
    expect(root.children).toMatchObject([
      { id: 'conv2', kernelSize: [5, 5], strides: [1, 1], padding: 'same', useBias: true, filters: 32 },
      { id: 'conv1', kernelSize: [3, 3] },
      { id: 'maxPool1', poolSize: [2, 2], strides: null, padding: 'valid' },
    ]);
  });

  it('reads the document of the design', () => {
    const result = parseArchitecture({
      format: 'blockyard.architecture',
      version: 1,
      name: '...',
      root: {
        id: 'r',
        kind: 'sequence',
        children: [
          { id: 'a', kind: 'conv', filters: 16, kernelSize: [3, 3], strides: [1, 1], padding: 'same', useBias: false },
          { id: 'b', kind: 'residual', shortcut: 'auto', activation: 'relu', body: [{ kind: 'conv', filters: 16 }] },
          { id: 'c', kind: 'branches', merge: 'concat', branches: [[{ kind: 'conv' }], []] },
          { id: 'd', kind: 'repeat', times: 3, children: [{ kind: 'conv' }], first: { strides: [2, 2] } },
          { kind: 'globalAvgPool' },
          { id: 'e', kind: 'dense', units: 'classes', activation: 'softmax' },
        ],
      },
    });
    expect(result.ok).toBe(true);
  });

  it.each([
    [null, 'not-an-object', ''],
    ['text', 'not-an-object', ''],
    [[], 'not-an-object', ''],
    [{}, 'unknown-format', 'format'],
    [documentOf([], { format: 'onnx' }), 'unknown-format', 'format'],
    [documentOf([], { version: 2 }), 'unknown-version', 'version'],
    [documentOf([], { version: 0 }), 'unknown-version', 'version'],
    [documentOf([], { version: '1' }), 'unknown-version', 'version'],
    [documentOf([], { version: NaN }), 'unknown-version', 'version'],
    [documentOf([], { root: undefined }), 'missing-field', ''],
    [documentOf([], { root: { kind: 'conv' } }), 'invalid-field', 'root/kind'],
    [documentOf([], { name: 7 }), 'invalid-field', 'name'],
    [documentOf([], { author: 'x' }), 'unknown-field', 'author'],
    [documentOf({}), 'not-an-object', 'root/children'],
    [documentOf([null]), 'not-an-object', 'root/children/0'],
    [documentOf([{ filters: 3 }]), 'missing-field', 'root/children/0'],
    [documentOf([{ kind: 'convolution' }]), 'unknown-kind', 'root/children/0/kind'],
    [documentOf([{ kind: 'constructor' }]), 'unknown-kind', 'root/children/0/kind'],
    [documentOf([{ kind: '__proto__' }]), 'unknown-kind', 'root/children/0/kind'],
    [documentOf([{ kind: 'conv', filters: 0 }]), 'invalid-field', 'root/children/0/filters'],
    [documentOf([{ kind: 'conv', filters: 1.5 }]), 'invalid-field', 'root/children/0/filters'],
    [documentOf([{ kind: 'conv', filters: 1e300 }]), 'invalid-field', 'root/children/0/filters'],
    [documentOf([{ kind: 'conv', filters: NaN }]), 'invalid-field', 'root/children/0/filters'],
    [documentOf([{ kind: 'conv', filters: '32' }]), 'invalid-field', 'root/children/0/filters'],
    [documentOf([{ kind: 'conv', kernelSize: [3] }]), 'invalid-field', 'root/children/0/kernelSize'],
    [documentOf([{ kind: 'conv', filter: 3 }]), 'unknown-field', 'root/children/0/filter'],
    [documentOf([{ kind: 'conv', label: {} }]), 'invalid-field', 'root/children/0/label'],
    [documentOf([{ kind: 'conv', id: 'a b' }]), 'invalid-id', 'root/children/0/id'],
    [documentOf([{ kind: 'conv', id: '../x' }]), 'invalid-id', 'root/children/0/id'],
    [
      documentOf([
        { kind: 'conv', id: 'a' },
        { kind: 'conv', id: 'a' },
      ]),
      'duplicate-id',
      'root/children/1/id',
    ],
    [
      documentOf([
        { kind: 'cbapd', id: 'a' },
        { kind: 'conv', id: 'a.conv' },
      ]),
      'duplicate-id',
      'root/children/1/id',
    ],
    [documentOf([{ kind: 'branches', branches: [{}] }]), 'not-an-object', 'root/children/0/branches/0'],
    [
      documentOf([{ kind: 'branches', branches: [[{ kind: 'x' }]] }]),
      'unknown-kind',
      'root/children/0/branches/0/0/kind',
    ],
    [
      documentOf([{ kind: 'repeat', children: [{ kind: 'flatten' }], first: { strides: 2 } }]),
      'no-target',
      'root/children/0/first/strides',
    ],
    [
      documentOf([{ kind: 'repeat', children: [{ kind: 'conv' }], first: { strides: 0 } }]),
      'invalid-field',
      'root/children/0/first/strides',
    ],
    [
      documentOf([{ kind: 'repeat', children: [{ kind: 'conv' }], first: 3 }]),
      'invalid-field',
      'root/children/0/first',
    ],
  ])('says what is wrong with %j', (json, code, path) => {
    expect(firstProblem(json)).toEqual({ code, path });
  });

  it('words every problem without a gap, and suggests the nearest kind', () => {
    const [problem] = problemsOf(documentOf([{ kind: 'Desne' }]));
    expect(problem?.what).toBe('There is no block of kind "Desne".');
    expect(problem?.mend).toMatch(/such as dense\. Kinds: conv, /);
    expect(problem?.mend).not.toContain('{');
  });

  it('never pollutes a prototype', () => {
    const text =
      '{"format":"blockyard.architecture","version":1,"__proto__":{"polluted":1},"root":{"kind":"sequence","children":[{"kind":"conv","__proto__":{"filters":7}}]}}';
    const result = parseArchitectureText(text);
    expect(result.ok ? [] : result.error.map(({ code, path }) => [code, path])).toEqual([
      ['unknown-field', '__proto__'],
      ['unknown-field', 'root/children/0/__proto__'],
    ]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('stops at cycles, depth and size', async () => {
    const cycle: { kind: string; children: unknown[] } = { kind: 'sequence', children: [] };
    cycle.children.push(cycle, cycle);
    let deep: unknown = { kind: 'sequence' };
    for (let i = 0; i < 100_000; i += 1) deep = { kind: 'sequence', children: [deep] };
    const wide = Array.from({ length: 1_000_000 }, () => ({ kind: 'conv' }));
    const hostile: readonly (readonly [unknown, string])[] = [
      [cycle, 'too-deep'],
      [deep, 'too-deep'],
      [{ kind: 'sequence', children: wide }, 'too-many-nodes'],
    ];
    for (const [root, code] of hostile) {
      const json = documentOf([], { root });
      expect(problemsOf(json).map((problem) => problem.code)).toContain(code);
      await expectPrompt(100, () => parseArchitecture(json));
    }
  });

  it('stops at a hundred problems', async () => {
    const unknown = Array.from({ length: 9000 }, () => ({ kind: 'x'.repeat(40) }));
    const keys = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key${String(index)}`, 1]));
    for (const children of [unknown, [{ kind: 'conv', ...keys }]]) {
      expect(problemsOf(documentOf(children)).length).toBe(100);
      await expectPrompt(100, () => parseArchitecture(documentOf(children)));
    }
  });

  it('survives objects that cannot be inspected', () => {
    const trap = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error('trap');
        },
      },
    );
    expect(firstProblem(trap)?.code).toBe('unreadable');
    const holes: unknown[] = [];
    holes.length = 3;
    expect(firstProblem(documentOf(holes))?.path).toBe('root/children/0');
    expect(firstProblem(documentOf([{ kind: 'branches', branches: holes }]))?.path).toBe('root/children/0/branches/0');
    expect(parseArchitectureText('{"a":').ok).toBe(false);
    expect(parseArchitectureText('['.repeat(200_000)).ok).toBe(false);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withSparseArray: true, withBigInt: true }), (json) => {
        parseArchitecture(json);
        parseArchitecture(documentOf([json]));
        parseArchitecture(documentOf([], { root: json }));
      }),
      { numRuns: 300 },
    );
  });

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(arbitraryArchitecture, (architecture) => {
        const again = parseArchitectureText(serializeArchitecture(architecture));
        expect(again).toStrictEqual({ ok: true, value: architecture });
      }),
    );
    for (const { architecture } of presets)
      expect(parseArchitecture(architecture)).toStrictEqual({ ok: true, value: architecture });
  });

  it('reads back the largest documents, also where they are deep', () => {
    const many = Array.from({ length: limits.nodes - 70 }, () => ({ kind: 'cbapd', filters: 7, label: 'A, "b" [c]' }));
    let deep: unknown[] = many;
    for (let level = 0; level < 60; level += 1) deep = [{ kind: 'sequence', children: deep }];
    for (const children of [many, deep]) {
      const document = { format: 'blockyard.architecture', version: 1, root: { kind: 'sequence', children } };
      const architecture = parsed(document);
      expect(parseArchitectureText(serializeArchitecture(architecture))).toEqual({ ok: true, value: architecture });
    }
  });

  it('reads a text that starts with a byte order mark', () => {
    const text = '{"format": "blockyard.architecture", "version": 1, "root": {"kind": "sequence", "children": []}}';
    expect(parseArchitectureText(`\ufeff${text}`)).toEqual(parseArchitectureText(text));
    expect(parseArchitectureText(text).ok).toBe(true);
  });

  it('is a schema too', () => {
    expect(architectureSchema.parse(documentOf([])).name).toBe('Untitled');
    const failed = architectureSchema.safeParse(documentOf([{ kind: 'conv', filters: -1 }]));
    expect(failed.error?.issues[0]?.path).toEqual(['root', 'children', '0', 'filters']);
  });

  it('migrates one version at a time', () => {
    const steps = [(document: object) => ({ ...document, a: 2 }), (document: object) => ({ ...document, b: 3 })];
    expect(migrate({ a: 1 }, 1, steps)).toEqual({ a: 2, b: 3 });
    expect(migrate({ a: 1 }, 2, steps)).toEqual({ a: 1, b: 3 });
    expect(migrate({ a: 1 }, 3, steps)).toEqual({ a: 1 });
  });
});
