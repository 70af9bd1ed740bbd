import { describe, expect, it } from 'vitest';
import { architectureOf, relu } from './tree.test-support.ts';
import { besides, rangeOf, visibleNodes } from './visible.ts';

const { root } = architectureOf(
  relu('a'),
  { id: 's', kind: 'sequence', children: [relu('b'), relu('c')] },
  { id: 'r', kind: 'branches', branches: [[relu('d'), relu('e')], [], [relu('f')]] },
  relu('g'),
);
const all = visibleNodes(root, () => false);
const at = (id: string) => {
  const found = all.find(({ node }) => node.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

describe('visible nodes', () => {
  it('are those that nothing folded hides, in order, with their places', () => {
    expect(all.map(({ node, level }) => `${node.id}${String(level)}`).join(' ')).toBe('a1 s1 b2 c2 r1 d2 e2 f2 g1');
    const folded = visibleNodes(root, (node) => node.id === 's');
    expect(folded.map(({ node }) => node.id).join('')).toBe('asrdefg');
    expect(at('f').gap).toEqual({ parent: 'r', list: 2, index: 0 });
  });

  it('lead to the branch beside, past empty ones', () => {
    expect(besides(at('e'), 1)?.id).toBe('f');
    expect(besides(at('f'), -1)?.id).toBe('d');
    expect(besides(at('d'), -1)).toBeUndefined();
    expect(besides(at('b'), 1)).toBeUndefined();
  });

  it('form a range among those beside each other only', () => {
    expect(rangeOf(all, 'a', 'g')).toEqual(['a', 's', 'r', 'g']);
    expect(rangeOf(all, 'g', 's')).toEqual(['g', 'r', 's']);
    expect(rangeOf(all, 'd', 'f')).toEqual(['f']);
    expect(rangeOf(all, 'gone', 'f')).toEqual(['f']);
  });
});
