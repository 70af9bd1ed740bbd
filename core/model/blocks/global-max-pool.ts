import { defineLayer } from '../block.ts';
import type { NodeWith } from '../node.ts';
import { lowerGlobalPool } from './pool.ts';

const fields = {};

export type GlobalMaxPoolNode = NodeWith<'globalMaxPool', typeof fields>;

export const globalMaxPool = defineLayer({
  kind: 'globalMaxPool',
  label: 'Global max pooling',
  fields,
  summary: () => '',
  lower: (_node, input) => lowerGlobalPool('globalMaxPool', input),
});
