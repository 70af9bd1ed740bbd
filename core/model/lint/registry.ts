import { activationOnScores } from './activation-on-scores.ts';
import { activationTwice } from './activation-twice.ts';
import { biasBeforeBatchNorm } from './bias-before-batch-norm.ts';
import { degradation } from './degradation.ts';
import { dropoutBeforeBatchNorm } from './dropout-before-batch-norm.ts';
import { dropoutOnScores } from './dropout-on-scores.ts';
import { earlyCollapse } from './early-collapse.ts';
import { flattenIntoDense } from './flatten-into-dense.ts';
import { largeKernel } from './large-kernel.ts';
import { missingActivation } from './missing-activation.ts';
import { poolingTwice } from './pooling-twice.ts';
import type { AdviceWording, Rule } from './rule.ts';
import { softmaxBetweenLayers } from './softmax-between-layers.ts';
import { softmaxTwice } from './softmax-twice.ts';
import { unreducedBranch } from './unreduced-branch.ts';

const registry = {
  degradation,
  'bias-before-batch-norm': biasBeforeBatchNorm,
  'dropout-before-batch-norm': dropoutBeforeBatchNorm,
  'missing-activation': missingActivation,
  'activation-twice': activationTwice,
  'softmax-between-layers': softmaxBetweenLayers,
  'softmax-twice': softmaxTwice,
  'activation-on-scores': activationOnScores,
  'dropout-on-scores': dropoutOnScores,
  'large-kernel': largeKernel,
  'unreduced-branch': unreducedBranch,
  'flatten-into-dense': flattenIntoDense,
  'early-collapse': earlyCollapse,
  'pooling-twice': poolingTwice,
} satisfies Readonly<Record<string, Rule>>;

export type AdviceCode = keyof typeof registry;

export const rules: Readonly<Record<AdviceCode, Rule>> = registry;

/** English wording of every advice; a window that speaks another language words the same code and facts itself. */
export const adviceWordings = Object.fromEntries(
  Object.entries(rules).map(([code, { wording }]) => [code, wording]),
) as Readonly<Record<AdviceCode, AdviceWording>>;
