import { describe, expect, it } from 'vitest';
import { adviceOf, follow, head } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('softmax-between-layers', children);

describe('softmax between layers', () => {
  it.each([
    ['activation', { id: 'x', kind: 'activation', activation: 'softmax' }],
    ['conv', { id: 'x', kind: 'conv', activation: 'softmax' }],
    ['cbapd', { id: 'x', kind: 'cbapd', activation: 'softmax' }],
    ['inception', { id: 'x', kind: 'inception', activation: 'softmax' }],
    ['residual', { id: 'x', kind: 'residual', activation: 'softmax', body: [{ kind: 'conv' }] }],
  ])('becomes ReLU in a block of kind %s', (_kind, node) => {
    const children = [node, ...head];
    const [advice, ...others] = about(...children);
    expect(others).toEqual([]);
    expect(advice).toMatchObject({ nodeId: 'x', path: 'root/children/0/activation' });
    expect(follow(children, advice).root.children[0]).toMatchObject({ activation: 'relu' });
  });

  it('is seen in front of what is wrong further on', () => {
    const wrong = { kind: 'dense', units: 5 };
    expect(about({ kind: 'conv', activation: 'softmax' }, { kind: 'conv' }, wrong).length).toBe(1);
    expect(about({ kind: 'conv', activation: 'softmax' }, wrong, ...head)).toEqual([]);
  });

  it('is none at the end, nor in the last of several times', () => {
    expect(about(...head)).toEqual([]);
    const dense = { kind: 'dense', activation: 'softmax' };
    const [repeated] = about({ kind: 'flatten' }, { kind: 'repeat', children: [dense] });
    expect(repeated).toMatchObject({ nodeId: 'dense1', fixes: [] });
  });
});
