import { describe, expect, it } from 'vitest';
import { adviceOf, follow, head } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('early-collapse', children);
const conv = { kind: 'conv', filters: 8, activation: 'relu' };

describe('a feature map that collapses too early', () => {
  it('is seen on the block that makes it 1x1, and a pooling is left out', () => {
    const children = [conv, { id: 'p', kind: 'maxPool', poolSize: 32 }, conv, conv, ...head];
    const [advice, ...others] = about(...children);
    expect(others).toEqual([]);
    expect(advice).toMatchObject({ nodeId: 'p', path: 'root/children/1', facts: { layers: 2 } });
    expect(follow(children, advice).root.children.map(({ kind }) => kind)).not.toContain('maxPool');
    const block = [{ kind: 'cbapd', poolSize: 32 }, conv, conv, ...head];
    expect(follow(block, about(...block)[0]).root.children[0]).toMatchObject({ pool: 'none' });
  });

  it('is seen with strides, in repeats, and counts every convolution behind it', () => {
    const strided = { id: 's', kind: 'conv', filters: 8, strides: 2, activation: 'relu' };
    const [advice] = about({ kind: 'repeat', times: 8, children: [strided] }, ...head);
    expect(advice).toMatchObject({ nodeId: 's', facts: { layers: 3 }, fixes: [] });
  });

  it('is none for 1x1 kernels, one last convolution, and data that are single pixels', () => {
    const pool = { kind: 'maxPool', poolSize: 32 };
    expect(about(pool, { ...conv, kernelSize: 1 }, { ...conv, kernelSize: 1 }, conv, ...head)).toEqual([]);
    expect(adviceOf('early-collapse', [conv, conv, ...head], { input: [1, 1, 40], classes: 10 })).toEqual([]);
  });
});
