import { z } from 'zod';

/** Weights that a run keeps: those of its best epoch, by validation accuracy, and those it ended with. */
export const weightKinds = ['best', 'last'] as const;
export type WeightKind = (typeof weightKinds)[number];

/** Path in a run's folder, with `/` on every platform: it is written into events. `initial`: what a run began with, where that was trained before. */
export function weightsFile(kind: WeightKind | 'initial'): string {
  return `weights/${kind}.safetensors`;
}

const runId = z.string().min(1).max(100);
const nodeIds = z.array(z.string().min(1).max(200)).max(10_000).default([]);

/** Where trained weights come from: what a run has kept, or a safetensors file. */
export const transferSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), run: runId, weights: z.enum(weightKinds) }),
  z.object({ kind: z.literal('file'), path: z.string().min(1).max(4096) }),
]);
export type TransferSource = z.infer<typeof transferSourceSchema>;

/** Trained weights that a run begins with, in the place of those that its seed would give. */
export const transferSchema = z.object({
  from: transferSourceSchema,
  /**
   * SHA-256 of the file of these weights. Noted when the run is entered, which keeps a copy of the file; whatever is made of that run later begins with
   * the same copy, although the other run was trained on or the file changed.
   */
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/u)
    .optional(),
  /** Ids of blocks that begin with weights of the seed although trained ones would fit. */
  fresh: nodeIds,
  /** Ids of blocks whose weights training leaves as they are. Their batch norm uses its moving statistics, as Keras does with `trainable = False`. */
  frozen: nodeIds,
});
export type Transfer = z.infer<typeof transferSchema>;

const count = z.number().int().min(0);

/** What can be taken over from somewhere. */
export const trainedWeightsSchema = z.object({
  /** Of the run, or of the file. */
  name: z.string(),
  tensors: z.array(z.object({ path: z.string(), shape: z.array(count) })),
  /** Names of the classes that they tell apart, where that is noted with them. */
  classes: z.array(z.string()).optional(),
  /** Whole epochs that they were trained for, where that is noted with them. */
  epoch: count.optional(),
});
export type TrainedWeights = z.infer<typeof trainedWeightsSchema>;

export const transferRequests = {
  /** @see Transfer `keeper`: the run that has a copy, of weights whose hash is noted. A file must be one that was chosen: path-not-given. */
  'transfer.look': {
    input: transferSchema.pick({ from: true, hash: true }).extend({ keeper: runId.optional() }),
    output: trainedWeightsSchema,
  },
  /** Asks the person for a safetensors file; null where they changed their mind. */
  'transfer.chooseFile': { input: z.undefined(), output: z.string().nullable() },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;
