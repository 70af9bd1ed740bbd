import { z } from 'zod';
import { workKinds, type WorkKind } from '../model/index.ts';
import { backends } from './run-spec.ts';

const workSchema = z.object(
  Object.fromEntries(workKinds.map((kind) => [kind, z.number()])) as { [Kind in WorkKind]: z.ZodNumber },
);

/** A training that has ended on this machine, as far as it tells how long others will take. */
export const measuredTrainingSchema = z.object({
  /** Id and name of the run. */
  run: z.string(),
  name: z.string(),
  backend: z.enum(backends),
  /** As the run names it: "CPU, 2 threads". */
  device: z.string(),
  mixedPrecision: z.boolean(),
  /** Whether its images were varied, which takes time as well. */
  augmented: z.boolean(),
  batchSize: z.number().int().min(1),
  /** Images of the two splits. */
  trainSize: z.number().int().min(1),
  validationSize: z.number().int().min(0),
  /** What a step does whatever its batch, and what each image adds to it. */
  step: workSchema,
  image: workSchema,
  /** Of an epoch, training and validation. */
  secondsPerEpoch: z.number().positive(),
});
export type MeasuredTraining = z.infer<typeof measuredTrainingSchema>;
