import { z } from 'zod';
import { cifarLabels, imageRuleSchema, importLookSchema, validationUses } from './datasets.ts';
import { classNamesSchema, datasetNameSchema, datasetTitleSchema } from './dataset-library.ts';
import { problemSchema } from './problems.ts';

const count = z.number().min(0);

/** Where files are, as the system's dialogs and a drop give it. */
const pathSchema = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)[^\0]*$/, 'it is not the path of a file from its root on');
export const pathsSchema = z.array(pathSchema).min(1).max(10_000);

/** What a person asks to import. */
export const importOrderSchema = z.object({
  paths: pathsSchema,
  title: datasetTitleSchema.optional(),
  classes: classNamesSchema.optional(),
  /** Of pictures: how they become images of one size. */
  images: imageRuleSchema.optional(),
  validation: z.enum(validationUses).optional(),
  /** Of CIFAR-100; by default the fine ones. */
  labels: z.enum(cifarLabels).optional(),
});
export type ImportOrder = z.infer<typeof importOrderSchema>;

/** How a dataset is written for others: as gzipped IDX files, or as PNG pictures in a folder for each class. */
export const exportKinds = ['images', 'idx'] as const;
export type ExportKind = (typeof exportKinds)[number];

/** Some of the pictures that would be imported, as they are and as a rule makes them. */
export const importPreviewSchema = z.object({
  names: z.array(z.string()),
  /** Of `before`: pictures are made smaller to fit a square, with black beside them. */
  beforeSide: count,
  /** [names, beforeSide, beforeSide, 3]. */
  before: z.instanceof(Uint8Array),
  /** [names, ...rule.size, rule.channels]. */
  after: z.instanceof(Uint8Array),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** What a process for data is started for. It does one thing and ends. */
export const dataTaskSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('import'), home: z.string(), order: importOrderSchema }),
  z.object({
    kind: z.literal('export'),
    home: z.string(),
    name: datasetNameSchema,
    as: z.enum(exportKinds),
    /** To be made. */
    folder: pathSchema,
  }),
  z.object({ kind: z.literal('download'), home: z.string(), name: datasetNameSchema, mirror: z.string().optional() }),
  z.object({ kind: z.literal('look'), paths: pathsSchema }),
  z.object({ kind: z.literal('preview'), paths: pathsSchema, rule: imageRuleSchema }),
]);
export type DataTask = z.infer<typeof dataTaskSchema>;

export const dataCommandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), task: dataTaskSchema }),
  z.object({ kind: z.literal('cancel') }),
]);
export type DataCommand = z.infer<typeof dataCommandSchema>;

/** What a job is at. A download fetches files, and then imports them. */
export const jobStages = ['download', 'import', 'export'] as const;
export type JobStage = (typeof jobStages)[number];

/** What such a process says. The last is `done` or `failed`. */
export const dataAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), stage: z.enum(jobStages), done: count, total: count }),
  z.object({
    kind: z.literal('done'),
    /** Of the dataset that was imported. */
    name: z.string().optional(),
    look: importLookSchema.optional(),
    preview: importPreviewSchema.optional(),
  }),
  z.object({ kind: z.literal('failed'), problem: problemSchema }),
]);
export type DataAnswer = z.infer<typeof dataAnswerSchema>;
/** What a task gave, besides what it wrote. */
export type DataResult = Omit<Extract<DataAnswer, { kind: 'done' }>, 'kind'>;

export const jobStates = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;

/** An import, a download or an export, as the window follows it. */
export const dataJobSchema = z.object({
  id: z.string(),
  kind: z.enum(['import', 'download', 'export']),
  /** Of the dataset. */
  title: z.string(),
  state: z.enum(jobStates),
  stage: z.enum(jobStages),
  /** Of the stage: bytes of files that are fetched or read, or images that are read or written; 0 of 0 until it is known. */
  done: count,
  total: count,
  unit: z.enum(['bytes', 'images']),
  /** A second, since the stage began. */
  rate: count,
  /** Of the dataset that was imported or exported. */
  name: z.string().optional(),
  /** That it was exported to. */
  folder: z.string().optional(),
  problem: problemSchema.optional(),
});
export type DataJob = z.infer<typeof dataJobSchema>;

/** A published dataset that is not in the library. */
export const downloadableSchema = z.object({
  name: z.string(),
  title: z.string(),
  /** Of its files, and of those what an earlier download has left here. */
  bytes: count,
  arrived: count,
});
export type Downloadable = z.infer<typeof downloadableSchema>;

export function isUnderWay({ state }: Pick<DataJob, 'state'>): boolean {
  return state === 'waiting' || state === 'running';
}
