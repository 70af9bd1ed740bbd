import { totalmem } from 'node:os';
import { datasetSummary } from '../data/index.ts';
import type { Network } from '../model/index.ts';
import { predictTraining, type Prediction } from '../protocol/prediction.ts';
import { defaultRecipe } from '../protocol/ready-experiment.ts';
import { formatBytes } from './format.ts';

export interface TrainingOptions {
  readonly batch?: number;
  readonly data?: string;
}

/** What a training would cost. */
export interface TrainingCost extends Prediction {
  readonly batchSize: number;
  /** Dataset whose images are counted; undefined where none was named, and none are. */
  readonly data: string | undefined;
}

/**
 * Memory of a training of a network, or undefined where nothing about a training was asked.
 * @param preset its name, if it is one
 * @throws BlockyardError unknown-dataset
 */
export function trainingCost(
  network: Network,
  preset: string | undefined,
  { batch, data }: TrainingOptions,
): TrainingCost | undefined {
  if (batch === undefined && data === undefined) return undefined;
  const recipe = { ...defaultRecipe(preset), ...(batch !== undefined && { batchSize: batch }) };
  const dataset = data === undefined ? undefined : datasetSummary(data);
  const prediction = predictTraining({
    network,
    recipe,
    trainSize: dataset?.trainSize ?? recipe.batchSize,
    validationSize: dataset?.testSize ?? 0,
    calibration: undefined,
    machineMemoryBytes: totalmem(),
  });
  return { ...prediction, batchSize: recipe.batchSize, data };
}

const fitWords: Readonly<Record<Prediction['fits'], string>> = {
  yes: 'which fits',
  tight: 'which is tight',
  no: 'which does not fit',
};

/** For people. */
export function trainingCostText({ batchSize, memoryBytes, deviceMemoryBytes, fits }: TrainingCost): string {
  return `Training at batch ${String(batchSize)} needs about ${formatBytes(memoryBytes)} of memory of ${formatBytes(deviceMemoryBytes)}, ${fitWords[fits]}.`;
}

/** As `--json` prints it. */
export function trainingCostDocument(cost: TrainingCost): Record<string, unknown> {
  const { batchSize, data, memoryBytes, deviceMemoryBytes, fits } = cost;
  return { batchSize, data: data ?? null, memoryBytes, deviceMemoryBytes, fits };
}
