import { defineLayer } from '../block.ts';
import { optionalNumberField } from '../fields.ts';
import type { NodeWith } from '../node.ts';
import { activationField } from './shared-fields.ts';
import { activationSteps } from './steps.ts';

const fields = {
  activation: activationField('relu'),
  /** Slope of leakyRelu's negative side, or the depth of elu's; null for Keras' 0.3 and 1. */
  alpha: optionalNumberField({ min: 0, max: 10 }),
};

export type ActivationNode = NodeWith<'activation', typeof fields>;

export const activation = defineLayer({
  kind: 'activation',
  label: 'Activation',
  fields,
  summary: (node) => node.activation,
  lower: (node, input) => ({ ok: true, steps: activationSteps('', node.activation, input, node.alpha) }),
});
