import { sizeOf, trainingMemory, trainingWork, workKinds, type Network, type Work } from '../model/index.ts';
import type { Calibration } from './calibration.ts';
import { batchesPerWindow, windowsInMemory } from './image-budget.ts';
import type { Optimizer, Recipe } from './recipe.ts';

export interface PredictionInput {
  readonly network: Network;
  readonly recipe: Pick<Recipe, 'batchSize' | 'optimizer' | 'mixedPrecision'>;
  /** Images of the two splits. */
  readonly trainSize: number;
  readonly validationSize: number;
  /** Undefined where the machine has not been measured: then memory alone is predicted. */
  readonly calibration: Calibration | undefined;
  /** Memory of the machine, which is the device's where the calibration knows of none. */
  readonly machineMemoryBytes: number;
  /** Bytes of images that a run keeps in memory; see image-budget.ts. */
  readonly imageBudgetBytes: number;
}

export interface PredictedTime {
  readonly secondsPerStep: number;
  readonly imagesPerSecond: number;
  /** Training and validation, without start-up and without saving weights. */
  readonly secondsPerEpoch: number;
}

/** `tight`: it should run, but leaves the rest of the machine, or an error of the prediction, no room. */
export type Fit = 'yes' | 'tight' | 'no';

export interface Prediction {
  readonly time: PredictedTime | undefined;
  /** At its peak, of the whole training process. */
  readonly memoryBytes: number;
  readonly deviceMemoryBytes: number;
  readonly fits: Fit;
}

/** What an engine takes before it trains anything, where that has not been measured: TensorFlow's libraries and Node. */
const usualBaseBytes = 400 * 2 ** 20;

/** Part of the device's memory above which a training is `tight`: predictions of memory are right within about 30%. */
const comfortablePart = 0.7;

/** Values kept per trainable weight, as core/compiler/optimizers.ts keeps them. */
function slotsOf(optimizer: Optimizer): number {
  switch (optimizer.kind) {
    case 'sgd':
      return optimizer.momentum === 0 ? 0 : 1;
    case 'adam':
    case 'adamw':
    case 'rmsprop':
      return 2;
  }
}

/** Batches of a stream in memory. */
function streamedBatches(batchBytes: number): number {
  return windowsInMemory * batchesPerWindow(batchBytes);
}

/** Time and memory of a training on a measured machine. Pure and fast: fit for every keystroke. */
export function predictTraining(input: PredictionInput): Prediction {
  const { network, recipe, trainSize, validationSize, calibration, machineMemoryBytes, imageBudgetBytes } = input;
  const slots = slotsOf(recipe.optimizer);
  const batchSize = Math.min(recipe.batchSize, Math.max(1, trainSize));
  const imagesFit = (trainSize + validationSize) * sizeOf(network.input) <= imageBudgetBytes;
  const { weights, activations, images, graph } = trainingMemory(network, {
    batchSize,
    slots,
    valueBytes: recipe.mixedPrecision ? 2 : 4,
    images: imagesFit ? trainSize + validationSize : streamedBatches(batchSize * sizeOf(network.input)) * batchSize,
  });
  const memoryBytes = Math.round((calibration?.baseBytes ?? usualBaseBytes) + weights + activations + images + graph);
  const deviceMemoryBytes = calibration?.deviceMemoryBytes ?? machineMemoryBytes;
  return {
    time: calibration && predictTime(input, calibration, batchSize, slots),
    memoryBytes,
    deviceMemoryBytes,
    fits: fit(memoryBytes / deviceMemoryBytes),
  };
}

/** Images that are evaluated at once; see the compiled executor. */
const evaluationBatch = 128;

function predictTime(
  { network, trainSize, validationSize }: PredictionInput,
  calibration: Calibration,
  batchSize: number,
  slots: number,
): PredictedTime {
  const secondsFor = (images: number): number =>
    secondsOfWork(trainingWork(network, { batchSize: images, slots }), calibration);
  // Linear in the batch, so that the smaller last batch of an epoch counts for what it is.
  const perStep = secondsFor(0);
  const perImage = secondsFor(1) - perStep;
  const secondsPerStep = perStep + batchSize * perImage;
  const training = Math.ceil(trainSize / batchSize) * perStep + trainSize * perImage;
  // The forward pass alone: one of three products of equal size.
  const validation = (Math.ceil(validationSize / evaluationBatch) * perStep + validationSize * perImage) / 3;
  return {
    secondsPerStep,
    imagesPerSecond: batchSize / secondsPerStep,
    secondsPerEpoch: training + validation,
  };
}

/** The time that a machine of these speeds takes for some work. */
export function secondsOfWork(work: Work, { secondsPer }: Pick<Calibration, 'secondsPer'>): number {
  return workKinds.reduce((total, kind) => total + work[kind] * secondsPer[kind], 0);
}

function fit(part: number): Fit {
  if (part > 1) return 'no';
  return part > comfortablePart ? 'tight' : 'yes';
}
