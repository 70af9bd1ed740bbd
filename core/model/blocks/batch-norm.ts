import { defineLayer } from '../block.ts';
import { numberField } from '../fields.ts';
import type { NodeWith } from '../node.ts';
import { l2Field } from './shared-fields.ts';
import { batchNormDefaults, batchNormStep } from './steps.ts';

const fields = {
  epsilon: numberField({ min: 1e-7, max: 1, default: batchNormDefaults.epsilon }),
  momentum: numberField({ min: 0, max: 1, default: batchNormDefaults.momentum }),
  gammaL2: l2Field(),
  betaL2: l2Field(),
};

export type BatchNormNode = NodeWith<'batchNorm', typeof fields>;

/** Batch normalisation over all but the channel axis (Ioffe & Szegedy 2015, arXiv:1502.03167). */
export const batchNorm = defineLayer({
  kind: 'batchNorm',
  label: 'Batch norm',
  fields,
  summary: () => '',
  lower: (node, input) => ({ ok: true, steps: [batchNormStep('', input, node)] }),
});
