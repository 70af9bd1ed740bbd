import { describe, expect, it } from 'vitest';
import type { ModelLayer } from '../../../core/protocol/trained-model.ts';
import { blockAt, mapParts, splitName } from './map-parts.ts';

const layer = (index: number, name: string, kind: string, inputs: number[]): ModelLayer => ({
  index,
  name,
  kind,
  inputs,
  output: [2, 2, 1],
  weights: [],
});

describe('what is shown of a layer', () => {
  const layers = [
    layer(0, 'image', 'input', []),
    layer(1, 'block/body/conv', 'conv', [0]),
    layer(2, 'block/shortcut/conv', 'conv', [0]),
    layer(3, 'block/add', 'add', [1, 2]),
    layer(4, 'meet', 'concat', [1, 2, 3]),
    layer(5, 'sum', 'add', [1, 2]),
  ];
  const roles = (index: number) =>
    mapParts(layers[index] ?? layer(0, '', '', []), layers).map(({ index: of, role }) => [of, role]);

  it('is itself, the branches that meet in it, or body and shortcut', () => {
    expect(roles(1)).toEqual([[1, 'whole']]);
    expect(roles(3)).toEqual([
      [1, 'body'],
      [2, 'shortcut'],
      [3, 'sum'],
    ]);
    expect(roles(4).map(([, role]) => role)).toEqual(['branch', 'branch', 'branch', 'joined']);
    expect(roles(5).map(([, role]) => role)).toEqual(['branch', 'branch', 'sum']);
  });

  it('is called by its place in its block', () => {
    expect(splitName('block/body/conv')).toEqual({ block: 'block', part: 'body/conv' });
    expect(splitName('meet')).toEqual({ block: '', part: 'meet' });
  });

  it('stands under its block, with the layer that the block begins with', () => {
    const list = ['conv', 'conv/activation', 'flatten', 'dense', 'dense/activation'].map((name, at) =>
      layer(at, name, '', []),
    );
    expect(list.map((_, at) => blockAt(list, at))).toEqual(['conv', 'conv', '', 'dense', 'dense']);
  });
});
