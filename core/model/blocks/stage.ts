import { defineComposite, formatStrides } from '../block.ts';
import { choiceField, integerField } from '../fields.ts';
import type { Node, NodeWith } from '../node.ts';
import { residualFields } from './residual-unit.ts';
import { resnetBasic } from './resnet-basic.ts';
import { expansionField, resnetBottleneck } from './resnet-bottleneck.ts';
import { sequence } from './sequence.ts';
import { one } from './shared-fields.ts';

const fields = {
  block: choiceField(['basic', 'bottleneck'], 'basic'),
  blocks: integerField({ min: 1, max: 200, default: 2 }),
  ...residualFields,
  /** Of bottleneck blocks. */
  expansion: expansionField,
};

export type StageNode = NodeWith<'stage', typeof fields>;

/** ResNet blocks of one width in a row; the first of them has the strides. */
export const stage = defineComposite({
  kind: 'stage',
  label: 'ResNet stage',
  fields,
  summary: (node) =>
    `${String(node.blocks)} x ${node.block} / ${String(node.filters)}${formatStrides(node.strides)} ${node.shortcut}`,
  expand: (node) =>
    sequence.create(node.id, { children: Array.from({ length: node.blocks }, (_, index) => blockOf(node, index)) }),
});

function blockOf(node: StageNode, index: number): Node {
  const { filters, shortcut, activation, preActivation, kernelInitializer, kernelL2, expansion } = node;
  const values = {
    filters,
    strides: index === 0 ? node.strides : one,
    shortcut,
    activation,
    preActivation,
    kernelInitializer,
    kernelL2,
  };
  const id = `${node.id}.${String(index + 1)}`;
  switch (node.block) {
    case 'basic':
      return resnetBasic.create(id, values);
    case 'bottleneck':
      return resnetBottleneck.create(id, { ...values, expansion });
  }
}
