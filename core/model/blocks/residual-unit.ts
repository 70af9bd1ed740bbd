import { booleanField, choiceField } from '../fields.ts';
import type { ActivationFunction, Pair } from '../network.ts';
import type { Node } from '../node.ts';
import { activation } from './activation.ts';
import { convNormActivation, normActivationConv } from './conv-unit.ts';
import { residual, shortcuts } from './residual.ts';
import { sequence } from './sequence.ts';
import {
  activationField,
  filtersField,
  initializerField,
  type kernelInitializers,
  l2Field,
  stridesField,
} from './shared-fields.ts';

/** The knobs that all ResNet composites share. */
export const residualFields = {
  filters: filtersField(64),
  strides: stridesField(),
  /** `none` leaves the shortcut out: the plain net of the degradation experiment. */
  shortcut: choiceField([...shortcuts, 'none'], 'auto'),
  activation: activationField('relu'),
  /** Batch norm and activation in front of each convolution instead of behind it (He et al. 2016, arXiv:1603.05027). */
  preActivation: booleanField(false),
  kernelInitializer: initializerField('heNormal'),
  kernelL2: l2Field(),
};

export interface ResidualValues {
  readonly id: string;
  readonly shortcut: (typeof shortcuts)[number] | 'none';
  readonly activation: ActivationFunction;
  readonly preActivation: boolean;
  readonly kernelInitializer: (typeof kernelInitializers)[number];
  readonly kernelL2: number;
}

export interface UnitConv {
  readonly filters: number;
  readonly kernelSize: Pair;
  readonly strides: Pair;
}

/** A residual block, or without shortcut a plain sequence, of the given convolutions with batch norm and activation. */
export function residualUnit(node: ResidualValues, convs: readonly UnitConv[]): Node {
  const { id, shortcut, preActivation, kernelInitializer, kernelL2 } = node;
  const body = convs.flatMap((unit, index) => {
    const values = { ...unit, kernelInitializer, kernelL2 };
    const name = `${id}.conv${String(index + 1)}`;
    if (preActivation) return normActivationConv(name, values, node.activation);
    // The last activation comes after the sum.
    return convNormActivation(name, values, index === convs.length - 1 ? 'linear' : node.activation);
  });
  const after = preActivation ? 'linear' : node.activation;
  if (shortcut !== 'none') {
    return residual.create(id, {
      shortcut,
      activation: after,
      shortcutBatchNorm: !preActivation,
      kernelInitializer,
      kernelL2,
      body,
    });
  }
  const last = after === 'linear' ? [] : [activation.create(`${id}.activation`, { activation: after })];
  return sequence.create(id, { children: [...body, ...last] });
}
