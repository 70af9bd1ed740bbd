import { describe, expect, it } from 'vitest';
import type { Target } from '../inference.ts';
import { findPreset } from '../presets.ts';
import { lintArchitecture } from './lint.ts';
import { adviceOf, follow } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('flatten-into-dense', children);
const end = { kind: 'dense', activation: 'softmax' };
const conv = { kind: 'conv', filters: 8, activation: 'relu' };

describe('a flatten into a very large dense layer', () => {
  it('becomes global average pooling', () => {
    const children = [conv, { kind: 'flatten' }, { kind: 'dropout' }, { id: 'x', kind: 'dense', units: 256 }, end];
    const [advice] = about(...children);
    const weights = 32 * 32 * 8 * 256;
    expect(advice).toMatchObject({ nodeId: 'x', facts: { size: '32x32x8', weights, pooled: 8 * 256 } });
    expect(Number(advice?.facts.percent)).toBe(100);
    const mended = follow(children, advice);
    expect(mended.root.children.map(({ kind }) => kind)).toEqual([
      'conv',
      'globalAvgPool',
      'dropout',
      'dense',
      'dense',
    ]);
  });

  it('is none for a small layer, one that is a small part of the network, and single pixels', () => {
    expect(about(conv, { kind: 'flatten' }, { kind: 'dense', units: 64 }, end)).toEqual([]);
    const large = { kind: 'dense', units: 2048, activation: 'relu' };
    expect(about({ kind: 'conv', filters: 64, strides: 8 }, { kind: 'flatten' }, large, large, end)).toEqual([]);
    expect(
      about({ kind: 'maxPool', poolSize: 32 }, { kind: 'conv', filters: 1024 }, { kind: 'flatten' }, large, end),
    ).toEqual([]);
  });

  it('is deserved by AlexNet on large images, not on small ones', () => {
    const architecture = findPreset('alexnet8')?.architecture;
    if (architecture === undefined) throw new Error('There is no AlexNet.');
    const seen = (on: Target): boolean =>
      lintArchitecture(architecture, on).some(({ code }) => code === 'flatten-into-dense');
    expect(seen({ input: [224, 224, 3], classes: 10 })).toBe(true);
    expect(seen({ input: [32, 32, 3], classes: 10 })).toBe(false);
  });
});
