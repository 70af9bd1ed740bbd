import { describe, expect, it } from 'vitest';
import { adviceOf, follow, head } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('dropout-on-scores', children);
const pool = { kind: 'globalAvgPool' };

describe('dropout on the class scores', () => {
  it('is removed at the end, and in front of a closing softmax', () => {
    for (const children of [
      [pool, { kind: 'dense' }, { id: 'd', kind: 'dropout', rate: 0.4 }],
      [pool, { kind: 'dense' }, { id: 'd', kind: 'dropout', rate: 0.4 }, { kind: 'activation', activation: 'softmax' }],
    ]) {
      const [advice] = about(...children);
      expect(advice).toMatchObject({ nodeId: 'd', facts: { percent: 40 } });
      expect(follow(children, advice).root.children.length).toBe(children.length - 1);
    }
  });

  it('is none in front of the last dense layer, or at rate 0', () => {
    expect(about(pool, { kind: 'dropout' }, ...head.slice(1))).toEqual([]);
    expect(about(pool, { kind: 'dense' }, { kind: 'dropout', rate: 0 })).toEqual([]);
  });
});
