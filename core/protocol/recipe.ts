import { z } from 'zod';
import { augmentationSchema } from './augmentation.ts';

const fraction = z.number().min(0).max(1);
const positive = z.number().positive().max(1e6);

/** SGD: Polyak's momentum, or Nesterov's (Sutskever et al. 2013). Update rules are those of Keras. */
const sgd = z.object({
  kind: z.literal('sgd'),
  momentum: fraction.default(0.9),
  nesterov: z.boolean().default(false),
});

/** Kingma & Ba 2015 (arXiv:1412.6980). */
const adam = z.object({
  kind: z.literal('adam'),
  beta1: fraction.default(0.9),
  beta2: fraction.default(0.999),
  epsilon: positive.default(1e-7),
});

/** Loshchilov & Hutter 2019 (arXiv:1711.05101): decay `learningRate * weightDecay * w`, apart from the gradient, on kernels only. */
const adamw = z.object({
  kind: z.literal('adamw'),
  beta1: fraction.default(0.9),
  beta2: fraction.default(0.999),
  epsilon: positive.default(1e-7),
  weightDecay: z.number().min(0).max(1).default(0.004),
});

/** Tieleman & Hinton 2012, lecture 6.5. */
const rmsprop = z.object({
  kind: z.literal('rmsprop'),
  rho: fraction.default(0.9),
  momentum: fraction.default(0),
  epsilon: positive.default(1e-7),
});

export const optimizerSchema = z.discriminatedUnion('kind', [sgd, adam, adamw, rmsprop]);
export type Optimizer = z.infer<typeof optimizerSchema>;
export const optimizerKinds = ['sgd', 'adam', 'adamw', 'rmsprop'] as const satisfies readonly Optimizer['kind'][];
export type OptimizerKind = Optimizer['kind'];

export const scheduleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('constant') }),
  /** Multiplies the rate by `factor` when each of `at`, fractions of the whole training, is passed. */
  z.object({
    kind: z.literal('step'),
    at: z.array(fraction).max(100).default([0.5, 0.75]),
    factor: fraction.default(0.1),
  }),
  /** Loshchilov & Hutter 2017 (arXiv:1608.03983), eq. 5, without restarts, down to `floor` times the rate. */
  z.object({ kind: z.literal('cosine'), floor: fraction.default(0) }),
  /** Smith & Topin 2018 (arXiv:1708.07120): up from rate/25 to the rate over `rise` of the training, then down to rate/10000, both by cosine. */
  z.object({ kind: z.literal('oneCycle'), rise: fraction.default(0.3) }),
]);
export type Schedule = z.infer<typeof scheduleSchema>;
export const scheduleKinds = ['constant', 'step', 'cosine', 'oneCycle'] as const satisfies readonly Schedule['kind'][];
export type ScheduleKind = Schedule['kind'];

export const classWeightKinds = ['none', 'balanced'] as const;

/** How to train: everything of a run but the network and the data. */
export const recipeSchema = z.object({
  epochs: z.number().int().min(1).max(100_000).default(10),
  batchSize: z.number().int().min(1).max(65_536).default(64),
  learningRate: z.number().positive().max(1e6).default(0.001),
  optimizer: optimizerSchema.default({ kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }),
  schedule: scheduleSchema.default({ kind: 'constant' }),
  /** Linear rise of the rate from 0 over this part of the whole training, before the schedule takes over. */
  warmup: fraction.default(0),
  /** Szegedy et al. 2016 (arXiv:1512.00567), section 7. */
  labelSmoothing: z.number().min(0).max(0.99).default(0),
  /** Adds `l2 * sum(w^2)` for every kernel to the loss, on top of what layers ask for themselves. */
  l2: z.number().min(0).max(10).default(0),
  /** `balanced`: the loss of every training example counts by the weight of its class; see class-weights.ts. */
  classWeights: z.enum(classWeightKinds).default('none'),
  /** Of training pictures; nothing unless asked for. */
  augmentation: augmentationSchema.prefault({}),
  /** bfloat16 arithmetic with float32 master weights. */
  mixedPrecision: z.boolean().default(false),
  /** Steps between two records of figures of every layer; 0: none. They change nothing of the training. */
  layerFigures: z.number().int().min(0).max(1_000_000).default(0),
  seed: z.number().int().min(0).max(0xffff_ffff).default(1),
});
export type Recipe = z.infer<typeof recipeSchema>;

/**
 * Learning rate at a step (from 0) of a training of `totalSteps`. A pure function of its arguments, so that a resumed run follows the same curve.
 */
export function learningRateAt(
  recipe: Pick<Recipe, 'learningRate' | 'schedule' | 'warmup'>,
  step: number,
  totalSteps: number,
): number {
  const rate = recipe.learningRate;
  const warmupSteps = Math.round(recipe.warmup * totalSteps);
  if (step < warmupSteps) return (rate * (step + 1)) / warmupSteps;
  const progress = (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
  const { schedule } = recipe;
  switch (schedule.kind) {
    case 'constant':
      return rate;
    case 'step':
      return rate * schedule.factor ** schedule.at.filter((at) => step / totalSteps >= at).length;
    case 'cosine':
      return between(rate, rate * schedule.floor, progress);
    case 'oneCycle':
      return progress < schedule.rise
        ? between(rate / 25, rate, progress / schedule.rise)
        : between(rate, rate / 10_000, (progress - schedule.rise) / Math.max(1 - schedule.rise, 1e-12));
  }
}

/** Half a cosine from `start` at 0 to `end` at 1. */
function between(start: number, end: number, progress: number): number {
  return end + ((start - end) * (1 + Math.cos(Math.PI * progress))) / 2;
}
