import type { Tensor, Variable } from '@tensorflow/tfjs';
import { slotNames } from '../../compiler/optimizers.ts';
import type { Optimizer } from '../../protocol/recipe.ts';
import type { Tf } from './tfjs.ts';

/** A weight that an optimizer changes. */
export interface TrainedWeight {
  readonly path: string;
  readonly variable: Variable;
  /** AdamW decays kernels only. */
  readonly isKernel: boolean;
}

export interface PortableOptimizer {
  /** One update from the gradients, in the weights' order. `step` counts from 0. */
  readonly apply: (gradients: readonly Tensor[], learningRate: number, step: number) => void;
  /** By `optimizer/<slot>/<weight path>`. */
  readonly slots: ReadonlyMap<string, Variable>;
  readonly dispose: () => void;
}

/** A weight's change from its gradient `g`; reads and writes the weight's slots through `slot`. */
type Rule = (g: Tensor, slot: (name: string) => Variable, learningRate: number, step: number) => Tensor;

/**
 * Keras' update rules from tfjs operations. Stock tfjs optimizers are not used: their Adam adds epsilon elsewhere than Keras, they have no AdamW,
 * and their moments cannot be saved by weight.
 */
export function createOptimizer(tf: Tf, optimizer: Optimizer, weights: readonly TrainedWeight[]): PortableOptimizer {
  const slots = new Map<string, Variable>();
  for (const slot of slotNames(optimizer)) {
    for (const weight of weights)
      slots.set(
        slotKey(slot, weight.path),
        tf.tidy(() => tf.variable(tf.zerosLike(weight.variable), false)),
      );
  }
  const rule = createRule(tf, optimizer);
  return {
    slots,
    apply: (gradients, learningRate, step) => {
      for (const [index, weight] of weights.entries()) {
        const gradient = gradients[index];
        if (gradient === undefined) throw new Error(`There is no gradient for ${weight.path}`);
        tf.tidy(() => {
          const change = rule(gradient, (name) => slotOf(slots, name, weight.path), learningRate, step);
          const decay = optimizer.kind === 'adamw' && weight.isKernel ? 1 - learningRate * optimizer.weightDecay : 1;
          weight.variable.assign((decay === 1 ? weight.variable : weight.variable.mul(decay)).add(change));
        });
      }
    },
    dispose: () => {
      for (const slot of slots.values()) slot.dispose();
    },
  };
}

function createRule(tf: Tf, optimizer: Optimizer): Rule {
  switch (optimizer.kind) {
    case 'sgd':
      if (optimizer.momentum === 0) return (g, _, learningRate) => g.mul(-learningRate);
      return (g, slot, learningRate) => {
        const velocity = slot('momentum').mul(optimizer.momentum).sub(g.mul(learningRate));
        slot('momentum').assign(velocity);
        return optimizer.nesterov ? velocity.mul(optimizer.momentum).sub(g.mul(learningRate)) : velocity;
      };
    case 'adam':
    case 'adamw':
      return (g, slot, learningRate, step) => {
        const { beta1, beta2, epsilon } = optimizer;
        const m = slot('m')
          .mul(beta1)
          .add(g.mul(1 - beta1));
        const v = slot('v')
          .mul(beta2)
          .add(g.square().mul(1 - beta2));
        slot('m').assign(m);
        slot('v').assign(v);
        const rate = (learningRate * Math.sqrt(1 - beta2 ** (step + 1))) / (1 - beta1 ** (step + 1));
        return m.mul(-rate).div(v.sqrt().add(epsilon));
      };
    case 'rmsprop':
      return (g, slot, learningRate) => {
        const rms = slot('rms')
          .mul(optimizer.rho)
          .add(g.square().mul(1 - optimizer.rho));
        slot('rms').assign(rms);
        const velocity = slot('momentum')
          .mul(optimizer.momentum)
          .add(g.mul(learningRate).div(rms.add(optimizer.epsilon).sqrt()));
        slot('momentum').assign(velocity);
        return tf.neg(velocity);
      };
  }
}

function slotKey(slot: string, path: string): string {
  return `optimizer/${slot}/${path}`;
}

function slotOf(slots: ReadonlyMap<string, Variable>, name: string, path: string): Variable {
  const slot = slots.get(slotKey(name, path));
  if (slot === undefined) throw new Error(`The optimizer has no slot ${name} for ${path}`);
  return slot;
}
