import { describe, expect, it } from 'vitest';
import { blocks, type Node, type NodeKind } from '../../../core/model/index.ts';
import { designEn } from '../../i18n/en-design.ts';
import { nodeDetail, nodeTitle } from './node-text.ts';

const words = { kinds: designEn.kinds, definitions: [{ id: 'unit', name: 'Unit of mine' }] };

const make = (kind: NodeKind, fields: object = {}): Node => blocks[kind].create('a', fields);

describe('nodeTitle', () => {
  it('is the name that a block was given, or that of the own block it is one of, or its kind', () => {
    const own = make('custom', { definition: 'unit' });
    expect(nodeTitle(own, words, false)).toBe('Unit of mine');
    expect(nodeTitle({ ...own, label: 'Stem' }, words, false)).toBe('Stem');
    expect(nodeTitle(make('custom', { definition: 'lost' }), words, false)).toBe(designEn.kinds.custom);
    expect(nodeTitle(make('flatten'), words, true)).toBe(designEn.kinds.flatten);
  });

  it('is short where there is little room', () => {
    expect(nodeTitle(make('conv', { kernelSize: [1, 3] }), words, true)).toBe('1×3');
    expect(nodeTitle(make('activation', { activation: 'leakyRelu' }), words, true)).toBe('Leaky ReLU');
  });
});

describe('nodeDetail', () => {
  const detail = (node: Node, small = false): string => nodeDetail(node, blocks[node.kind].summary(node), small);

  it('tells what matters, and of shortcuts only what is not chosen by the sizes', () => {
    expect(detail(make('stage', { filters: 64, strides: [2, 2] }))).toBe('2 × basic / 64 s2');
    expect(detail(make('resnetBasic', { shortcut: 'pad' }))).toContain('pad');
    expect(detail(make('conv', { filters: 8 }), true)).toMatch(/^\/ ?8/);
  });
});
