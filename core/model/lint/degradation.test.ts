import { describe, expect, it } from 'vitest';
import type { Architecture } from '../architecture.ts';
import { inferArchitecture } from '../infer.ts';
import { findPreset } from '../presets.ts';
import { applyFixes } from '../edits/fixes.ts';
import { lintArchitecture } from './lint.ts';
import { adviceOf, follow, head, target } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('degradation', children);
const unit = { kind: 'cbapd', pool: 'none', dropout: 0 };
const plain = (times: number): object => ({ kind: 'repeat', times, children: [unit] });

describe('degradation', () => {
  it('is seen from 21 layers in a row, wherever they come from', () => {
    expect(about(plain(19), ...head)).toEqual([]);
    expect(about(plain(20), ...head)).toMatchObject([
      { nodeId: 'root', path: 'root', facts: { layers: 21 }, fixes: [] },
    ]);
    const lone = { kind: 'residual', body: [unit, unit] };
    expect(about(lone, plain(20), ...head).length).toBe(1);
  });

  it('is none with shortcuts, branches or dense connections around the layers, nor for depthwise kernels', () => {
    expect(about({ kind: 'repeat', times: 30, children: [{ kind: 'residual', body: [unit, unit] }] }, ...head)).toEqual(
      [],
    );
    expect(about({ kind: 'repeat', times: 18, children: [{ kind: 'inception' }] }, ...head)).toEqual([]);
    const growing = { kind: 'branches', branches: [[], [unit, unit]] };
    expect(about({ kind: 'repeat', times: 20, children: [growing] }, ...head)).toEqual([]);
    expect(
      about({ kind: 'repeat', times: 18, children: [{ kind: 'separableConv', activation: 'relu' }] }, ...head),
    ).toEqual([]);
  });

  const conv = (filters: number, more: object = {}): object => ({ kind: 'conv', filters, useBias: false, ...more });
  const adds = (architecture: Architecture): number | undefined =>
    inferArchitecture(architecture, target).network?.layers.filter(({ op }) => op.kind === 'add').length;

  it('puts shortcuts around pairs of convolutions, in front of the activation, but not around the first', () => {
    const unit = (filters: number, more: object = {}): readonly object[] => [
      conv(filters, more),
      { kind: 'batchNorm' },
      { kind: 'activation' },
    ];
    const units = (filters: number): readonly object[] => Array.from({ length: 11 }, () => unit(filters)).flat();
    const children = [...unit(16), ...units(16), ...unit(32, { strides: [2, 2] }), ...units(32), ...head];
    const [advice] = about(...children);
    expect(advice?.fixes).toHaveLength(1);
    const mended = follow(children, advice);
    expect(mended.root.children.slice(0, 5).map(({ kind }) => kind)).toEqual([
      'conv',
      'batchNorm',
      'activation',
      'residual',
      'activation',
    ]);
    const [block] = mended.root.children.filter(({ kind }) => kind === 'residual');
    expect(block).toMatchObject({
      activation: 'linear',
      body: ['conv', 'batchNorm', 'activation', 'conv', 'batchNorm'].map((kind) => ({ kind })),
    });
    expect(adds(mended)).toBe(11);
  });

  it.each([
    ['convolutions with their activation', conv(16, { activation: 'relu' })],
    ['CBAPD blocks', unit],
  ])('lets the activation of %s work on the sum', (_, one) => {
    const children = [...Array.from({ length: 24 }, () => one), ...head];
    const mended = follow(children, about(...children)[0]);
    const inside = mended.root.children.find(({ kind }) => kind === 'residual');
    expect(inside).toMatchObject({ activation: 'relu', body: [{ activation: 'relu' }, { activation: 'linear' }] });
    expect(adds(mended)).toBe(11);
  });

  it('leaves alone what no shortcut can go around: pooling between two, and edges that are cut off', () => {
    const pooled = Array.from({ length: 24 }, () => ({ ...unit, pool: 'max', poolSize: 3, poolStrides: 1 }));
    expect(about(...pooled, ...head)).toMatchObject([{ fixes: [] }]);
    const cut = Array.from({ length: 24 }, () => conv(16, { padding: 'valid', activation: 'relu' }));
    expect(adviceOf('degradation', [...cut, ...head], { input: [64, 64, 3], classes: 10 })).toMatchObject([
      { fixes: [] },
    ]);
  });

  it('turns Plain-56 into ResNet-56', () => {
    const architecture = findPreset('plain56')?.architecture;
    if (architecture === undefined) throw new Error('There is no Plain-56.');
    const [advice] = lintArchitecture(architecture, target);
    expect(advice).toMatchObject({ code: 'degradation', facts: { layers: 56 } });
    const mended = applyFixes(architecture, advice?.fixes ?? []);
    if (!mended.ok) throw new Error(JSON.stringify(mended.error));
    expect(lintArchitecture(mended.value, target)).toEqual([]);
    expect(adds(mended.value)).toBe(27);
  });
});
