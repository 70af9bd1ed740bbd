import { defineLayer } from '../block.ts';
import type { NodeWith } from '../node.ts';
import { lowerGlobalPool } from './pool.ts';

const fields = {};

export type GlobalAvgPoolNode = NodeWith<'globalAvgPool', typeof fields>;

export const globalAvgPool = defineLayer({
  kind: 'globalAvgPool',
  label: 'Global average pooling',
  fields,
  summary: () => '',
  lower: (_node, input) => lowerGlobalPool('globalAvgPool', input),
});
