import { z } from 'zod';
import { flatSettingsSchema } from './flat-settings.ts';

export const runSettingsOfSchema = z.object({ id: z.string(), settings: flatSettingsSchema });

/** A way to look at the list of runs. Columns go by their names; those that a program does not know it leaves out. */
export const runViewSchema = z.object({
  name: z.string().trim().min(1, 'it is empty').max(100, 'it is longer than 100 characters'),
  query: z.string().max(2000),
  sort: z.object({ column: z.string().max(50), descending: z.boolean() }),
  /** Absent: the usual ones that there is room for. */
  columns: z.array(z.string().max(50)).max(100).optional(),
  /** The column that runs are grouped by. */
  group: z.string().max(50).optional(),
});
export type RunView = z.infer<typeof runViewSchema>;

const runIds = z.array(z.string().min(1).max(100)).min(1).max(100_000);

/** What the list of runs and comparisons ask for beyond the runs themselves. */
export const historyRequests = {
  /** Settings of many runs; one that is not there any more is left out. */
  'runs.settings': { input: z.object({ ids: runIds }), output: z.array(runSettingsOfSchema) },
  /** Networks of runs, as documents, for pictures of them; one that is not there any more is left out. */
  'runs.networks': {
    input: z.object({ ids: runIds }),
    output: z.array(z.object({ id: z.string(), network: z.unknown() })),
  },
  /** By name. */
  'views.list': { input: z.undefined(), output: z.array(runViewSchema) },
  /** Keeps a view, in the place of one of the same name. */
  'views.save': { input: runViewSchema, output: z.array(runViewSchema) },
  'views.remove': { input: runViewSchema.pick({ name: true }), output: z.array(runViewSchema) },
} as const;

export const historyNotices = {
  /** All views, after one was kept or removed. */
  'views.changed': z.array(runViewSchema),
} as const;
