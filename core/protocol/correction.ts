import { workKinds } from '../model/index.ts';
import type { Calibration } from './calibration.ts';
import { secondsOfEpoch, stepWork, type EpochWork } from './epoch-work.ts';
import type { MeasuredTraining } from './measured-training.ts';

/** What else than its work a training's time depends on. */
export type TrainingManner = Pick<MeasuredTraining, 'mixedPrecision' | 'augmented'>;

export interface Correction {
  /** What a predicted time is to be multiplied by. */
  readonly factor: number;
  /** The training that has shown it; undefined where none is alike, and the factor is 1. */
  readonly training: MeasuredTraining | undefined;
}

/** Trainings that differ by so much say nothing of each other; see `difference`. */
const reach = 0.3;

/** A training that took more times as long, or as short, had other reasons than this machine's speed: it slept, or another program had it. */
const credible = 4;

/**
 * How far the time that follows from the work of a training is off on this machine, as the training that is most alike has shown: the same network with
 * the same batch by all of its own error, another one by less of it, the less the two are alike.
 * @param trainings the newest first
 */
export function correctionOf(
  work: EpochWork,
  manner: TrainingManner,
  calibration: Calibration,
  trainings: readonly MeasuredTraining[],
): Correction {
  let best: Correction = { factor: 1, training: undefined };
  let least = reach;
  for (const training of trainings) {
    if (!isOfManner(training, manner, calibration)) continue;
    const off = training.secondsPerEpoch / secondsOfEpoch(training, calibration);
    const apart = difference(work, training, calibration);
    if (apart >= least || Math.max(off, 1 / off) > credible) continue;
    least = apart;
    best = { factor: off ** (1 - apart / reach), training };
  }
  return best;
}

function isOfManner(
  { backend, device, mixedPrecision, augmented }: MeasuredTraining,
  manner: TrainingManner,
  calibration: Calibration,
): boolean {
  const here = backend === calibration.backend && device === calibration.device;
  return here && mixedPrecision === manner.mixedPrecision && augmented === manner.augmented;
}

/** 0 for equal steps. By how much the kinds of work differ in their shares of a step's time, up to 1, and a tenth of the logarithm of how much longer one is. */
function difference(one: EpochWork, other: EpochWork, calibration: Calibration): number {
  const [a, b] = [secondsByKind(one, calibration), secondsByKind(other, calibration)];
  const [wholeA, wholeB] = [sum(a), sum(b)];
  const shares =
    a.reduce((total, seconds, kind) => total + Math.abs(seconds / wholeA - (b[kind] ?? 0) / wholeB), 0) / 2;
  return shares + Math.abs(Math.log(wholeA / wholeB)) / 10;
}

function secondsByKind(work: EpochWork, { secondsPer }: Calibration): readonly number[] {
  const step = stepWork(work);
  return workKinds.map((kind) => step[kind] * secondsPer[kind]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
