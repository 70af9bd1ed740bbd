import { describe, expect, it } from 'vitest';
import { adviceOf, follow, head } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('pooling-twice', children);

describe('two poolings in a row', () => {
  it('are told on the second, which can be removed', () => {
    const children = [{ kind: 'cbapd', dropout: 0 }, { id: 'x', kind: 'avgPool', poolSize: 3 }, ...head];
    const [advice, ...others] = about(...children);
    expect(others).toEqual([]);
    expect(advice).toMatchObject({ nodeId: 'x', facts: { factor: 36 } });
    expect(follow(children, advice).root.children.map(({ id }) => id)).not.toContain('x');
  });

  it('are left alone where other branches must agree with the size', () => {
    const pools = [{ kind: 'maxPool' }, { id: 'x', kind: 'maxPool' }];
    const other = { kind: 'conv', strides: 4 };
    expect(about({ kind: 'branches', branches: [pools, [other]] }, ...head)).toMatchObject([
      { nodeId: 'x', fixes: [] },
    ]);
  });

  it('are fine where one of them keeps the size, or pools all that is left', () => {
    expect(about({ kind: 'maxPool' }, { kind: 'maxPool', poolSize: 3, strides: 1, padding: 'same' }, ...head)).toEqual(
      [],
    );
    expect(about({ kind: 'maxPool' }, ...head)).toEqual([]);
    expect(about({ kind: 'maxPool' }, { kind: 'conv' }, { kind: 'maxPool' }, ...head)).toEqual([]);
  });
});
