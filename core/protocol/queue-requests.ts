import { z } from 'zod';
import { recipeSchema } from './recipe.ts';
import { prioritySchema, queueChangesSchema, queueMoves, queueStateSchema } from './run-queue.ts';
import { runSpecSchema } from './run-spec.ts';
import { runSummarySchema } from './runs.ts';

const id = z.string().min(1).max(100);
const runs = z.array(runSummarySchema);

/** Requests about the queue, and those that let a run go on. Which runs wait, and where, their summaries say. */
export const queueRequests = {
  'queue.state': { input: z.undefined(), output: queueStateSchema },
  'queue.set': { input: queueChangesSchema, output: queueStateSchema },
  /** All of them or, where one cannot be used, none. */
  'queue.add': {
    input: z.object({ specs: z.array(runSpecSchema).min(1).max(10_000), priority: prioritySchema.optional() }),
    output: runs,
  },
  'queue.move': { input: z.object({ id, to: z.enum(queueMoves) }), output: runSummarySchema },
  /** Takes runs out, all or none; `putBack` puts those back that had never trained. */
  'queue.remove': { input: z.object({ ids: z.array(id).min(1) }), output: runs },
  'queue.putBack': { input: z.object({ ids: z.array(id).min(1) }), output: runs },
  /** Lets a run go on from its last weights, to so many epochs in all; without a number to those that it was to train. */
  'runs.continue': {
    input: z.object({ id, epochs: recipeSchema.shape.epochs.unwrap().optional() }),
    output: runSummarySchema,
  },
} as const;
