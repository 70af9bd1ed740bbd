import { describe, expect, it } from 'vitest';
import { inferArchitecture } from '../infer.ts';
import { adviceOf, follow, head, read, target } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('large-kernel', children);
const wide = { kind: 'conv', filters: 16, activation: 'relu' };
const parametersOf = (architecture: ReturnType<typeof read>) =>
  inferArchitecture(architecture, target).totals.params.total;

describe('a 5x5 that two 3x3 replace', () => {
  it.each<[string, readonly object[]]>([
    ['a convolution with an activation', [{ id: 'x', kind: 'conv', filters: 16, kernelSize: 5, activation: 'relu' }]],
    [
      'one with batch norm and activation behind it',
      [
        { id: 'x', kind: 'conv', filters: 16, kernelSize: 5, useBias: false },
        { kind: 'batchNorm' },
        { kind: 'activation', activation: 'elu' },
      ],
    ],
    ['one with nothing', [{ id: 'x', kind: 'conv', filters: 20, kernelSize: 5, padding: 'valid' }]],
    ['CBAPD', [{ id: 'x', kind: 'cbapd', filters: 16, kernelSize: 5 }]],
    [
      'a repeat',
      [{ kind: 'repeat', children: [{ id: 'x', kind: 'cbapd', filters: 16, kernelSize: 5, pool: 'none' }] }],
    ],
  ])('%s: it tells the parameters before and after, and the fix gives just those', (_name, nodes) => {
    const children = [wide, ...nodes, ...head];
    const [advice, ...others] = about(...children);
    expect(others).toEqual([]);
    expect(advice?.nodeId).toBe('x');
    const { before = 0, after = 0 } = advice?.facts as { before?: number; after?: number };
    expect(after).toBeLessThan(before);
    const mended = follow(children, advice);
    expect(parametersOf(mended) - parametersOf(read(children))).toBe(after - before);
    expect(inferArchitecture(mended, target).totals.output).toEqual([10]);
  });

  it('makes two units that are alike, the pooling and dropout in the second', () => {
    const children = [wide, { kind: 'cbapd', filters: 16, kernelSize: 5, dropout: 0.1 }, ...head];
    const [, first, second] = follow(children, about(...children)[0]).root.children;
    expect(first).toMatchObject({ kind: 'cbapd', filters: 16, kernelSize: [3, 3], pool: 'none', dropout: 0 });
    expect(second).toMatchObject({ kind: 'cbapd', filters: 16, kernelSize: [3, 3], pool: 'max', dropout: 0.1 });
  });

  it('is none where it would cost parameters, and for kernels that are not plain', () => {
    // 16 x channels > 9 x filters, but for biases: from 16 channels, 28 filters are fewer and 29 are not.
    const five = (filters: number, values = {}): object => ({
      kind: 'conv',
      filters,
      kernelSize: 5,
      useBias: false,
      ...values,
    });
    expect(about(wide, five(28), { kind: 'activation' }, ...head).length).toBe(1);
    expect(about(wide, five(29), { kind: 'activation' }, ...head)).toEqual([]);
    for (const values of [{ strides: 2 }, { dilationRate: 2 }, { groups: 2 }, { kernelSize: [5, 3] }])
      expect(about(wide, five(16, values), { kind: 'activation' }, ...head)).toEqual([]);
  });

  it('is two units in an Inception block', () => {
    const children = [wide, { id: 'x', kind: 'inception', filters: 16 }, ...head];
    const [advice] = about(...children);
    const three = { layer: 'conv', size: [3, 3], filters: null };
    expect(follow(children, advice).root.children[1]).toMatchObject({
      branches: [[{}], [{}, three], [{ size: [1, 1] }, three, three], [{}, {}]],
    });
    expect(advice).toMatchObject({ nodeId: 'x', facts: { before: 25 * 16 * 16, after: 18 * 16 * 16 + 4 * 16 } });
  });
});
