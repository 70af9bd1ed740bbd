import { sizeOf, trainingMemory, type Network } from '../model/index.ts';
import { augments } from './augmentation.ts';
import type { Calibration } from './calibration.ts';
import { correctionOf } from './correction.ts';
import { epochWork, secondsOfEpoch, secondsOfWork, slotsOf, stepWork } from './epoch-work.ts';
import { batchesPerWindow, windowsInMemory } from './image-budget.ts';
import type { MeasuredTraining } from './measured-training.ts';
import type { Recipe } from './recipe.ts';

export interface PredictionInput {
  readonly network: Network;
  readonly recipe: Pick<Recipe, 'batchSize' | 'optimizer' | 'mixedPrecision' | 'augmentation'>;
  /** Images of the two splits. */
  readonly trainSize: number;
  readonly validationSize: number;
  /** Undefined where the machine has not been measured: then memory alone is predicted. */
  readonly calibration: Calibration | undefined;
  /** What this machine has trained, the newest first: it corrects the time of what is alike. */
  readonly trainings: readonly MeasuredTraining[];
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
  /** The training by whose time the prediction was corrected, if one was like it. */
  readonly correctedBy?: MeasuredTraining;
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
    time: calibration && predictTime(input, calibration),
    memoryBytes,
    deviceMemoryBytes,
    fits: fit(memoryBytes / deviceMemoryBytes),
  };
}

function predictTime(
  { network, recipe, trainSize, validationSize, trainings }: PredictionInput,
  calibration: Calibration,
): PredictedTime {
  const work = epochWork(network, recipe, { trainSize, validationSize });
  const manner = { mixedPrecision: recipe.mixedPrecision, augmented: augments(recipe.augmentation) };
  const { factor, training } = correctionOf(work, manner, calibration, trainings);
  const secondsPerStep = factor * secondsOfWork(stepWork(work), calibration);
  return {
    secondsPerStep,
    imagesPerSecond: work.batchSize / secondsPerStep,
    secondsPerEpoch: factor * secondsOfEpoch(work, calibration),
    ...(training !== undefined && { correctedBy: training }),
  };
}

function fit(part: number): Fit {
  if (part > 1) return 'no';
  return part > comfortablePart ? 'tight' : 'yes';
}
