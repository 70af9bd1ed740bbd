import { describe, expect, it } from 'vitest';
import { parseArchitecture } from '../architecture.ts';
import { lintArchitecture } from './lint.ts';
import { adviceOf, follow, head, target } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('bias-before-batch-norm', children);

describe('bias before batch norm', () => {
  it('is seen at once and behind what keeps the shift of a channel, and is switched off', () => {
    for (const between of [[], [{ kind: 'maxPool' }], [{ kind: 'avgPool' }, { kind: 'maxPool' }]]) {
      const children = [{ id: 'c', kind: 'conv', filters: 8 }, ...between, { kind: 'batchNorm' }, ...head];
      const [advice, ...others] = about(...children);
      expect(others).toEqual([]);
      expect(advice).toMatchObject({ nodeId: 'c', path: 'root/children/0/useBias', facts: { biases: 8 } });
      expect(follow(children, advice).root.children[0]).toMatchObject({ useBias: false });
    }
  });

  it('is seen in composites, in branches that are joined, and once for a repeat with the biases of all its times', () => {
    const unit = { id: 'c', kind: 'cbapd', filters: 4 };
    const repeated = [{ kind: 'repeat', times: 3, children: [unit] }, ...head];
    const [advice] = about(...repeated);
    expect(advice).toMatchObject({ nodeId: 'c', facts: { biases: 12 } });
    follow(repeated, advice);
    const joined = { kind: 'branches', branches: [[{ kind: 'conv' }], [{ kind: 'conv', kernelSize: 1 }]] };
    expect(about(joined, { kind: 'batchNorm' }, ...head).map(({ nodeId }) => nodeId)).toEqual(['conv1', 'conv2']);
  });

  it('is seen in an own block, which it does not edit', () => {
    const body = [
      { kind: 'conv' },
      { kind: 'batchNorm' },
      { kind: 'activation' },
      { kind: 'conv', activation: 'relu' },
    ];
    const parsed = parseArchitecture({
      format: 'blockyard.architecture',
      version: 1,
      definitions: [{ id: 'mine', name: 'Mine', body }],
      root: { kind: 'sequence', children: [{ id: 'x', kind: 'custom', definition: 'mine' }, ...head] },
    });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    expect(lintArchitecture(parsed.value, target)).toMatchObject([
      { code: 'bias-before-batch-norm', nodeId: 'x', facts: { biases: 32 }, fixes: [] },
    ]);
  });

  it('is none where the bias is seen by anything else', () => {
    expect(about({ kind: 'conv', useBias: false }, { kind: 'batchNorm' }, ...head)).toEqual([]);
    expect(about({ kind: 'conv', activation: 'relu' }, { kind: 'batchNorm' }, ...head)).toEqual([]);
    expect(about({ kind: 'conv' }, { kind: 'dropout' }, { kind: 'batchNorm' }, ...head)).toEqual([]);
    // The first time, its output goes to the second's batch norm; the second time to the pooling.
    expect(about({ kind: 'repeat', children: [{ kind: 'batchNorm' }, { kind: 'conv' }] }, ...head)).toEqual([]);
    const twoWays = { kind: 'residual', body: [{ kind: 'batchNorm' }, { kind: 'conv', filters: 8, useBias: false }] };
    expect(about({ kind: 'conv', filters: 8 }, twoWays, ...head)).toEqual([]);
  });
});
