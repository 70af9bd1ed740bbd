import { defineLayer } from '../block.ts';
import type { NodeWith } from '../node.ts';
import { sizeOf } from '../shape.ts';

const fields = {};

export type FlattenNode = NodeWith<'flatten', typeof fields>;

/** A feature map as one vector, row by row, channels innermost. */
export const flatten = defineLayer({
  kind: 'flatten',
  label: 'Flatten',
  fields,
  summary: () => '',
  lower: (_node, input) => ({
    ok: true,
    steps: [{ part: '', op: { kind: 'flatten' }, output: [sizeOf(input)], weights: [] }],
  }),
});
