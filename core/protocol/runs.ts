import { z } from 'zod';
import { problemSchema } from './problems.ts';
import { optimizerKinds, scheduleKinds, type Recipe } from './recipe.ts';
import { backends, originSchema, runNameSchema, runSpecSchema } from './run-spec.ts';
import { machineSchema } from './system-figures.ts';
import { queuePlaceSchema } from './run-queue.ts';

export const runStatuses = [
  'queued',
  'starting',
  'running',
  'paused',
  'completed',
  'stopped',
  'failed',
  'interrupted',
] as const;
export const runStatusSchema = z.enum(runStatuses);
export type RunStatus = z.infer<typeof runStatusSchema>;

export const activeStatuses = ['queued', 'starting', 'running', 'paused'] as const satisfies readonly RunStatus[];

export function isActive(status: RunStatus): boolean {
  return (activeStatuses as readonly RunStatus[]).includes(status);
}

export const epochSchema = z.object({
  epoch: z.number(),
  step: z.number(),
  loss: z.number(),
  accuracy: z.number(),
  valLoss: z.number(),
  valAccuracy: z.number(),
  seconds: z.number(),
  imagesPerSecond: z.number(),
});
export type Epoch = z.infer<typeof epochSchema>;

export const runLimits = { tags: 50, tagLength: 50, notesLength: 20_000 } as const;

/** A word or a few to find runs by. Commas separate tags where a person writes several, and quotes hold one together in a query. */
export const tagSchema = z
  .string()
  .trim()
  .min(1, 'it is empty')
  .max(runLimits.tagLength, `it is longer than ${String(runLimits.tagLength)} characters`)
  .regex(/^[^,"\p{Cc}]+$/u, 'it holds a comma, a quote or a control character');

/** What a person makes of a run. */
const runMarksSchema = z.object({
  name: z.string(),
  tags: z.array(z.string()),
  notes: z.string(),
  starred: z.boolean(),
  /** Milliseconds since 1970, UTC, as is every time here. Archived: kept out of the way, but kept. */
  archivedAt: z.number().optional(),
  /** In the bin, from where it can be brought back. */
  deletedAt: z.number().optional(),
});
export type RunMarks = z.infer<typeof runMarksSchema>;

/** A change of what a person makes of runs; what is left out stays as it is. */
export const runChangesSchema = z.object({
  name: runNameSchema.optional(),
  notes: z
    .string()
    .max(runLimits.notesLength, `they are longer than ${String(runLimits.notesLength)} characters`)
    .optional(),
  addTags: z.array(tagSchema).max(runLimits.tags).optional(),
  removeTags: z.array(z.string()).optional(),
  starred: z.boolean().optional(),
  archived: z.boolean().optional(),
});
export type RunChanges = z.infer<typeof runChangesSchema>;

/** Of a run's recipe, what lists show and queries ask for. */
const runSettingsSchema = z.object({
  epochs: z.number(),
  batchSize: z.number(),
  learningRate: z.number(),
  optimizer: z.enum(optimizerKinds),
  schedule: z.enum(scheduleKinds),
  seed: z.number(),
});
export type RunSettings = z.infer<typeof runSettingsSchema>;

export function settingsOf({ epochs, batchSize, learningRate, optimizer, schedule, seed }: Recipe): RunSettings {
  return { epochs, batchSize, learningRate, optimizer: optimizer.kind, schedule: schedule.kind, seed };
}

/** A line of the history. Figures are absent until the run has them. */
export const runSummarySchema = runMarksSchema.extend({
  id: z.string(),
  status: runStatusSchema,
  architecture: z.string(),
  dataset: z.string(),
  settings: runSettingsSchema,
  /** Where it comes from, if not from a form or a command line. */
  origin: originSchema.optional(),
  /** While it waits to be trained. */
  queue: queuePlaceSchema.optional(),
  createdAt: z.number(),
  endedAt: z.number().optional(),
  backend: z.enum(backends).optional(),
  device: z.string().optional(),
  /** That it was trained on, if that was noted. */
  machine: machineSchema.optional(),
  notice: z.string().optional(),
  params: z.object({ total: z.number(), trainable: z.number() }).optional(),
  /** Of one image. */
  multiplyAdds: z.number().optional(),
  /** Which images it trained on: equal for equal content of the dataset. */
  dataHash: z.string().optional(),
  trainSize: z.number().optional(),
  validationSize: z.number().optional(),
  epochs: z.number(),
  /** Steps trained, and of the whole training. */
  step: z.number(),
  totalSteps: z.number().optional(),
  stepsPerEpoch: z.number().optional(),
  imagesPerSecond: z.number().optional(),
  /** Time spent in training, seconds, without pauses. */
  trainingSeconds: z.number(),
  lastEpoch: epochSchema.optional(),
  /** The epoch with the highest validation accuracy. */
  bestEpoch: epochSchema.optional(),
  weightsHash: z.string().optional(),
  problem: problemSchema.optional(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

export const logLineSchema = z.object({
  time: z.number(),
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
});
export type LogLine = z.infer<typeof logLineSchema>;

export const runDetailSchema = z.object({
  summary: runSummarySchema,
  spec: runSpecSchema,
  epochs: z.array(epochSchema),
  log: z.array(logLineSchema),
  versions: z.record(z.string(), z.string()),
});
export type RunDetail = z.infer<typeof runDetailSchema>;

/** Training figures per step, columns of equal length. */
export const stepMetricsSchema = z.object({
  step: z.instanceof(Uint32Array),
  loss: z.instanceof(Float32Array),
  accuracy: z.instanceof(Float32Array),
  learningRate: z.instanceof(Float32Array),
});
export type StepMetrics = z.infer<typeof stepMetricsSchema>;

export const datasetSummarySchema = z.object({
  name: z.string(),
  title: z.string(),
  /** Height, width, channels. */
  shape: z.tuple([z.number(), z.number(), z.number()]),
  classes: z.array(z.string()),
  trainSize: z.number(),
  testSize: z.number(),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;
