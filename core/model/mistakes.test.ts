import { describe, expect, it } from 'vitest';
import { applyFix } from './edits/fixes.ts';
import { inferArchitecture } from './infer.ts';
import { checkInference, head, infer, read, target } from './infer.test-support.ts';

describe('a mistake', () => {
  const plain = { kind: 'conv', filters: 8 };
  it.each<[string, readonly unknown[], string, string, boolean]>([
    [
      'dense on a feature map',
      [{ kind: 'dense', units: 5 }, { kind: 'dense' }],
      'needs-vector',
      'root/children/0',
      true,
    ],
    [
      'a convolution on a vector',
      [{ kind: 'flatten' }, plain, { kind: 'dense' }],
      'needs-feature-map',
      'root/children/1',
      true,
    ],
    [
      'a window that does not fit',
      [{ kind: 'conv', kernelSize: 40, padding: 'valid' }, ...head],
      'window-too-large',
      'root/children/0/padding',
      true,
    ],
    [
      'groups',
      [plain, { kind: 'conv', filters: 6, groups: 4 }, ...head],
      'groups-mismatch',
      'root/children/1/groups',
      true,
    ],
    [
      'dilation and strides',
      [{ kind: 'conv', strides: 2, dilationRate: 2 }, ...head],
      'strides-with-dilation',
      'root/children/0/dilationRate',
      true,
    ],
    [
      'depthwise strides',
      [{ kind: 'depthwiseConv', strides: [1, 2] }, ...head],
      'unequal-strides',
      'root/children/0/strides',
      true,
    ],
    ['no branches', [{ kind: 'branches' }, ...head], 'no-branches', 'root/children/0', true],
    [
      'branches',
      [{ kind: 'branches', branches: [[plain], [{ kind: 'maxPool' }]] }, ...head],
      'branches-differ',
      'root/children/0/branches',
      false,
    ],
    [
      'an added branch',
      [{ kind: 'branches', merge: 'add', branches: [[plain], []] }, ...head],
      'branches-differ',
      'root/children/0/branches',
      false,
    ],
    [
      'identity',
      [{ kind: 'residual', shortcut: 'identity', body: [plain] }, ...head],
      'shortcut-identity',
      'root/children/0/shortcut',
      true,
    ],
    [
      'pad',
      [plain, { kind: 'residual', shortcut: 'pad', body: [{ kind: 'conv', filters: 4 }] }, ...head],
      'shortcut-shrinks',
      'root/children/1/shortcut',
      true,
    ],
    [
      'valid in a body',
      [{ kind: 'residual', body: [{ ...plain, padding: 'valid' }] }, ...head],
      'shortcut-no-stride',
      'root/children/0/body',
      false,
    ],
    [
      'a vector body',
      [{ kind: 'residual', body: [{ kind: 'flatten' }] }, { kind: 'dense' }],
      'shortcut-vector',
      'root/children/0',
      false,
    ],
    [
      'too large',
      [{ kind: 'conv', filters: 16_384, kernelSize: 1 }, { kind: 'zeroPad', padding: 1000 }, ...head],
      'layer-too-large',
      'root/children/1',
      false,
    ],
    [
      'too many weights',
      [{ kind: 'conv', filters: 1000 }, { kind: 'flatten' }, { kind: 'dense', units: 1000 }, { kind: 'dense' }],
      'too-many-parameters',
      'root',
      false,
    ],
    ['nothing', [], 'no-layers', 'root', false],
    ['no head', [plain], 'output-not-vector', 'root', true],
    [
      'a wrong head',
      [{ kind: 'flatten' }, { kind: 'dense', units: 9, activation: 'softmax' }],
      'output-not-classes',
      'root/children/1/units',
      true,
    ],
    ['no dense head', [{ kind: 'flatten' }], 'output-not-classes', 'root', true],
  ])('%s: says so where it is, and a fix mends it', (_name, children, code, path, fixable) => {
    const architecture = read(children);
    const inference = inferArchitecture(architecture, target);
    checkInference(architecture, inference, target);
    const [problem, ...others] = inference.problems;
    expect([problem?.code, problem?.path, others]).toEqual([code, path, []]);
    expect(inference.nodes.filter(({ error }) => error === problem).length).toBe(1);
    expect(problem?.fix !== undefined).toBe(fixable);
    if (problem?.fix === undefined) return;
    const mended = applyFix(architecture, problem.fix);
    expect(mended.ok && inferArchitecture(mended.value, target).problems).toEqual([]);
  });
});
it('knows what can be known past an error', () => {
  const { nodes } = infer(
    { kind: 'conv', groups: 2 },
    { kind: 'conv', filters: 8 },
    { kind: 'flatten' },
    { kind: 'conv' },
    { kind: 'dense', units: 4 },
  );
  expect(nodes.slice(1).map(({ output, error }) => [output, error?.code])).toEqual([
    [[32, 32, 32], 'groups-mismatch'],
    [[32, 32, 8], undefined],
    [[8192], undefined],
    [undefined, 'needs-feature-map'],
    [[4], undefined],
  ]);
  expect(nodes[2]?.params.total).toBe(9 * 32 * 8 + 8);
});

it('puts an error inside a composite on the composite', () => {
  const { problems } = infer({ id: 'a', kind: 'cbapd', kernelSize: 40, padding: 'valid' }, ...head);
  expect(problems.map(({ code, nodeId, path, fix }) => [code, nodeId, path, fix])).toEqual([
    ['window-too-large', 'a', 'root/children/0', undefined],
  ]);
});

describe('what follows from a mistake', () => {
  const conv = { kind: 'conv', filters: 8 };
  const wide = { id: 'wide', kind: 'conv', filters: 8, kernelSize: 40, padding: 'valid' };
  /** Blocks of every kind that need to know what they get. */
  const tail = [
    conv,
    { kind: 'batchNorm' },
    { kind: 'activation' },
    { kind: 'maxPool' },
    { kind: 'residual', body: [{ ...conv, filters: 12 }] },
    { kind: 'residual', shortcut: 'identity', body: [{ kind: 'depthwiseConv' }] },
    { kind: 'branches', branches: [[conv], [{ kind: 'avgPool', poolSize: 3, strides: 1, padding: 'same' }]] },
    { kind: 'branches', merge: 'add', branches: [[{ ...conv, filters: 20 }], []] },
    { kind: 'inception' },
    { kind: 'resnetBasic' },
    { kind: 'repeat', times: 3, first: { strides: 2 }, children: [{ kind: 'cbapd' }] },
    ...head,
  ];

  it.each<[string, readonly unknown[], string]>([
    ['a window that does not fit', [wide], 'window-too-large'],
    ['groups that do not divide', [{ ...conv, groups: 3 }], 'groups-mismatch'],
    ['strides with dilation', [{ ...conv, strides: 2, dilationRate: 2 }], 'strides-with-dilation'],
    ['unequal strides', [{ kind: 'depthwiseConv', strides: [1, 2] }], 'unequal-strides'],
    ['no branches', [{ kind: 'branches' }], 'no-branches'],
    ['branches that differ', [{ kind: 'branches', branches: [[conv], [{ kind: 'maxPool' }]] }], 'branches-differ'],
    [
      'a sum of other sizes',
      [{ kind: 'branches', merge: 'add', branches: [[{ ...conv, filters: 3 }], []] }],
      'branches-differ',
    ],
    [
      'an identity that does not fit',
      [{ kind: 'residual', shortcut: 'identity', body: [{ ...conv, filters: 3 }] }],
      'shortcut-identity',
    ],
    [
      'a padding that shrinks',
      [{ kind: 'residual', shortcut: 'pad', body: [{ ...conv, filters: 4 }] }],
      'shortcut-shrinks',
    ],
    [
      'a shortcut without a stride',
      [{ kind: 'residual', body: [{ ...conv, padding: 'valid' }] }],
      'shortcut-no-stride',
    ],
    ['a feature map that is flat', [{ kind: 'flatten' }], 'needs-feature-map'],
    ['one in a branch', [{ kind: 'branches', merge: 'add', branches: [[conv, wide], [conv]] }], 'window-too-large'],
    ['one in a body', [{ kind: 'residual', shortcut: 'identity', body: [conv, wide] }], 'window-too-large'],
    [
      'one in a repeat',
      [{ kind: 'repeat', times: 5, children: [{ kind: 'sequence', children: [wide] }] }],
      'window-too-large',
    ],
    [
      'one in a block',
      [
        { kind: 'stage', filters: 8, strides: 1 },
        { kind: 'cbapd', kernelSize: 40, padding: 'valid' },
      ],
      'window-too-large',
    ],
  ])('%s: no block behind it is blamed', (_name, mistake, code) => {
    const { nodes, problems } = infer(conv, ...mistake, ...tail);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(nodes.filter(({ error }) => error !== undefined)).toHaveLength(1);
    expect(nodes.at(-1)?.output).toEqual([10]);
  });

  it('a second mistake is told, with the first and after it is mended', () => {
    const groups = { id: 'groups', kind: 'conv', filters: 8, groups: 3 };
    const both = infer(conv, wide, ...tail.slice(0, 4), groups, ...tail);
    expect(both.problems.map(({ code, nodeId }) => [code, nodeId])).toEqual([
      ['window-too-large', 'wide'],
      ['groups-mismatch', 'groups'],
    ]);
    const one = infer(conv, { ...wide, padding: 'same' }, ...tail.slice(0, 4), groups, ...tail);
    expect(one.problems.map(({ nodeId }) => nodeId)).toEqual(['groups']);
  });

  it('an own block that is used three times is blamed where it does not fit', () => {
    const definitions = [{ id: 'own', body: [{ kind: 'conv', filters: 8, kernelSize: 20, padding: 'valid' }] }];
    const use = (id: string): object => ({ id, kind: 'custom', definition: 'own' });
    const { problems } = inferArchitecture(read([use('a'), use('b'), use('c'), ...tail], definitions), target);
    // 32 - 19 = 13 is too small for the second; behind it things go on as if that were mended.
    expect(problems.map(({ code, nodeId }) => [code, nodeId])).toEqual([
      ['window-too-large', 'b'],
      ['window-too-large', 'c'],
    ]);
  });
});
