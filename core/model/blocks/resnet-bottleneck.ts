import { defineComposite, formatStrides } from '../block.ts';
import { integerField } from '../fields.ts';
import { limits } from '../limits.ts';
import type { NodeWith } from '../node.ts';
import { residualFields, residualUnit } from './residual-unit.ts';
import { one } from './shared-fields.ts';

/** How many times wider than its middle a bottleneck block's output is. */
export const expansionField = integerField({ min: 1, max: 16, default: 4 });

const fields = { ...residualFields, expansion: expansionField };

export type ResnetBottleneckNode = NodeWith<'resnetBottleneck', typeof fields>;

/**
 * 1x1, 3x3 and 1x1 convolutions and a shortcut (He et al. 2015, arXiv:1512.03385, figure 5 right). The 3x3 convolution has the strides, as in
 * the ResNet "v1.5" of PyTorch's torchvision.
 */
export const resnetBottleneck = defineComposite({
  kind: 'resnetBottleneck',
  label: 'ResNet bottleneck block',
  fields,
  summary: (node) =>
    `${String(node.filters)}-${String(node.filters * node.expansion)}${formatStrides(node.strides)} ${node.shortcut}`,
  expand: (node) =>
    residualUnit(node, [
      { filters: node.filters, kernelSize: one, strides: one },
      { filters: node.filters, kernelSize: [3, 3], strides: node.strides },
      { filters: Math.min(node.filters * node.expansion, limits.filters), kernelSize: one, strides: one },
    ]),
});
