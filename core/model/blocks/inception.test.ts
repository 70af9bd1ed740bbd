import { describe, expect, it } from 'vitest';
import { parseArchitecture } from '../architecture.ts';
import { Definitions } from '../definitions.ts';
import { inferArchitecture } from '../infer.ts';
import type { Node } from '../node.ts';
import { nodesOf } from '../tree.ts';
import { inception } from './inception.ts';

const read = (branches: unknown, more: object = {}): ReturnType<typeof parseArchitecture> =>
  parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    root: {
      kind: 'sequence',
      children: [
        { id: 'mix', kind: 'inception', filters: 4, branches, ...more },
        { kind: 'globalAvgPool' },
        { kind: 'dense' },
      ],
    },
  });

function nodeOf(branches: unknown, more: object = {}): Extract<Node, { kind: 'inception' }> {
  const parsed = read(branches, more);
  const [node] = parsed.ok ? parsed.value.root.children : [];
  if (!parsed.ok || node?.kind !== 'inception') throw new Error(JSON.stringify(parsed));
  return node;
}

const own = [
  [
    { layer: 'conv', size: 1 },
    { layer: 'conv', size: 3, filters: 6 },
    { layer: 'conv', size: 3, filters: 8 },
  ],
  [
    { layer: 'avgPool', size: 3 },
    { layer: 'conv', size: 1 },
  ],
  [{ layer: 'maxPool', size: [3, 1], filters: 5 }],
];

describe('inception', () => {
  it('names the layers of the classic four as it always has, since weights hang on them', () => {
    const names = nodesOf(inception.expand(inception.create('x'), new Definitions())).map(({ id }) => id);
    expect(names.filter((id) => !/\.(batchNorm|activation)$/.test(id))).toEqual([
      'x',
      'x.1x1',
      'x.3x3reduce',
      'x.3x3',
      'x.5x5reduce',
      'x.5x5',
      'x.pool',
      'x.pool1x1',
    ]);
  });

  it('builds branches of any depth, of which the first convolution or else the first pooling has the strides', () => {
    const node = nodeOf(own, { strides: 2 });
    expect(node.branches[2]).toEqual([{ layer: 'maxPool', size: [3, 1], filters: null }]);
    const steps = nodesOf(inception.expand(node, new Definitions())).flatMap((inside): readonly unknown[] => {
      if (inside.kind === 'conv') return [[inside.id, inside.filters, inside.kernelSize, inside.strides]];
      if (inside.kind === 'maxPool' || inside.kind === 'avgPool')
        return [[inside.id, inside.padding, inside.poolSize, inside.strides]];
      return [];
    });
    expect(steps).toEqual([
      ['mix.3x3reduce', 4, [1, 1], [2, 2]],
      ['mix.3x3', 6, [3, 3], [1, 1]],
      ['mix.3x3-2', 8, [3, 3], [1, 1]],
      ['mix.avgPool', 'same', [3, 3], [1, 1]],
      ['mix.avgPool1x1', 4, [1, 1], [2, 2]],
      ['mix.pool', 'same', [3, 1], [2, 2]],
    ]);
    const parsed = read(own, { strides: 2 });
    const inference = parsed.ok ? inferArchitecture(parsed.value, { input: [9, 8, 3], classes: 10 }) : undefined;
    expect(inference?.problems).toEqual([]);
    expect(inference?.nodes[1]?.output).toEqual([5, 4, 8 + 4 + 3]);
  });

  it('sums up the branches where they are not the classic ones', () => {
    expect(inception.summary(inception.create('x', { strides: [2, 2] }))).toBe('4 x 16 s2');
    expect(inception.summary(nodeOf(own))).toBe('1x1-3x3/6-3x3/8, avg3x3-1x1, max3x1 / 4');
    const many = Array.from({ length: 8 }, () => [
      { layer: 'conv', size: 3 },
      { layer: 'conv', size: 3 },
    ]);
    expect(inception.summary(nodeOf(many))).toBe('8 branches / 4');
  });

  const unit = { layer: 'conv', size: [3, 3] };
  it.each<[unknown, string]>([
    [3, 'branches'],
    [[[unit]], 'branches'],
    [Array.from({ length: 9 }, () => [unit]), 'branches'],
    [[[unit], []], 'branches/1'],
    [[[unit], Array.from({ length: 9 }, () => unit)], 'branches/1'],
    [[[unit], [unit, { ...unit, layer: 'dense' }]], 'branches/1/1/layer'],
    [[[unit], [{ ...unit, size: 0 }]], 'branches/1/0/size'],
    [[[unit], [{ ...unit, size: [3, 1e9] }]], 'branches/1/0/size/1'],
    [[[{ ...unit, filters: 1.5 }], [unit]], 'branches/0/0/filters'],
    [[[{ ...unit, filters: NaN }], [unit]], 'branches/0/0/filters'],
    [[[{ layer: 'conv' }], [unit]], 'branches/0/0/size'],
    [[[unit], [{ ...unit, strides: 2 }]], 'branches/1/0'],
    [[[unit], [JSON.parse('{"layer":"conv","size":1,"__proto__":{"filters":3}}')]], 'branches/1/0'],
    [[[unit], null], 'branches/1'],
  ])('refuses %j and says where it is wrong', (branches, path) => {
    const parsed = read(branches);
    expect(parsed.ok ? [] : parsed.error.map((problem) => [problem.code, problem.path])).toEqual([
      ['invalid-field', `root/children/0/${path}`],
    ]);
    expect(parsed.ok ? '' : parsed.error[0]?.mend).toContain('2 to 8 branches, each a list of 1 to 8 units');
  });
});
