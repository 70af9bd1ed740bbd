import { describe, expect, it } from 'vitest';
import { findNode, removeNodes, setFields, type Architecture } from '../../../../core/model/index.ts';
import { same, shareNodes } from './share.ts';
import { architectureOf, relu } from './tree.test-support.ts';

const network = architectureOf(
  relu('a'),
  { id: 's', kind: 'sequence', children: [relu('b'), { id: 'c', kind: 'conv', filters: 8 }] },
  relu('d'),
);

function edited(result: ReturnType<typeof removeNodes>): Architecture {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.architecture;
}

describe('sharing', () => {
  it('keeps a tree that is read again', () => {
    expect(shareNodes(network.root, structuredClone(network.root))).toBe(network.root);
  });

  it('takes anew only what has changed and what is around it', () => {
    const { root } = edited(setFields(network, ['c'], { filters: 16 }));
    const shared = shareNodes(network.root, root);
    expect(shared).toEqual(root);
    for (const id of ['a', 'b', 'd']) expect(findNode(shared, id)).toBe(findNode(network.root, id));
    for (const id of ['s', 'c']) expect(findNode(shared, id)).not.toBe(findNode(network.root, id));
  });

  it('keeps what has only moved up', () => {
    const { root } = edited(removeNodes(network, ['a']));
    expect(findNode(shareNodes(network.root, root), 's')).toBe(findNode(network.root, 's'));
  });

  it('tells values of JSON apart', () => {
    expect(same({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true);
    for (const [a, b] of [
      [{ a: 1 }, { a: 1, b: undefined }],
      [
        [1, 2],
        [2, 1],
      ],
      [[], {}],
      [null, {}],
      [0, '0'],
    ])
      expect(same(a, b)).toBe(false);
  });
});
