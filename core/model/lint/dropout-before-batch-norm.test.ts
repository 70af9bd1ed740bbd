import { describe, expect, it } from 'vitest';
import { adviceOf, follow, head } from './lint.test-support.ts';

const about = (...children: readonly unknown[]) => adviceOf('dropout-before-batch-norm', children);
const kinds = (nodes: readonly { readonly kind: string }[]) => nodes.map(({ kind }) => kind);

describe('dropout before batch norm', () => {
  it('is moved behind a batch norm that follows at once', () => {
    const children = [
      { kind: 'conv' },
      { id: 'd', kind: 'dropout', rate: 0.3 },
      { kind: 'batchNorm' },
      { kind: 'activation' },
      ...head,
    ];
    const [advice] = about(...children);
    expect(advice).toMatchObject({ nodeId: 'd', facts: { rate: 0.3 } });
    const mended = follow(children, advice).root.children;
    expect(kinds(mended)).toEqual(['conv', 'batchNorm', 'activation', 'dropout', 'globalAvgPool', 'dense']);
    expect(mended[3]).toMatchObject({ rate: 0.3 });
  });

  it('is removed where every place near by is in front of a batch norm', () => {
    const unit = [{ kind: 'conv' }, { kind: 'batchNorm' }, { kind: 'activation' }];
    const children = [{ kind: 'conv' }, { kind: 'dropout' }, ...unit.slice(1), ...unit, ...head];
    expect(kinds(follow(children, about(...children)[0]).root.children)).not.toContain('dropout');
  });

  it('is seen behind one kernel, as in the paper, and across blocks', () => {
    const blocks = [{ id: 'a', kind: 'cbapd' }, { id: 'b', kind: 'cbapd' }, ...head];
    const advice = about(...blocks);
    expect(advice.map(({ nodeId, path }) => [nodeId, path])).toEqual([['a', 'root/children/0/dropout']]);
    expect(follow(blocks, advice[0]).root.children[0]).toMatchObject({ dropout: 0 });
    // The last time it is behind the last batch norm, so that no one edit is right for all.
    const [repeated] = about({ kind: 'repeat', children: [{ kind: 'cbapd' }] }, ...head);
    expect(repeated?.fixes).toEqual([]);
  });

  it('is none behind the last batch norm, at rate 0, or two kernels away', () => {
    expect(about({ kind: 'cbapd' }, { kind: 'flatten' }, { kind: 'dense', units: 8 }, ...head.slice(1))).toEqual([]);
    expect(about({ kind: 'dropout', rate: 0 }, { kind: 'batchNorm' }, ...head)).toEqual([]);
    expect(about({ kind: 'dropout' }, { kind: 'conv' }, { kind: 'conv' }, { kind: 'batchNorm' }, ...head)).toEqual([]);
  });
});
