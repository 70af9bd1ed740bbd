import { describe, expect, it } from 'vitest';
import { adviceOf, follow, head } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('unreduced-branch', children);
const wide = { kind: 'conv', filters: 128, activation: 'relu' };
const conv = (id: string, kernelSize: number, filters: number, values = {}): object => ({
  id,
  kind: 'conv',
  kernelSize,
  filters,
  activation: 'relu',
  ...values,
});
const branches = (...lists: readonly (readonly object[])[]): object => ({ id: 'b', kind: 'branches', branches: lists });

describe('a wide branch without reduction', () => {
  it('gets a 1x1 convolution to half of its filters', () => {
    const children = [wide, branches([conv('a', 1, 32)], [conv('x', 5, 32)]), ...head];
    const [advice, ...others] = about(...children);
    expect(others).toEqual([]);
    expect(advice).toMatchObject({
      nodeId: 'x',
      facts: { kernel: '5x5', channels: 128, reduced: 16, before: 102_400, after: 2048 + 12_800 },
    });
    expect(follow(children, advice).root.children[1]).toMatchObject({
      branches: [[{ id: 'a' }], [{ kernelSize: [1, 1], filters: 16, activation: 'relu' }, { id: 'x' }]],
    });
  });

  it('is seen in composites, in nested sequences and next to a branch that passes its input on', () => {
    const unit = { id: 'x', kind: 'cbapd', filters: 32, kernelSize: 3, pool: 'none' };
    const children = [wide, branches([], [{ kind: 'sequence', children: [unit] }]), ...head];
    follow(children, about(...children)[0]);
  });

  it('is a unit more in an Inception block, where it is worth it', () => {
    const unit = (size: number, filters: number | null = null): object => ({ layer: 'conv', size, filters });
    const mixed = [[unit(1)], [unit(3, 8)], [unit(5)], [unit(1), unit(3)]];
    const children = [wide, { id: 'x', kind: 'inception', filters: 64, branches: mixed }, ...head];
    const [advice] = about(...children);
    expect(advice).toMatchObject({ nodeId: 'x', path: 'root/children/1/branches', facts: { kernel: '5x5' } });
    expect(follow(children, advice).root.children[1]).toMatchObject({
      branches: [[{}], [{ filters: 8 }], [{ size: [1, 1], filters: 32 }, { size: [5, 5] }], [{}, {}]],
    });
  });

  it('is none with a reduction, with few channels, for narrow kernels, sums, and outside of branches', () => {
    expect(about(wide, { kind: 'inception', filters: 64 }, ...head)).toEqual([]);
    expect(about({ ...wide, filters: 32 }, branches([conv('a', 1, 32)], [conv('x', 5, 32)]), ...head)).toEqual([]);
    expect(about(wide, branches([conv('a', 1, 32)], [conv('x', 3, 512)]), ...head)).toEqual([]);
    const sum = { kind: 'branches', merge: 'add', branches: [[conv('a', 1, 32)], [conv('x', 5, 32)]] };
    expect(about(wide, sum, ...head)).toEqual([]);
    expect(about(wide, conv('x', 5, 32), ...head)).toEqual([]);
  });
});
