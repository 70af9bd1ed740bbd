import { trainingWork, workKinds, type Network, type Work } from '../model/index.ts';
import type { Calibration } from './calibration.ts';
import type { MeasuredTraining } from './measured-training.ts';
import type { Optimizer, Recipe } from './recipe.ts';

/** What an epoch asks of a machine. */
export type EpochWork = Pick<MeasuredTraining, 'batchSize' | 'trainSize' | 'validationSize' | 'step' | 'image'>;

type Speeds = Pick<Calibration, 'secondsPer'>;

/** Images that are evaluated at once; see the compiled executor. */
const evaluationBatch = 128;

/** Values kept per trainable weight, as core/compiler/optimizers.ts keeps them. */
export function slotsOf(optimizer: Optimizer): number {
  switch (optimizer.kind) {
    case 'sgd':
      return optimizer.momentum === 0 ? 0 : 1;
    case 'adam':
    case 'adamw':
    case 'rmsprop':
      return 2;
  }
}

export function epochWork(
  network: Network,
  { batchSize, optimizer }: Pick<Recipe, 'batchSize' | 'optimizer'>,
  { trainSize, validationSize }: Pick<EpochWork, 'trainSize' | 'validationSize'>,
): EpochWork {
  const slots = slotsOf(optimizer);
  // Linear in the batch, so that the smaller last batch of an epoch counts for what it is.
  const step = trainingWork(network, { batchSize: 0, slots });
  const one = trainingWork(network, { batchSize: 1, slots });
  const image = workOf((kind) => one[kind] - step[kind]);
  return { batchSize: Math.min(batchSize, Math.max(1, trainSize)), trainSize, validationSize, step, image };
}

/** Of one step with a whole batch. */
export function stepWork({ batchSize, step, image }: EpochWork): Work {
  return workOf((kind) => step[kind] + batchSize * image[kind]);
}

/** Training and validation, as these speeds make it. */
export function secondsOfEpoch(
  { batchSize, trainSize, validationSize, step, image }: EpochWork,
  speeds: Speeds,
): number {
  const [perStep, perImage] = [secondsOfWork(step, speeds), secondsOfWork(image, speeds)];
  const training = Math.ceil(trainSize / batchSize) * perStep + trainSize * perImage;
  // The forward pass alone: one of three products of equal size.
  const validation = (Math.ceil(validationSize / evaluationBatch) * perStep + validationSize * perImage) / 3;
  return training + validation;
}

/** The time that a machine of these speeds takes for some work. */
export function secondsOfWork(work: Work, { secondsPer }: Speeds): number {
  return workKinds.reduce((total, kind) => total + work[kind] * secondsPer[kind], 0);
}

function workOf(amount: (kind: keyof Work) => number): Work {
  return Object.fromEntries(workKinds.map((kind) => [kind, amount(kind)])) as Work;
}
