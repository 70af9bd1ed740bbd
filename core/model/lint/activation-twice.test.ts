import { describe, expect, it } from 'vitest';
import { adviceOf, follow, head } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('activation-twice', children);
const bent = { kind: 'conv', filters: 8, activation: 'relu' };
const relu = { id: 'x', kind: 'activation' };

describe('a second ReLU', () => {
  it('is removed, also behind pooling and dropout', () => {
    for (const between of [[], [{ kind: 'maxPool' }, { kind: 'dropout' }]]) {
      const children = [bent, ...between, relu, ...head];
      const [advice, ...others] = about(...children);
      expect(others).toEqual([]);
      expect(advice?.nodeId).toBe('x');
      expect(follow(children, advice).root.children.map(({ id }) => id)).not.toContain('x');
    }
  });

  it('is none where values can be negative again, or the second function does more', () => {
    expect(about(bent, { kind: 'batchNorm' }, relu, ...head)).toEqual([]);
    expect(about({ kind: 'conv', activation: 'leakyRelu' }, relu, ...head)).toEqual([]);
    expect(about(bent, { ...relu, activation: 'relu6' }, ...head)).toEqual([]);
    // The first time there is none in front of it.
    expect(about({ kind: 'batchNorm' }, { kind: 'repeat', children: [relu] }, ...head)).toEqual([]);
  });
});
