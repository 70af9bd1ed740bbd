import { z } from 'zod';
import { languageChoices } from './language.ts';
import { problemSchema } from './problems.ts';
import { datasetSummarySchema, runDetailSchema, runSummarySchema, stepMetricsSchema } from './runs.ts';
import { runSpecSchema } from './run-spec.ts';

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  language: z.enum(languageChoices).default('system'),
});
export type Settings = z.infer<typeof settingsSchema>;

export const appInfoSchema = z.object({
  version: z.string(),
  platform: z.string(),
  /** BCP 47 tag of the system's language. */
  locale: z.string(),
  /** What training will run on by default. */
  backend: z.string(),
  device: z.string(),
  notice: z.string().optional(),
  memoryBytes: z.number(),
  /** Where runs are kept. */
  home: z.string(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

const nothing = z.undefined();
const runId = z.object({ id: z.string().min(1).max(100) });

/** Every request the page can make: the only way from the page to the rest of the program. */
export const requests = {
  'app.info': { input: nothing, output: appInfoSchema },
  'settings.get': { input: nothing, output: settingsSchema },
  'settings.set': { input: settingsSchema, output: settingsSchema },
  'datasets.list': { input: nothing, output: z.array(datasetSummarySchema) },
  'runs.list': { input: nothing, output: z.array(runSummarySchema) },
  'runs.get': { input: runId, output: runDetailSchema },
  'runs.metrics': { input: runId, output: stepMetricsSchema },
  'runs.start': { input: runSpecSchema, output: runSummarySchema },
  'runs.pause': { input: runId, output: nothing },
  'runs.resume': { input: runId, output: nothing },
  'runs.stop': { input: runId, output: nothing },
  'runs.openFolder': { input: runId, output: nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

/** What the page is told without asking. */
export const notices = {
  /** A run's summary changed: status, figures, problem. At most ten times a second for one run. */
  'run.changed': runSummarySchema,
  /** New training figures of a run, at most ten times a second; concatenates with `runs.metrics`. */
  'run.metrics': z.object({ id: z.string(), metrics: stepMetricsSchema }),
  'run.epoch': z.object({ id: z.string(), epoch: runDetailSchema.shape.epochs.element }),
  'run.log': z.object({ id: z.string(), line: runDetailSchema.shape.log.element }),
} as const satisfies Record<string, z.ZodType>;

export type RequestName = keyof typeof requests;
export type RequestInput<Name extends RequestName> = z.input<(typeof requests)[Name]['input']>;
export type RequestOutput<Name extends RequestName> = z.output<(typeof requests)[Name]['output']>;
export type NoticeName = keyof typeof notices;
export type NoticePayload<Name extends NoticeName> = z.output<(typeof notices)[Name]>;

/** A reply as it crosses: a problem is a value, so that its code and facts survive the crossing. */
export const replySchema = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), problem: problemSchema }),
]);
export type Reply = z.infer<typeof replySchema>;

/** How the page reaches the program: Electron's IPC in the window; nothing in the page knows more. */
export interface Transport {
  request(name: RequestName, input: unknown): Promise<Reply>;
  /** Returns what ends the subscription. */
  subscribe(name: NoticeName, listener: (payload: unknown) => void): () => void;
}
