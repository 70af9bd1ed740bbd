import { defineLayer } from '../block.ts';
import type { NodeWith } from '../node.ts';
import { lowerPool, poolFields, summarizePool } from './pool.ts';

export type MaxPoolNode = NodeWith<'maxPool', typeof poolFields>;

export const maxPool = defineLayer({
  kind: 'maxPool',
  label: 'Max pooling',
  fields: poolFields,
  summary: summarizePool,
  lower: (node, input) => lowerPool('maxPool', node, input),
});
