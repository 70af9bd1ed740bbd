import { defineLayer } from '../block.ts';
import type { NodeWith } from '../node.ts';
import { lowerPool, poolFields, summarizePool } from './pool.ts';

export type AvgPoolNode = NodeWith<'avgPool', typeof poolFields>;

export const avgPool = defineLayer({
  kind: 'avgPool',
  label: 'Average pooling',
  fields: poolFields,
  summary: summarizePool,
  lower: (node, input) => lowerPool('avgPool', node, input),
});
