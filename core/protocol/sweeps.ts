import { z } from 'zod';
import { epochSchema, isActive, type RunSummary } from './runs.ts';
import { studySchema } from './study.ts';
import { sweepSchema } from './sweep.ts';

export const sweepKinds = ['sweep', 'degradation', 'family'] as const;

/** A sweep of the library. How far it is, its runs tell. */
export const sweepSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(sweepKinds),
  /** Milliseconds since 1970, UTC, as is every time here. */
  createdAt: z.number(),
  trials: z.array(z.object({ label: z.string(), values: z.array(z.unknown()) })),
  /** In the order in which they are trained. A run may have been erased meanwhile. */
  runs: z.array(z.object({ run: z.string(), trial: z.number(), seed: z.number() })),
  /** In the bin, from where it can be brought back. Its runs are not. */
  deletedAt: z.number().optional(),
});
export type SweepSummary = z.infer<typeof sweepSummarySchema>;

export const sweepDetailSchema = z.object({
  summary: sweepSummarySchema,
  sweep: sweepSchema,
  /** The question that it answers, if it was asked as one. */
  study: studySchema.optional(),
});
export type SweepDetail = z.infer<typeof sweepDetailSchema>;

/** What is started: a sweep, or a study that becomes one. */
export const sweepOrderSchema = z.union([z.object({ sweep: sweepSchema }), z.object({ study: studySchema })]);
export type SweepOrder = z.infer<typeof sweepOrderSchema>;

/** Epochs of the runs of a sweep. */
export const sweepEpochsSchema = z.array(z.object({ run: z.string(), epochs: z.array(epochSchema) }));
export type SweepEpochs = z.infer<typeof sweepEpochsSchema>;

/** How the runs of a sweep stand. */
export interface SweepStanding {
  readonly sweep: string;
  readonly completed: number;
  readonly all: number;
  /** Those that train or wait. */
  readonly active: number;
}

/** Of the sweep that a run was made for; undefined for any other run. */
export function sweepStanding({ origin }: RunSummary, runs: readonly RunSummary[]): SweepStanding | undefined {
  const sweep = origin?.kind === 'sweep' ? origin.sweep : undefined;
  if (sweep === undefined) return undefined;
  const own = runs.filter((run) => run.origin?.kind === 'sweep' && run.origin.sweep === sweep);
  return {
    sweep,
    completed: own.filter(({ status }) => status === 'completed').length,
    all: own.length,
    active: own.filter(({ status }) => isActive(status)).length,
  };
}

const nothing = z.undefined();
const sweepId = z.object({ id: z.string().min(1).max(100) });

export const sweepRequests = {
  /** Newest first, deleted ones too. */
  'sweeps.list': { input: nothing, output: z.array(sweepSummarySchema) },
  'sweeps.get': { input: sweepId, output: sweepDetailSchema },
  'sweeps.epochs': { input: sweepId, output: sweepEpochsSchema },
  /** Queues all of its runs or, where one of them cannot be trained, none. */
  'sweeps.start': { input: sweepOrderSchema, output: sweepSummarySchema },
  /** Stops what trains of it, and what waits. */
  'sweeps.stop': { input: sweepId, output: nothing },
  /** Takes it out of the list so that `recover` brings it back. Its runs stay. */
  'sweeps.remove': { input: sweepId, output: sweepSummarySchema },
  'sweeps.recover': { input: sweepId, output: sweepSummarySchema },
} as const;

export const sweepNotices = {
  /** There is a new one, or one was changed. */
  'sweep.changed': sweepSummarySchema,
} as const;
