import { balancedClassWeights } from '../protocol/class-weights.ts';
import type { ExecutorInput } from './executor.ts';

/** What the loss of a training example counts by, one of each class; undefined where all count alike. */
export function classWeightsOf({ network, recipe, train }: ExecutorInput): number[] | undefined {
  switch (recipe.classWeights) {
    case 'none':
      return undefined;
    case 'balanced':
      return balancedClassWeights(train.labels, network.classes);
  }
}
