import { z } from 'zod';
import { augmentationPreviewSchema, previewRequestSchema } from './augmentation-preview.ts';
import { calibrationStateSchema } from './calibration.ts';
import {
  architectureSummarySchema,
  architectureVersionSchema,
  ownBlockSchema,
  storedArchitectureSchema,
  storedBlockSchema,
} from './architectures.ts';
import {
  classNamesSchema,
  datasetDetailSchema,
  datasetEntrySchema,
  datasetFiguresSchema,
  datasetNameSchema,
  datasetTitleSchema,
  imagePageSchema,
  imageQuerySchema,
} from './dataset-library.ts';
import {
  dataJobSchema,
  downloadableSchema,
  exportKinds,
  importOrderSchema,
  importPreviewSchema,
  pathsSchema,
} from './data-job.ts';
import { imageRuleSchema, importLookSchema } from './datasets.ts';
import { limits } from '../model/index.ts';
import { layerHistorySchema } from './layer-figures.ts';
import { languageChoices } from './language.ts';
import { problemSchema } from './problems.ts';
import {
  datasetSummarySchema,
  runChangesSchema,
  runDetailSchema,
  runSummarySchema,
  stepMetricsSchema,
} from './runs.ts';
import { historyNotices, historyRequests } from './run-history.ts';
import { queueRequests } from './queue-requests.ts';
import { queueStateSchema } from './run-queue.ts';
import { backends, runSpecSchema } from './run-spec.ts';
import { imagesAtSchema, modelPageRequests, modelProgressSchema, modelRequests } from './trained-model.ts';
import { rateTestNotices, rateTestRequests } from './rate-test.ts';
import { systemHistorySchema } from './system-figures.ts';
import { sweepNotices, sweepRequests } from './sweeps.ts';
import { interchangeRequests } from './interchange.ts';
import { transferRequests } from './transfer.ts';

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
  backend: z.enum(backends),
  device: z.string(),
  notice: z.string().optional(),
  memoryBytes: z.number(),
  /** Of images that a run keeps in memory. */
  imageBudgetBytes: z.number(),
  /** Where runs are kept. */
  home: z.string(),
});
export type AppInfo = z.infer<typeof appInfoSchema>;

const nothing = z.undefined();
const runId = z.object({ id: z.string().min(1).max(100) });
const runIds = z.object({ ids: z.array(runId.shape.id).min(1).max(100_000) });
const networkId = z.object({ id: z.string().min(1).max(100) });
const networkVersion = networkId.extend({ version: z.number().int() });
const datasetName = z.object({ name: datasetNameSchema });
const networkName = z.string().trim().min(1).max(limits.nameLength);
/** Parsed where it is kept, so that what is wrong with it is told as of every other document. */
const document = z.unknown();

/** What a person saves as a file of their own; the kind is the file's ending. */
export const fileKinds = ['json', 'py', 'svg', 'png', 'csv', 'npy', 'html'] as const;
export const savedFileSchema = z.object({
  /** Without a folder and an ending. What no file system takes is left out. */
  suggestedName: z.string().max(1000),
  kind: z.enum(fileKinds),
  content: z.union([z.string(), z.instanceof(Uint8Array)]),
});
export type SavedFile = z.infer<typeof savedFileSchema>;

/** Every request the page can make: the only way from the page to the rest of the program. */
export const requests = {
  'app.info': { input: nothing, output: appInfoSchema },
  'settings.get': { input: nothing, output: settingsSchema },
  'settings.set': { input: settingsSchema, output: settingsSchema },
  /** What is known of this machine's speed. */
  'machine.calibration': { input: nothing, output: calibrationStateSchema },
  /** Measures it where it is not known, or `again`: as soon as no run trains. Answers at once; the notice of the same name tells how it goes. */
  'machine.measure': { input: z.object({ again: z.boolean() }), output: calibrationStateSchema },
  'datasets.list': { input: nothing, output: z.array(datasetSummarySchema) },
  /** The same, and those that are damaged. */
  'datasets.all': { input: nothing, output: z.array(datasetEntrySchema) },
  'datasets.get': { input: datasetName, output: datasetDetailSchema },
  'datasets.figures': { input: datasetName, output: datasetFiguresSchema },
  'datasets.images': { input: imageQuerySchema, output: imagePageSchema },
  /** Images by their places, in the order that is asked for. */
  'datasets.imagesAt': { input: imagesAtSchema, output: imagePageSchema },
  'datasets.rename': { input: datasetName.extend({ title: datasetTitleSchema }), output: datasetDetailSchema },
  /** New names of the same classes, in the same order. */
  'datasets.renameClasses': { input: datasetName.extend({ classes: classNamesSchema }), output: datasetDetailSchema },
  /** Takes an imported dataset away; for a minute `recover` brings it back. */
  'datasets.remove': { input: datasetName, output: nothing },
  'datasets.recover': { input: datasetName, output: nothing },
  /** Asks the person; null where they changed their mind. */
  'datasets.choose': { input: z.object({ what: z.enum(['folder', 'files']) }), output: z.array(z.string()).nullable() },
  /** What would be imported from there. Here and below, paths are those that `choose` gave or `pathOf` told; others are refused: path-not-given. */
  'datasets.look': { input: z.object({ paths: pathsSchema }), output: importLookSchema },
  'datasets.preview': { input: z.object({ paths: pathsSchema, rule: imageRuleSchema }), output: importPreviewSchema },
  /** Imports in the background, one after the other; the notice `datasets.job` tells how it goes. */
  'datasets.import': { input: importOrderSchema, output: dataJobSchema },
  /** Asks the person for a place and exports there in the background; null where they changed their mind. */
  'datasets.export': { input: datasetName.extend({ as: z.enum(exportKinds) }), output: dataJobSchema.nullable() },
  /** Published datasets that are not in the library. */
  'datasets.downloads': { input: nothing, output: z.array(downloadableSchema) },
  /** As `import`; goes on where an earlier download ended. */
  'datasets.download': { input: datasetName, output: dataJobSchema },
  /** Imports, downloads and exports of this session, oldest first. */
  'datasets.jobs': { input: nothing, output: z.array(dataJobSchema) },
  /** Ends one that waits or is under way. Nothing of it is kept. */
  'datasets.cancel': { input: z.object({ id: z.string() }), output: nothing },
  'datasets.openFolder': { input: datasetName, output: nothing },
  /** Images of a dataset as training would vary them. */
  'augmentation.preview': { input: previewRequestSchema, output: augmentationPreviewSchema },
  ...transferRequests,
  ...modelRequests,
  ...modelPageRequests,
  /** Gives up what is asked of trained models and not answered yet. */
  'models.cancel': { input: nothing, output: nothing },
  'runs.list': { input: nothing, output: z.array(runSummarySchema) },
  'runs.get': { input: runId, output: runDetailSchema },
  'runs.metrics': { input: runId, output: stepMetricsSchema },
  /** What was recorded of its layers so far; nothing unless its recipe asks for it. */
  'runs.layers': { input: runId, output: layerHistorySchema },
  /** How busy the machine was so far. */
  'runs.system': { input: runId, output: systemHistorySchema },
  'runs.start': { input: runSpecSchema, output: runSummarySchema },
  'runs.pause': { input: runId, output: nothing },
  'runs.resume': { input: runId, output: nothing },
  'runs.stop': { input: runId, output: nothing },
  /** Each of these does all of it or, where one run is not to be had, nothing. */
  'runs.change': { input: runIds.extend({ changes: runChangesSchema }), output: z.array(runSummarySchema) },
  /** Deletes so that `recover` brings them back; `erase` is for good, and only for deleted ones. */
  'runs.remove': { input: runIds, output: z.array(runSummarySchema) },
  'runs.recover': { input: runIds, output: z.array(runSummarySchema) },
  'runs.erase': { input: runIds, output: nothing },
  'runs.openFolder': { input: runId, output: nothing },
  ...interchangeRequests,
  ...historyRequests,
  ...rateTestRequests,
  ...queueRequests,
  ...sweepRequests,
  'architectures.list': { input: nothing, output: z.array(architectureSummarySchema) },
  'architectures.get': { input: networkId, output: storedArchitectureSchema },
  /** As `get`, and notes that it is the one a person works on. */
  'architectures.open': { input: networkId, output: storedArchitectureSchema },
  /** Enters a network where none has this id; `opened`: it is the one a person works on. */
  'architectures.save': {
    input: z.object({ id: z.uuid(), document, opened: z.boolean() }),
    output: architectureSummarySchema,
  },
  'architectures.rename': { input: networkId.extend({ name: networkName }), output: architectureSummarySchema },
  /** Deletes so that `recover` brings it back; `erase` is for good. */
  'architectures.remove': { input: networkId, output: architectureSummarySchema },
  'architectures.recover': { input: networkId, output: architectureSummarySchema },
  'architectures.erase': { input: networkId, output: nothing },
  /** Newest first. */
  'architectures.versions': { input: networkId, output: z.array(architectureVersionSchema) },
  'architectures.version': { input: networkVersion, output: z.string() },
  /** Keeps the network as it is now as a version. */
  'architectures.keep': {
    input: networkId.extend({ reason: z.enum(['asked', 'training']) }),
    output: z.array(architectureVersionSchema),
  },
  'architectures.restore': { input: networkVersion, output: storedArchitectureSchema },
  /** Id of a network of the same content, names apart. */
  'architectures.match': { input: z.object({ document }), output: z.string().optional() },
  'blocks.list': { input: nothing, output: z.array(storedBlockSchema) },
  'blocks.save': { input: ownBlockSchema, output: storedBlockSchema },
  'blocks.remove': { input: ownBlockSchema.pick({ name: true }), output: nothing },
  /** Asks the person where; the path, or null where they changed their mind. */
  'files.save': { input: savedFileSchema, output: z.string().nullable() },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

/** What the page is told without asking. */
export const notices = {
  ...sweepNotices,
  ...historyNotices,
  ...rateTestNotices,
  /** A run's summary changed: status, figures, problem. At most ten times a second for one run. */
  'run.changed': runSummarySchema,
  /** New training figures of a run, at most ten times a second; concatenates with `runs.metrics`. */
  'run.metrics': z.object({ id: z.string(), metrics: stepMetricsSchema }),
  'run.system': z.object({ id: z.string(), figures: systemHistorySchema }),
  'run.epoch': z.object({ id: z.string(), epoch: runDetailSchema.shape.epochs.element }),
  'architectures.changed': z.object({
    id: z.string(),
    /** Absent: it was erased. */
    summary: architectureSummarySchema.optional(),
  }),
  'blocks.changed': z.array(storedBlockSchema),
  /** At most ten times a second for one job. */
  'datasets.job': dataJobSchema,
  /** There are other datasets than before, or one of them is called otherwise. */
  'datasets.changed': z.object({ name: datasetNameSchema }),
  'machine.calibration': calibrationStateSchema,
  'queue.changed': queueStateSchema,
  'models.progress': modelProgressSchema,
  'run.erased': z.object({ id: z.string() }),
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

/** How the page reaches the program: Electron's IPC in the window; nothing in the page knows more. `File` is that of the page. */
export interface Transport<File = unknown> {
  /** Where a file or folder lies that was dropped on the window, which may be read from then on; empty where that cannot be known. */
  pathOf(file: File): string;
  request(name: RequestName, input: unknown): Promise<Reply>;
  /** Returns what ends the subscription. */
  subscribe(name: NoticeName, listener: (payload: unknown) => void): () => void;
}
