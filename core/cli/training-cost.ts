import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { datasetSummary, imageBudgetHere } from '../data/index.ts';
import type { Network } from '../model/index.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { predictTraining, type Prediction, type PredictionInput } from '../protocol/prediction.ts';
import { defaultRecipe } from '../protocol/ready-experiment.ts';
import { busyWith, forkEngineHost, measureMachine } from '../runner/index.ts';
import { libraryHome, openLibrary } from '../store/index.ts';
import { formatBytes, formatCount, formatDuration } from './format.ts';
import { oneLine, tell } from './output.ts';

export interface TrainingOptions {
  readonly batch?: number;
  readonly data?: string;
  /** Measures the machine first. */
  readonly time?: true;
}

/** What a training would cost. */
export interface TrainingCost extends Prediction {
  readonly batchSize: number;
  /** Dataset whose images are counted; undefined where none was named, and none are. */
  readonly data: string | undefined;
}

/**
 * Memory and, on a machine that has been measured, time of a training of a network; undefined where nothing about a training was asked.
 * @param preset its name, if it is one
 * @throws BlockyardError unknown-dataset; with `time`, measuring-failed, measuring-waits and what opening the library throws
 */
export async function trainingCost(
  network: Network,
  preset: string | undefined,
  { batch, data, time }: TrainingOptions,
): Promise<TrainingCost | undefined> {
  if (batch === undefined && data === undefined && time === undefined) return undefined;
  const recipe = { ...defaultRecipe(preset), ...(batch !== undefined && { batchSize: batch }) };
  const dataset = data === undefined ? undefined : datasetSummary(data, libraryHome());
  const prediction = predictTraining({
    network,
    recipe,
    trainSize: dataset?.trainSize ?? recipe.batchSize,
    validationSize: dataset?.testSize ?? 0,
    ...(time === true ? await measureNow() : keptSpeed()),
    machineMemoryBytes: totalmem(),
    imageBudgetBytes: imageBudgetHere(),
  });
  return { ...prediction, batchSize: recipe.batchSize, data };
}

type Speed = Pick<PredictionInput, 'calibration' | 'trainings'>;

/** What was measured before, if anything; a library is not made for it. */
function keptSpeed(): Speed {
  const home = libraryHome();
  if (!existsSync(join(home, 'library.db'))) return { calibration: undefined, trainings: [] };
  const library = openLibrary(home);
  try {
    return { calibration: library.calibrations.latest(), trainings: library.calibrations.trainings() };
  } finally {
    library.close();
  }
}

/** Measures, and keeps it for the next time. */
async function measureNow(): Promise<Speed> {
  const library = openLibrary(libraryHome());
  try {
    const busy = busyWith(library.runs.list());
    if (busy !== undefined) throw new BlockyardError('measuring-waits', { id: busy.id });
    tell('Measuring how fast this machine trains; this takes a few seconds.');
    const calibration = await measureMachine(forkEngineHost(), new AbortController().signal);
    library.calibrations.keep(calibration);
    return { calibration, trainings: library.calibrations.trainings() };
  } finally {
    library.close();
  }
}

const fitWords: Readonly<Record<Prediction['fits'], string>> = {
  yes: 'which fits',
  tight: 'which is tight',
  no: 'which does not fit',
};

/** For people. */
export function trainingCostText({
  batchSize,
  memoryBytes,
  deviceMemoryBytes,
  fits,
  data,
  time,
}: TrainingCost): string {
  const memory = `Training at batch ${String(batchSize)} needs about ${formatBytes(memoryBytes)} of memory of ${formatBytes(deviceMemoryBytes)}, ${fitWords[fits]}.`;
  if (time === undefined) return `${memory} How fast it is here is not known yet: --time measures it.`;
  const rate = `It trains about ${formatCount(time.imagesPerSecond)} images a second`;
  const epoch = data === undefined ? '' : `, an epoch of ${data} in ${formatDuration(time.secondsPerEpoch)}`;
  const { correctedBy } = time;
  const correction = correctedBy === undefined ? '' : `, as the run ${oneLine(correctedBy.name)} has shown`;
  return `${memory} ${rate}${epoch}${correction}.`;
}

/** As `--json` prints it. */
export function trainingCostDocument(cost: TrainingCost): Record<string, unknown> {
  const { batchSize, data, memoryBytes, deviceMemoryBytes, fits, time } = cost;
  return {
    batchSize,
    data: data ?? null,
    memoryBytes,
    deviceMemoryBytes,
    fits,
    secondsPerStep: time?.secondsPerStep ?? null,
    imagesPerSecond: time?.imagesPerSecond ?? null,
    // Without a dataset there is no epoch.
    secondsPerEpoch: (data !== undefined && time?.secondsPerEpoch) || null,
    correctedBy: time?.correctedBy?.run ?? null,
  };
}
