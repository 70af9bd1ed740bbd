import { defineLayer } from '../block.ts';
import type { NodeWith } from '../node.ts';
import { rateField } from './shared-fields.ts';

const fields = { rate: rateField(0.5) };

export type DropoutNode = NodeWith<'dropout', typeof fields>;

/** Sets values to zero at random while training, and scales the rest by 1 / (1 - rate) (Srivastava et al. 2014). */
export const dropout = defineLayer({
  kind: 'dropout',
  label: 'Dropout',
  fields,
  summary: (node) => String(node.rate),
  lower: ({ rate }, input) => ({
    ok: true,
    steps: [{ part: '', op: { kind: 'dropout', rate }, output: input, weights: [] }],
  }),
});
