import { describe, expect, it } from 'vitest';
import { inferArchitecture } from '../infer.ts';
import { findPreset } from '../presets.ts';
import { applyFixes } from '../edits/fixes.ts';
import { lintArchitecture } from './lint.ts';
import { adviceOf, head, target } from './lint.test-support.ts';

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

  it('turns Plain-56 into ResNet-56', () => {
    const architecture = findPreset('plain56')?.architecture;
    if (architecture === undefined) throw new Error('There is no Plain-56.');
    const [advice] = lintArchitecture(architecture, target);
    expect(advice).toMatchObject({ code: 'degradation', facts: { layers: 56 } });
    const mended = applyFixes(architecture, advice?.fixes ?? []);
    if (!mended.ok) throw new Error(JSON.stringify(mended.error));
    expect(lintArchitecture(mended.value, target)).toEqual([]);
    const adds = inferArchitecture(mended.value, target).network?.layers.filter(({ op }) => op.kind === 'add');
    expect(adds?.length).toBe(27);
  });
});
