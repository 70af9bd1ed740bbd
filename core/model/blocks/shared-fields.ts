import { choiceField, integerField, numberField, optionalPairField, pairField } from '../fields.ts';
import { limits } from '../limits.ts';
import type { ActivationFunction, Initializer, Pair } from '../network.ts';
import { paddings } from './window.ts';

const activationFunctions = [
  'linear',
  'relu',
  'relu6',
  'leakyRelu',
  'elu',
  'selu',
  'gelu',
  'swish',
  'sigmoid',
  'tanh',
  'softmax',
] as const satisfies readonly ActivationFunction[];

/** Those that make sense for weights that start at random. */
export const kernelInitializers = ['glorotUniform', 'heNormal'] as const satisfies readonly Initializer[];

export const one: Pair = [1, 1];

export const filtersField = (initial: number) => integerField({ min: 1, max: limits.filters, default: initial });
export const kernelSizeField = (initial: Pair) => pairField({ min: 1, max: limits.kernelSize, default: initial });
export const stridesField = (initial: Pair = one) => pairField({ min: 1, max: limits.strides, default: initial });
/** Null: the strides are the window's size, as in Keras. */
export const poolStridesField = () => optionalPairField({ min: 1, max: limits.strides });
export const dilationField = () => pairField({ min: 1, max: limits.kernelSize, default: one });
export const paddingField = (initial: 'same' | 'valid' = 'same') => choiceField(paddings, initial);
export const activationField = (initial: ActivationFunction = 'linear') => choiceField(activationFunctions, initial);
export const initializerField = (initial: (typeof kernelInitializers)[number] = 'glorotUniform') =>
  choiceField(kernelInitializers, initial);
/** Weight decay that adds `l2 * sum(w^2)` to the loss. */
export const l2Field = () => numberField({ min: 0, max: 100, default: 0 });
export const rateField = (initial: number) => numberField({ min: 0, max: 0.99, default: initial });
