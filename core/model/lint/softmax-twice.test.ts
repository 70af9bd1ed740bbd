import { describe, expect, it } from 'vitest';
import { adviceOf, follow, head } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('softmax-twice', children);
const softmax = { kind: 'activation', activation: 'softmax' };

describe('softmax twice', () => {
  it('is seen where a softmax follows, and the first one goes', () => {
    const children = [...head, softmax];
    const [advice, ...others] = about(...children);
    expect(others).toEqual([]);
    expect(advice).toMatchObject({ nodeId: 'dense1' });
    expect(follow(children, advice).root.children[1]).toMatchObject({ activation: 'linear' });
  });

  it('is seen where the loss takes the second one, for the last layer is none', () => {
    const children = [{ kind: 'globalAvgPool' }, { kind: 'dense' }, { id: 's', ...softmax }, { kind: 'dropout' }];
    const [advice] = about(...children);
    expect(advice?.nodeId).toBe('s');
    expect(follow(children, advice).root.children.map(({ kind }) => kind)).not.toContain('activation');
    const classMaps = [{ kind: 'conv', filters: 10, activation: 'softmax' }, { kind: 'globalAvgPool' }];
    follow(classMaps, about(...classMaps)[0]);
  });

  it('is none for one softmax at the end, a linear end, or an end that is not known', () => {
    expect(about(...head)).toEqual([]);
    expect(about({ kind: 'globalAvgPool' }, { kind: 'dense' })).toEqual([]);
    expect(about(...head, { kind: 'dropout' }, { kind: 'conv' })).toEqual([]);
  });
});
