import { z } from 'zod';
import { recipeSchema } from './recipe.ts';
import { transferSchema } from './transfer.ts';

export const backendChoices = ['auto', 'compiled', 'webgpu', 'js'] as const;
export type BackendChoice = (typeof backendChoices)[number];

/** `compiled`: one TensorFlow graph per run. `webgpu`, `js`: the portable executor on that backend of tfjs. */
export const backends = ['compiled', 'webgpu', 'js'] as const;
export type Backend = (typeof backends)[number];

export const mostFolds = 100;

export const dataChoiceSchema = z.object({
  dataset: z.string().min(1).max(200),
  /** Trains on the first `limit` images, and validates on the first limit/5 of the test set where that is what validates. */
  limit: z.number().int().min(10).optional(),
  validation: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('test') }),
      /** This part of the training images, stratified and seeded by the recipe, is kept out and validates. */
      z.object({ kind: z.literal('split'), fraction: z.number().min(0.01).max(0.9) }),
      /** One of so many parts of equal size, stratified and seeded by the recipe, that take turns: k-fold cross-validation. */
      z
        .object({ kind: z.literal('fold'), index: z.number().int().min(1), of: z.number().int().min(2).max(mostFolds) })
        .refine(({ index, of }) => index <= of, { path: ['index'], error: 'there are fewer folds' }),
    ])
    .default({ kind: 'test' }),
});
export type DataChoice = z.infer<typeof dataChoiceSchema>;

export const runNameSchema = z.string().trim().min(1, 'it is empty').max(200, 'it is longer than 200 characters');

export const originKinds = ['again', 'fork', 'continue', 'sweep', 'import'] as const;

/** Where a run comes from: another run that it repeats, changes or goes on from, a sweep, or another library. It changes nothing about what is trained. */
export const originSchema = z.object({
  kind: z.enum(originKinds),
  /** Id of that run, which may be gone by now. */
  run: z.string().max(100).optional(),
  sweep: z.string().max(100).optional(),
});
export type RunOrigin = z.infer<typeof originSchema>;

/** Exactly what a run is: the same spec on the same machine gives the same weights, bit for bit, on the CPU. */
export const runSpecSchema = z.object({
  version: z.literal(1),
  name: runNameSchema,
  /** An architecture document; core/model parses it and says what is wrong with it. */
  architecture: z.unknown(),
  data: dataChoiceSchema,
  recipe: recipeSchema,
  backend: z.enum(backendChoices).default('auto'),
  origin: originSchema.optional(),
  /** Without it, a run begins with weights of its seed. */
  transfer: transferSchema.optional(),
});
export type RunSpec = z.infer<typeof runSpecSchema>;
