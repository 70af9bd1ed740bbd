import type { DatasetSummary } from '../../../core/protocol/runs.ts';
import { datasetParts } from '../../../core/protocol/dataset-library.ts';
import type { EvaluationData } from '../../../core/protocol/trained-model.ts';

/**
 * What a model that was trained on `trained` can be evaluated on: that run's own images, and the parts of every dataset with images of the same size and the
 * same classes, in whichever order.
 */
export function evaluationChoices(
  trained: DatasetSummary | undefined,
  datasets: readonly DatasetSummary[],
): EvaluationData[] {
  const own: EvaluationData[] = [{ kind: 'validation' }, { kind: 'training' }];
  if (trained === undefined) return own;
  const fitting = datasets.filter(
    ({ shape, classes }) =>
      shape.join() === trained.shape.join() &&
      [...classes].sort().join('\n') === [...trained.classes].sort().join('\n'),
  );
  const ofOthers = fitting.flatMap((dataset) =>
    datasetParts
      .filter((part) => (part === 'train' ? dataset.trainSize : dataset.testSize) > 0)
      .map((part): EvaluationData => ({ kind: 'dataset', dataset: dataset.name, part }))
      .reverse(),
  );
  return [...own, ...ofOthers];
}
