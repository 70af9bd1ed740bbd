import type { Step, WeightDraft } from '../block.ts';
import type { ActivationFunction, Initializer, WeightRole } from '../network.ts';
import type { Shape } from '../shape.ts';

/** Keras' slope of the negative side, where a function has one. */
const defaultAlpha: Partial<Record<ActivationFunction, number>> = { leakyRelu: 0.3, elu: 1 };

/** The step of an activation, or nothing for `linear`. */
export function activationSteps(
  part: string,
  activation: ActivationFunction,
  shape: Shape,
  alpha: number | null = null,
): readonly Step[] {
  if (activation === 'linear') return [];
  const op = { kind: 'activation', function: activation, alpha: alpha ?? defaultAlpha[activation] ?? 0 } as const;
  return [{ part, op, output: shape, weights: [] }];
}

export interface BatchNormValues {
  readonly epsilon: number;
  readonly momentum: number;
  readonly gammaL2: number;
  readonly betaL2: number;
}

/** As Keras, but for the momentum of the running statistics, which the executors warm up. */
export const batchNormDefaults: BatchNormValues = { epsilon: 1e-3, momentum: 0.99, gammaL2: 0, betaL2: 0 };

export function batchNormStep(
  part: string,
  shape: Shape,
  { epsilon, momentum, gammaL2, betaL2 }: BatchNormValues = batchNormDefaults,
): Step {
  const channels = [shape[shape.length - 1] ?? 1];
  return {
    part,
    op: { kind: 'batchNorm', epsilon, momentum },
    output: shape,
    weights: [
      { role: 'gamma', shape: channels, initializer: 'ones', trainable: true, l2: gammaL2 },
      { role: 'beta', shape: channels, initializer: 'zeros', trainable: true, l2: betaL2 },
      { role: 'movingMean', shape: channels, initializer: 'zeros', trainable: false, l2: 0 },
      { role: 'movingVariance', shape: channels, initializer: 'ones', trainable: false, l2: 0 },
    ],
  };
}

export interface KernelValues {
  readonly kernelInitializer: Initializer;
  readonly kernelL2: number;
  readonly biasL2: number;
}

/** A kernel and, where there is one, its bias, in Keras' order. */
export function kernelWeights(
  role: Extract<WeightRole, 'kernel' | 'depthwiseKernel'>,
  shape: readonly number[],
  biases: number | undefined,
  { kernelInitializer, kernelL2, biasL2 }: KernelValues,
): readonly WeightDraft[] {
  const kernel: WeightDraft = { role, shape, initializer: kernelInitializer, trainable: true, l2: kernelL2 };
  if (biases === undefined) return [kernel];
  return [kernel, { role: 'bias', shape: [biases], initializer: 'zeros', trainable: true, l2: biasL2 }];
}
