import { defineComposite, formatPair, formatStrides } from '../block.ts';
import { booleanField, choiceField, numberField, pairField } from '../fields.ts';
import { limits } from '../limits.ts';
import type { Node, NodeWith } from '../node.ts';
import { activation } from './activation.ts';
import { avgPool } from './avg-pool.ts';
import { batchNorm } from './batch-norm.ts';
import { conv } from './conv.ts';
import { dropout } from './dropout.ts';
import { maxPool } from './max-pool.ts';
import { sequence } from './sequence.ts';
import {
  activationField,
  filtersField,
  initializerField,
  kernelSizeField,
  l2Field,
  paddingField,
  poolStridesField,
  stridesField,
} from './shared-fields.ts';

const fields = {
  filters: filtersField(32),
  kernelSize: kernelSizeField([3, 3]),
  strides: stridesField(),
  padding: paddingField(),
  useBias: booleanField(true),
  kernelInitializer: initializerField(),
  kernelL2: l2Field(),
  batchNorm: booleanField(true),
  activation: activationField('relu'),
  pool: choiceField(['none', 'max', 'avg'], 'max'),
  poolSize: pairField({ min: 1, max: limits.kernelSize, default: [2, 2] }),
  poolStrides: poolStridesField(),
  poolPadding: paddingField('same'),
  dropout: numberField({ min: 0, max: 0.99, default: 0.2 }),
};

export type CbapdNode = NodeWith<'cbapd', typeof fields>;

/** Convolution, Batch norm, Activation, Pooling, Dropout: the feature extractor; each part but the convolution can be left out. */
export const cbapd = defineComposite({
  kind: 'cbapd',
  label: 'CBAPD',
  fields,
  summary: (node) => {
    const letters = [
      'C',
      node.batchNorm ? 'B' : '',
      node.activation === 'linear' ? '' : 'A',
      node.pool === 'none' ? '' : 'P',
      node.dropout > 0 ? 'D' : '',
    ].join('');
    return `${letters} ${formatPair(node.kernelSize)} / ${String(node.filters)}${formatStrides(node.strides)}`;
  },
  expand: (node) => sequence.create(node.id, { children: parts(node) }),
});

function parts(node: CbapdNode): readonly Node[] {
  const { id, filters, kernelSize, strides, padding, useBias, kernelInitializer, kernelL2 } = node;
  const pooling = { poolSize: node.poolSize, strides: node.poolStrides, padding: node.poolPadding };
  const nodes: Node[] = [
    conv.create(`${id}.conv`, { filters, kernelSize, strides, padding, useBias, kernelInitializer, kernelL2 }),
  ];
  if (node.batchNorm) nodes.push(batchNorm.create(`${id}.batchNorm`));
  if (node.activation !== 'linear') nodes.push(activation.create(`${id}.activation`, { activation: node.activation }));
  if (node.pool === 'max') nodes.push(maxPool.create(`${id}.pool`, pooling));
  if (node.pool === 'avg') nodes.push(avgPool.create(`${id}.pool`, pooling));
  if (node.dropout > 0) nodes.push(dropout.create(`${id}.dropout`, { rate: node.dropout }));
  return nodes;
}
