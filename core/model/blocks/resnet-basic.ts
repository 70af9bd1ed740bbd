import { defineComposite, formatStrides } from '../block.ts';
import type { NodeWith } from '../node.ts';
import { residualFields, residualUnit } from './residual-unit.ts';
import { one } from './shared-fields.ts';

export type ResnetBasicNode = NodeWith<'resnetBasic', typeof residualFields>;

/** Two 3x3 convolutions and a shortcut (He et al. 2015, arXiv:1512.03385, figure 5 left). The first convolution has the strides. */
export const resnetBasic = defineComposite({
  kind: 'resnetBasic',
  label: 'ResNet basic block',
  fields: residualFields,
  summary: (node) => `${String(node.filters)}${formatStrides(node.strides)} ${node.shortcut}`,
  expand: (node) =>
    residualUnit(node, [
      { filters: node.filters, kernelSize: [3, 3], strides: node.strides },
      { filters: node.filters, kernelSize: [3, 3], strides: one },
    ]),
});
