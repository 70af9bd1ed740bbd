import { defineComposite, formatStrides } from '../block.ts';
import type { Node, NodeWith } from '../node.ts';
import { branches } from './branches.ts';
import { convNormActivation } from './conv-unit.ts';
import { maxPool } from './max-pool.ts';
import { activationField, filtersField, initializerField, l2Field, one, stridesField } from './shared-fields.ts';
import type { Pair } from '../network.ts';

const fields = {
  /** Of each of the four branches. */
  filters: filtersField(16),
  strides: stridesField(),
  activation: activationField('relu'),
  kernelInitializer: initializerField(),
  kernelL2: l2Field(),
};

export type InceptionNode = NodeWith<'inception', typeof fields>;

/**
 * Four parallel branches, joined along channels (Szegedy et al. 2014, arXiv:1409.4842, figure 2b): 1x1; 1x1 then 3x3; 1x1 then 5x5; max
 * pooling then 1x1. The 1x1 convolutions carry the strides and keep the larger kernels cheap. Every convolution has batch norm and no bias.
 */
export const inception = defineComposite({
  kind: 'inception',
  label: 'Inception',
  fields,
  summary: (node) => `4 x ${String(node.filters)}${formatStrides(node.strides)}`,
  expand: (node) => {
    const { id, filters, strides, activation, kernelInitializer, kernelL2 } = node;
    const unit = (part: string, kernelSize: Pair, unitStrides: Pair): readonly Node[] =>
      convNormActivation(
        `${id}.${part}`,
        { filters, kernelSize, strides: unitStrides, kernelInitializer, kernelL2 },
        activation,
      );
    return branches.create(id, {
      branches: [
        unit('1x1', one, strides),
        [...unit('3x3reduce', one, strides), ...unit('3x3', [3, 3], one)],
        [...unit('5x5reduce', one, strides), ...unit('5x5', [5, 5], one)],
        [
          maxPool.create(`${id}.pool`, { poolSize: [3, 3], strides: one, padding: 'same' }),
          ...unit('pool1x1', one, strides),
        ],
      ],
    });
  },
});
