import { describe, expect, it } from 'vitest';
import { adviceOf, follow } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('activation-on-scores', children);
const pool = { kind: 'globalAvgPool' };

describe('activation on the class scores', () => {
  it('becomes softmax where it is the end', () => {
    for (const activation of ['relu', 'sigmoid', 'tanh']) {
      const children = [pool, { id: 'end', kind: 'dense', activation }];
      const [advice] = about(...children);
      expect(advice).toMatchObject({
        nodeId: 'end',
        path: 'root/children/1/activation',
        facts: { function: activation },
      });
      expect(follow(children, advice).root.children[1]).toMatchObject({ activation: 'softmax' });
    }
  });

  it('goes where a softmax follows it', () => {
    const softmax = { kind: 'activation', activation: 'softmax' };
    const own = [pool, { kind: 'dense', activation: 'relu' }, softmax];
    expect(follow(own, about(...own)[0]).root.children[1]).toMatchObject({ activation: 'linear' });
    const block = [pool, { kind: 'dense' }, { kind: 'activation' }, softmax];
    expect(follow(block, about(...block)[0]).root.children.length).toBe(3);
  });

  it('is none for softmax, a linear end, and activations further up', () => {
    expect(
      about(pool, { kind: 'dense', units: 8, activation: 'relu' }, { kind: 'dense', activation: 'softmax' }),
    ).toEqual([]);
    expect(about(pool, { kind: 'dense' })).toEqual([]);
    // Scores that are averages of rectified maps, as in SqueezeNet (Iandola et al. 2016), train.
    expect(about({ kind: 'conv', filters: 10, activation: 'relu' }, pool)).toEqual([]);
  });
});
