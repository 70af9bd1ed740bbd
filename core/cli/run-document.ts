import { formatAugmentation } from '../protocol/augmentation-text.ts';
import type { RunDetail, RunSummary } from '../protocol/runs.ts';
import { errorDocument } from './output.ts';

/** A run as `train --json` and `runs show --json` print it. Times are milliseconds since 1970, UTC. */
export function runDocument({ summary, spec, epochs, versions }: RunDetail): Record<string, unknown> {
  return {
    ...identity(summary),
    augmentation: formatAugmentation(spec.recipe.augmentation),
    classWeights: spec.recipe.classWeights,
    validation: spec.data.validation,
    transfer: spec.transfer ?? null,
    params: summary.params ?? null,
    dataHash: summary.dataHash ?? null,
    trainSize: summary.trainSize ?? null,
    validationSize: summary.validationSize ?? null,
    step: summary.step,
    totalSteps: summary.totalSteps ?? null,
    epochs: epochs.map(({ epoch, loss, accuracy, valLoss, valAccuracy, seconds, imagesPerSecond }) => ({
      epoch,
      loss,
      accuracy,
      valLoss,
      valAccuracy,
      seconds,
      imagesPerSecond,
    })),
    weightsHash: summary.weightsHash ?? null,
    versions,
    ...(summary.problem !== undefined && { problem: errorDocument(summary.problem) }),
  };
}

/** A run as a line of `runs --json`. */
export function summaryDocument(summary: RunSummary): Record<string, unknown> {
  return {
    ...identity(summary),
    params: summary.params ?? null,
    epochs: summary.epochs,
    step: summary.step,
    totalSteps: summary.totalSteps ?? null,
    lastEpoch: summary.lastEpoch ?? null,
    bestEpoch: summary.bestEpoch ?? null,
    weightsHash: summary.weightsHash ?? null,
    ...(summary.problem !== undefined && { problem: errorDocument(summary.problem) }),
  };
}

function identity(summary: RunSummary): Record<string, unknown> {
  return {
    runId: summary.id,
    name: summary.name,
    tags: summary.tags,
    notes: summary.notes,
    starred: summary.starred,
    archivedAt: summary.archivedAt ?? null,
    deletedAt: summary.deletedAt ?? null,
    status: summary.status,
    architecture: summary.architecture,
    dataset: summary.dataset,
    backend: summary.backend ?? null,
    device: summary.device ?? null,
    machine: summary.machine ?? null,
    ...(summary.notice !== undefined && { notice: summary.notice }),
    origin: summary.origin ?? null,
    ...(summary.queue !== undefined && { priority: summary.queue.priority }),
    createdAt: summary.createdAt,
    endedAt: summary.endedAt ?? null,
    trainingSeconds: summary.trainingSeconds,
  };
}
