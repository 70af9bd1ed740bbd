import { z } from 'zod';
import { problemSchema } from './problems.ts';
import type { EngineEvent } from './engine.ts';
import { runSpecSchema, type RunSpec } from './run-spec.ts';
import { logLineSchema, runStatusSchema, runSummarySchema, tagSchema } from './runs.ts';

/**
 * What runs are taken elsewhere as.
 * - `csv`: a table with a line for every step. `json`: everything that was recorded, as one document.
 * - `tensorboard`: a folder of event files. `bundle`: one run whole, for another machine.
 */
export const runExportFormats = ['csv', 'json', 'tensorboard', 'bundle'] as const;
export type RunExportFormat = (typeof runExportFormats)[number];

/** How the name of the file ends; TensorBoard reads a folder. */
export const runExportEndings: Partial<Record<RunExportFormat, string>> = {
  csv: '.csv',
  json: '.json',
  bundle: '.blockyard',
};

export const bundleFormat = 'blockyard.run';
export const bundleVersion = 1;

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** `bundle.json`: what a bundle is, and what its other files hold. */
export const bundleManifestSchema = z.object({
  format: z.literal(bundleFormat),
  version: z.number().int().min(1),
  /** Id of the run where it was trained. */
  run: z.string().max(100),
  /** Files by their names, each with its length and the SHA-256 of its bytes. */
  files: z.record(z.string(), z.object({ bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/u) })),
});
export type BundleManifest = z.infer<typeof bundleManifestSchema>;

/** How a run ended as its host saw it, where its engine could not say so itself. */
const hostOutcomeSchema = z.object({
  status: runStatusSchema.extract(['stopped', 'failed', 'interrupted']),
  problem: problemSchema.optional(),
  /** Milliseconds since 1970, UTC. */
  time: count,
});

/** `run.json`: what is known of a run besides its spec and what its engine said. */
export const bundledRunSchema = z.object({
  createdAt: count,
  name: runSpecSchema.shape.name,
  tags: z.array(tagSchema),
  notes: z.string(),
  starred: z.boolean(),
  outcome: hostOutcomeSchema.optional(),
  /** What its engine said up to this event was said before it went on. */
  resumedAfter: count,
  /** Lines that its host added to its log. */
  log: z.array(logLineSchema),
});
export type BundledRun = z.infer<typeof bundledRunSchema>;

/** `spec.json`: what was trained, but for the network, which is a file of its own. */
export const bundledSpecSchema = runSpecSchema.omit({ architecture: true });

/** Everything that a library knows of a run, apart from the files in its folder. */
export interface RunRecord {
  readonly run: BundledRun;
  readonly spec: RunSpec;
  /** By sequence number. Of what was trained again after going back to a checkpoint only the later is here. */
  readonly events: readonly EngineEvent[];
}

/** Whether the images that an imported run was trained on are here under their name. */
export const dataPresences = ['same', 'other', 'absent', 'unknown'] as const;
export const importedRunSchema = z.object({ summary: runSummarySchema, data: z.enum(dataPresences) });
export type ImportedRun = z.infer<typeof importedRunSchema>;

export const runExportSchema = z.object({
  /** Absolute path of the file or folder. */
  place: z.string(),
  bytes: count,
});
export type RunExport = z.infer<typeof runExportSchema>;

export const interchangeRequests = {
  /** Asks the person for a place; null where they changed their mind. A bundle is of one run. */
  'runs.export': {
    input: z.object({
      ids: z.array(z.string().min(1).max(100)).min(1).max(10_000),
      format: z.enum(runExportFormats),
    }),
    output: runExportSchema.nullable(),
  },
  /** Asks the person for a bundle; null where they changed their mind. */
  'runs.import': { input: z.undefined(), output: importedRunSchema.nullable() },
} as const;
