import { z } from 'zod';
import { layerValuesSchema, recordedLayerSchema } from './layer-figures.ts';
import { previewRequestSchema } from './augmentation-preview.ts';
import { problemSchema } from './problems.ts';
import { rateTestSchema } from './rate-test.ts';
import { machineSchema, systemFiguresSchema } from './system-figures.ts';
import { calibrationSchema } from './calibration.ts';
import { backendChoices, backends, runSpecSchema } from './run-spec.ts';
import { modelRequestNames } from './trained-model.ts';
import { weightKinds } from './transfer.ts';

export const eventVersion = 1;

const count = z.number().int().min(0);

/** A question about a trained model. Its answer, or why there is none, has the same id. */
const askCommandSchema = z.object({
  kind: z.literal('ask'),
  id: count,
  name: z.enum(modelRequestNames),
  /** Checked by the schema of that name. */
  input: z.unknown(),
  /** The run's folder, its spec, and the library. */
  folder: z.string(),
  spec: runSpecSchema,
  home: z.string(),
  weights: z.enum(weightKinds),
  /** Something else trains on this machine, and has the first right to it. Of the first question alone: a process keeps its place. */
  background: z.boolean(),
});
export type AskCommand = z.infer<typeof askCommandSchema>;

/** What the host tells an engine process. One process trains one run, measures its machine once, or previews or answers until it is ended. */
export const engineCommandSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    runId: z.string(),
    /** The run's folder: spec, events and weights live there. */
    folder: z.string(),
    spec: runSpecSchema,
    /** The dataset's folder of files, resolved by the host. */
    datasetFolder: z.string(),
    /** Of several, the one to train on, as CUDA_VISIBLE_DEVICES names it; absent: whichever TensorFlow takes. */
    graphicsCard: z.string().optional(),
  }),
  /** Measures how fast this backend trains here, answers with one `measurementSchema` and ends. */
  z.object({ kind: z.literal('calibrate'), backend: z.enum(backendChoices) }),
  /** Varies images as training would, and answers with an `augmentationPreviewSchema`. */
  z.object({
    kind: z.literal('preview'),
    id: z.number().int(),
    request: previewRequestSchema,
    /** The library with the dataset. */
    home: z.string(),
  }),
  /** Does a learning-rate range test, and answers with a `rateCourseSchema`. */
  z.object({
    kind: z.literal('rates'),
    id: z.number().int(),
    test: rateTestSchema,
    datasetFolder: z.string(),
  }),
  askCommandSchema,
  z.object({ kind: z.literal('pause') }),
  z.object({ kind: z.literal('resume') }),
  /** Ends after the current step and keeps the best and the last weights. */
  z.object({ kind: z.literal('stop') }),
]);
export type EngineCommand = z.infer<typeof engineCommandSchema>;

/** What a measuring engine says in the end. */
export const measurementSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('calibrated'), calibration: calibrationSchema }),
  z.object({ kind: z.literal('uncalibrated'), problem: problemSchema }),
]);
export type Measurement = z.infer<typeof measurementSchema>;

/** What an engine that previews or answers says to each command. */
export const engineAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), id: count, done: count, total: count }),
  /** Checked by whoever asked. */
  z.object({ kind: z.literal('answered'), id: count, answer: z.unknown() }),
  z.object({ kind: z.literal('refused'), id: count, problem: problemSchema }),
]);
export type EngineAnswer = z.infer<typeof engineAnswerSchema>;

const finite = z.number();

const eventBodySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ready'),
    backend: z.enum(backends),
    /** For people: "CPU, 2 threads", "NVIDIA H100". */
    device: z.string(),
    /** Why this backend and not a faster one, when there is something to say. */
    notice: z.string().optional(),
    params: z.object({ total: count, trainable: count }),
    /** Of one image; absent in runs of before they were told. */
    multiplyAdds: count.optional(),
    /** Of the whole dataset's images and labels; absent in runs of before there were imported datasets. */
    dataHash: z.string().optional(),
    trainSize: count,
    validationSize: count,
    stepsPerEpoch: count,
    totalSteps: count,
    versions: z.record(z.string(), z.string()),
    /** Absent in runs of before it was noted. */
    machine: machineSchema.optional(),
  }),
  /** Training figures of consecutive steps, sent at most ten times a second. Arrays are equally long. */
  z.object({
    kind: z.literal('metrics'),
    /** Global steps, from 1. */
    step: z.array(count),
    /** Mean over the batch, without the l2 terms. */
    loss: z.array(finite),
    /** Part of the batch classified correctly, 0..1. */
    accuracy: z.array(finite),
    learningRate: z.array(finite),
    imagesPerSecond: finite,
  }),
  /** Of which layers figures are recorded, before the first of those. */
  z.object({ kind: z.literal('layers'), layers: z.array(recordedLayerSchema) }),
  /** Figures of these layers at one step, from 1. */
  z.object({ kind: z.literal('layerFigures'), step: count, figures: layerValuesSchema }),
  z.object({
    kind: z.literal('epoch'),
    /** From 1. */
    epoch: count,
    step: count,
    /** Means over the epoch's training batches, as Keras reports them. */
    loss: finite,
    accuracy: finite,
    valLoss: finite,
    valAccuracy: finite,
    /** Wall time of the epoch, training and validation, without pauses. */
    seconds: finite,
    /** Training images per second of the epoch's training part. */
    imagesPerSecond: finite,
  }),
  z.object({
    kind: z.literal('checkpoint'),
    which: z.enum(['last', 'best']),
    file: z.string(),
    epoch: count,
    step: count,
  }),
  /** How busy the machine is, every few seconds. */
  systemFiguresSchema.extend({ kind: z.literal('system') }),
  z.object({ kind: z.literal('state'), state: z.enum(['running', 'paused']) }),
  z.object({ kind: z.literal('log'), level: z.enum(['info', 'warning', 'error']), message: z.string() }),
  z.object({
    kind: z.literal('done'),
    outcome: z.enum(['completed', 'stopped']),
    /** SHA-256 over every weight's path and float32 bytes, in path order: equal for runs that ended bit-equal. */
    weightsHash: z.string(),
  }),
  z.object({ kind: z.literal('failed'), problem: problemSchema }),
]);
export type EngineEventBody = z.infer<typeof eventBodySchema>;
export type EngineEventKind = EngineEventBody['kind'];

/** One line of events.jsonl, and one message from an engine. `sequence` counts from 1 in a run, over restarts as well. */
export const engineEventSchema = z.object({
  version: z.literal(eventVersion),
  runId: z.string(),
  sequence: count,
  /** Milliseconds since 1970, UTC. */
  time: count,
  body: eventBodySchema,
});
export type EngineEvent = z.infer<typeof engineEventSchema>;
