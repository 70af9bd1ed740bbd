import { defineComposite, formatStrides } from '../block.ts';
import type { Node, NodeWith } from '../node.ts';
import { avgPool } from './avg-pool.ts';
import { branches } from './branches.ts';
import { convNormActivation } from './conv-unit.ts';
import { type InceptionUnit, branchesField, classicBranches, formatBranches, unitNames } from './inception-branches.ts';
import { maxPool } from './max-pool.ts';
import { activationField, filtersField, initializerField, l2Field, one, stridesField } from './shared-fields.ts';
import type { Pair } from '../network.ts';

const fields = {
  /** Of every convolution that has no number of its own. */
  filters: filtersField(16),
  strides: stridesField(),
  branches: branchesField(),
  activation: activationField('relu'),
  kernelInitializer: initializerField(),
  kernelL2: l2Field(),
};

export type InceptionNode = NodeWith<'inception', typeof fields>;

/** A longer list of branches than this is told by its length. */
const longestSummary = 44;
const classicText = formatBranches(classicBranches);

/**
 * Parallel branches, joined along channels (Szegedy et al. 2014, arXiv:1409.4842, figure 2b). In each branch the first convolution, else the
 * first pooling, carries the strides; in the classic four that is the 1x1, which keeps the larger kernels cheap. Every convolution has batch
 * norm and no bias.
 */
export const inception = defineComposite({
  kind: 'inception',
  label: 'Inception',
  fields,
  summary: (node) => {
    const count = node.branches.length;
    const text = formatBranches(node.branches);
    const rest = `${String(node.filters)}${formatStrides(node.strides)}`;
    if (text === classicText) return `${String(count)} x ${rest}`;
    return `${text.length > longestSummary ? `${String(count)} branches` : text} / ${rest}`;
  },
  expand: (node) => {
    const names = unitNames(node.branches);
    return branches.create(node.id, {
      branches: node.branches.map((units, branch) => {
        const strided = Math.max(
          0,
          units.findIndex(({ layer }) => layer === 'conv'),
        );
        return units.flatMap((unit, index) =>
          unitNodes(node, unit, `${node.id}.${names[branch]?.[index] ?? ''}`, index === strided ? node.strides : one),
        );
      }),
    });
  },
});

function unitNodes(node: InceptionNode, unit: InceptionUnit, id: string, strides: Pair): readonly Node[] {
  const { kernelInitializer, kernelL2, activation } = node;
  const pooling = { poolSize: unit.size, strides, padding: 'same' } as const;
  switch (unit.layer) {
    case 'conv': {
      const filters = unit.filters ?? node.filters;
      return convNormActivation(
        id,
        { filters, kernelSize: unit.size, strides, kernelInitializer, kernelL2 },
        activation,
      );
    }
    case 'maxPool':
      return [maxPool.create(id, pooling)];
    case 'avgPool':
      return [avgPool.create(id, pooling)];
  }
}
