import { describe, expect, it } from 'vitest';
import { adviceOf, follow, head } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('missing-activation', children);
const conv = (values = {}): object => ({ kind: 'conv', filters: 8, ...values });
const bent = conv({ activation: 'relu' });

describe('no activation between two layers', () => {
  it('is given one: its own, or behind the batch norm', () => {
    const own = [conv({ id: 'x' }), bent, ...head];
    const [advice, ...others] = about(...own);
    expect(others).toEqual([]);
    expect(advice).toMatchObject({ nodeId: 'x', path: 'root/children/0/activation' });
    expect(follow(own, advice).root.children[0]).toMatchObject({ activation: 'relu' });
    const normed = [conv({ id: 'x' }), { kind: 'batchNorm' }, { kind: 'dropout' }, bent, ...head];
    expect(
      follow(normed, about(...normed)[0])
        .root.children.map(({ kind }) => kind)
        .slice(0, 3),
    ).toEqual(['conv', 'batchNorm', 'activation']);
  });

  it('is seen between dense layers, across flatten and average pooling, in composites and repeats', () => {
    const dense = [{ kind: 'flatten' }, { id: 'x', kind: 'dense', units: 32 }, ...head.slice(1)];
    follow(dense, about(...dense)[0]);
    for (const between of ['flatten', 'globalAvgPool'])
      expect(about(conv(), { kind: between }, ...head.slice(1)).length).toBe(1);
    const block = [{ id: 'x', kind: 'cbapd', activation: 'linear', pool: 'avg' }, bent, ...head];
    expect(follow(block, about(...block)[0]).root.children[0]).toMatchObject({ activation: 'relu' });
    const repeated = [{ kind: 'repeat', children: [conv({ id: 'x' })] }, { kind: 'activation' }, ...head];
    follow(repeated, about(...repeated)[0]);
  });

  it('is none where something bends the values, or where two parts are one convolution made cheaper', () => {
    expect(about(conv(), { kind: 'maxPool' }, bent, ...head)).toEqual([]);
    expect(about(conv(), { kind: 'batchNorm' }, { kind: 'activation' }, bent, ...head)).toEqual([]);
    expect(about(conv({ kernelSize: [1, 7] }), conv({ kernelSize: [7, 1], activation: 'relu' }), ...head)).toEqual([]);
    expect(about({ kind: 'depthwiseConv' }, conv({ kernelSize: 1, activation: 'relu' }), ...head)).toEqual([]);
    expect(about(conv({ filters: 64, activation: 'relu' }), conv({ kernelSize: 1 }), bent, ...head)).toEqual([]);
    expect(about({ kind: 'resnetBasic', preActivation: true }, ...head)).toEqual([]);
  });
});
