import { defineLayer } from '../block.ts';
import type { NodeWith } from '../node.ts';
import { rateField } from './shared-fields.ts';
import { featureMap } from './window.ts';

const fields = { rate: rateField(0.2) };

export type SpatialDropoutNode = NodeWith<'spatialDropout', typeof fields>;

/** Drops whole channels at random while training (Tompson et al. 2015, arXiv:1411.4280). */
export const spatialDropout = defineLayer({
  kind: 'spatialDropout',
  label: 'Spatial dropout',
  fields,
  summary: (node) => String(node.rate),
  lower: ({ rate }, input) => {
    const image = featureMap('Spatial dropout', input);
    if (!image.ok) return { ok: false, problem: image.error, assume: input };
    return { ok: true, steps: [{ part: '', op: { kind: 'spatialDropout', rate }, output: input, weights: [] }] };
  },
});
