import { z } from 'zod';
import { limits } from '../model/limits.ts';
import { pathsSchema } from './data-job.ts';
import { datasetNameSchema, datasetParts } from './dataset-library.ts';
import { imageFits, refusalSchema } from './datasets.ts';
import { exportedSchema, exportOrderSchema } from './export.ts';
import { backends } from './run-spec.ts';
import { weightKinds } from './transfer.ts';

const count = z.number().int().min(0);
const bytes = z.instanceof(Uint8Array);
const floats = z.instanceof(Float32Array);
/** Height, width, channels. */
const imageShapeSchema = z.tuple([count, count, count]);

const modelSchema = z.object({ run: z.string().min(1).max(100), weights: z.enum(weightKinds) });
/** A trained model: a run, and which of its weights. */
export type ModelReference = z.infer<typeof modelSchema>;

/** Images to evaluate on: those that validated the run, those that it was trained on, or a part of any dataset with the same classes. */
export const evaluationDataSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('validation') }),
  z.object({ kind: z.literal('training') }),
  z.object({
    kind: z.literal('dataset'),
    /** Left out: that of the run. */
    dataset: datasetNameSchema.optional(),
    part: z.enum(datasetParts),
  }),
]);
export type EvaluationData = z.infer<typeof evaluationDataSchema>;

/**
 * What a model makes of images, columns of equal length. The whole of the probabilities is left out: of many classes and images it would be gigabytes, and
 * every figure follows from these.
 */
export const outcomesSchema = z.object({
  /** Place of the image in its part of the dataset. */
  index: z.instanceof(Uint32Array),
  /** Class index that the dataset gives. */
  label: z.instanceof(Uint16Array),
  /** Class index with the highest probability, the first of equal ones. */
  predicted: z.instanceof(Uint16Array),
  /** Probability of that class, 0..1. */
  confidence: floats,
  /** Probability of the class in `label`, 0..1. */
  truth: floats,
  /** How many classes have a higher probability than the one in `label`; 0 where it is right. */
  rank: z.instanceof(Uint16Array),
});
export type Outcomes = z.infer<typeof outcomesSchema>;

export const evaluationSchema = z.object({
  /** Names of the classes, in the order of the model's outputs. */
  classes: z.array(z.string()),
  dataset: z.string(),
  part: z.enum(datasetParts),
  outcomes: outcomesSchema,
  backend: z.enum(backends),
  device: z.string(),
  /** Epoch whose weights these are; 0 where none was finished. */
  epoch: count,
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** Most pictures, and most bytes of one of them, in one question. */
export const mostPictures = 200;
export const mostPictureBytes = 64 * 1024 * 1024;

const fitSchema = z.enum(imageFits);

/** Pictures that are in memory: files as they are, or images of the model's own size. */
const heldPictures = [
  z.object({
    kind: z.literal('files'),
    files: z
      .array(z.object({ name: z.string().max(1000), bytes: bytes.refine(({ length }) => length <= mostPictureBytes) }))
      .min(1)
      .max(mostPictures),
    fit: fitSchema,
  }),
  /** [count, height, width, channels] of the model, 0..255. */
  z.object({ kind: z.literal('pixels'), names: z.array(z.string()).min(1).max(mostPictures), pixels: bytes }),
] as const;
/** What a page may ask of: it hands pictures over, and has no files read by their paths. */
const heldPicturesSchema = z.discriminatedUnion('kind', [...heldPictures]);
const picturesSchema = z.discriminatedUnion('kind', [
  ...heldPictures,
  z.object({
    kind: z.literal('paths'),
    /** Files, and folders whose pictures are meant, those in their folders too. */
    paths: z.array(z.string().min(1).max(4096)).min(1).max(10_000),
    fit: fitSchema,
  }),
]);
export type Pictures = z.infer<typeof picturesSchema>;

export const predictionSchema = z.object({
  name: z.string(),
  /** Probability of every class; absent of a picture that was refused. */
  probabilities: floats.optional(),
  /** The picture as the network sees it, [height, width, channels], 0..255; left out where there are many. */
  pixels: bytes.optional(),
  refusal: refusalSchema.optional(),
});
export type Prediction = z.infer<typeof predictionSchema>;

export const predictionsSchema = z.object({
  classes: z.array(z.string()),
  shape: imageShapeSchema,
  predictions: z.array(predictionSchema),
});
export type Predictions = z.infer<typeof predictionsSchema>;

/** Of a tensor's values, and how many lie in each of as many equal parts from the least to the largest. */
const statisticsSchema = z.object({
  least: z.number(),
  largest: z.number(),
  mean: z.number(),
  deviation: z.number(),
  /** Part of the values that are exactly 0. */
  zeros: z.number(),
  histogram: z.array(count),
});
export type TensorStatistics = z.infer<typeof statisticsSchema>;

const weightSchema = z.object({
  path: z.string(),
  role: z.string(),
  shape: z.array(count),
  trainable: z.boolean(),
  statistics: statisticsSchema,
});
export type ModelWeight = z.infer<typeof weightSchema>;

const modelLayerSchema = z.object({
  /** Place in the network. */
  index: count,
  name: z.string(),
  kind: z.string(),
  /** Places of the layers that it takes. */
  inputs: z.array(count),
  output: z.array(count),
  weights: z.array(weightSchema),
});
export type ModelLayer = z.infer<typeof modelLayerSchema>;

export const modelInsideSchema = z.object({
  classes: z.array(z.string()),
  input: imageShapeSchema,
  layers: z.array(modelLayerSchema),
});
export type ModelInside = z.infer<typeof modelInsideSchema>;

export const tensorSchema = z.object({ shape: z.array(count), values: floats });
export type TensorValues = z.infer<typeof tensorSchema>;

/** Most layers that are shown at once. */
export const mostLayers = 64;

const gradCamSchema = z.object({
  /** Probability of every class for the picture. */
  probabilities: floats,
  /** The class that is explained. */
  classIndex: count,
  /** Height and width of the map. */
  size: z.tuple([count, count]),
  /** How much each place speaks for the class, from 0 to 1 at the strongest; all 0 where nothing does. */
  map: floats,
});
export type GradCam = z.infer<typeof gradCamSchema>;

/** Every question about trained models, by its name: what is asked, and what comes back. */
export const modelRequests = {
  'models.evaluate': { input: modelSchema.extend({ data: evaluationDataSchema }), output: evaluationSchema },
  'models.predict': { input: modelSchema.extend({ pictures: picturesSchema }), output: predictionsSchema },
  /** Its layers and weights. */
  'models.inside': { input: modelSchema, output: modelInsideSchema },
  /** The values of one weight. */
  'models.weight': { input: modelSchema.extend({ path: z.string() }), output: tensorSchema },
  /** What layers, by their places in the network, make of a picture of the model's size. */
  'models.maps': {
    input: modelSchema.extend({ pixels: bytes, layers: z.array(count).min(1).max(mostLayers) }),
    output: z.array(tensorSchema),
  },
  /** Where a feature map speaks for a class; without one, for the class that the model takes the picture for. */
  'models.gradCam': {
    input: modelSchema.extend({ pixels: bytes, layer: count, classIndex: count.optional() }),
    output: gradCamSchema,
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

/** What an engine is asked: those, and one that the page cannot ask, since it writes where it is told. */
export const modelQuestions = {
  ...modelRequests,
  'models.write': { input: modelSchema.extend(exportOrderSchema.shape), output: exportedSchema },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

/** Questions that a page asks in another way than the program itself does. */
export const modelPageRequests = {
  'models.predict': { input: modelSchema.extend({ pictures: heldPicturesSchema }), output: predictionsSchema },
  /** Pictures and folders of pictures that were dropped; others are refused: path-not-given. */
  'models.predictDropped': {
    input: modelSchema.extend({ paths: pathsSchema, fit: fitSchema }),
    output: predictionsSchema,
  },
  /** Asks the person for a folder, and classifies the pictures in it; null where they changed their mind. */
  'models.predictFolder': { input: modelSchema.extend({ fit: fitSchema }), output: predictionsSchema.nullable() },
  /** Asks the person for a place, and writes the model there; null where they changed their mind. */
  'models.export': {
    input: modelSchema.extend({ format: exportOrderSchema.shape.format }),
    output: exportedSchema.nullable(),
  },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type ModelRequest = keyof typeof modelQuestions;
export type ModelInput<Name extends ModelRequest> = z.output<(typeof modelQuestions)[Name]['input']>;
export type ModelOutput<Name extends ModelRequest> = z.output<(typeof modelQuestions)[Name]['output']>;

export const modelRequestNames = Object.keys(modelQuestions) as [ModelRequest, ...ModelRequest[]];

/** How far a question is answered. */
export const modelProgressSchema = z.object({ run: z.string(), done: count, total: count });
export type ModelProgress = z.infer<typeof modelProgressSchema>;

/** Images of a part of a dataset by their places there. */
export const imagesAtSchema = z.object({
  name: datasetNameSchema,
  part: z.enum(datasetParts),
  indices: z.array(count).max(mostPictures),
  /** As in a query of images. */
  side: z.number().int().min(1).max(limits.imageSide).optional(),
});
export type ImagesAt = z.infer<typeof imagesAtSchema>;
