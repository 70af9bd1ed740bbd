import {
  calibrate,
  compareOutcomes,
  confusionMatrix,
  confusions,
  measure,
  mistakes,
  topAccuracy,
} from '../analysis/index.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { Evaluation, EvaluationData } from '../protocol/trained-model.ts';
import type { WeightKind } from '../protocol/transfer.ts';
import { formatCount, formatLoss, formatNumberOf, formatPercent } from './format.ts';
import { formatTable, print, printJson } from './output.ts';
import { withModels } from './with-models.ts';

export interface EvaluateOptions {
  readonly weights: WeightKind;
  readonly data: EvaluationData;
  /** The k of top-k accuracy. */
  readonly top: number;
  /** Another run, to be compared on the same images. */
  readonly against?: string | undefined;
}

/** How many of the most confident mistakes, and of the most frequent confusions, are told. */
const mostTold = { mistakes: 20, confusions: 5 };

/** Prints how well a run's model tells the images of a set apart. @throws BlockyardError as ModelDesk */
export async function evaluateRun(
  run: string,
  { weights, data, top, against }: EvaluateOptions,
  json: boolean,
): Promise<void> {
  await withModels(async (models) => {
    const evaluation = await models.ask('models.evaluate', { run, weights, data });
    const other =
      against === undefined
        ? undefined
        : await models.ask('models.evaluate', { run: against, weights, data: imagesOf(evaluation, data) });
    const comparison = other && compare(evaluation, other);
    if (json)
      printJson({
        runId: run,
        weights,
        ...evaluationDocument(evaluation, top),
        ...(comparison && { comparison: { runId: against, ...comparison } }),
      });
    else {
      print(describeEvaluation(evaluation, top));
      if (comparison !== undefined) print(`\n${describeComparison(comparison, against ?? '')}`);
    }
  });
}

/** For another run, the same images: what validated this one need not have validated that one. */
function imagesOf({ dataset, part }: Evaluation, data: EvaluationData): EvaluationData {
  return data.kind === 'dataset' ? { kind: 'dataset', dataset, part } : data;
}

interface RunComparison {
  readonly accuracy: number;
  readonly both: number;
  readonly firstOnly: number;
  readonly secondOnly: number;
  readonly neither: number;
  readonly pValue: number;
}

/** @throws BlockyardError `evaluation-images` */
function compare(first: Evaluation, second: Evaluation): RunComparison {
  const agreement = first.dataset === second.dataset ? compareOutcomes(first.outcomes, second.outcomes) : undefined;
  if (agreement === undefined) throw new BlockyardError('evaluation-images', {});
  const { both, firstOnly, secondOnly, neither, pValue } = agreement;
  const { accuracy } = measure(second.outcomes, second.classes.length);
  return { accuracy, both, firstOnly, secondOnly, neither, pValue };
}

function describeComparison(
  { accuracy, both, firstOnly, secondOnly, neither, pValue }: RunComparison,
  against: string,
): string {
  const chance = pValue < 0.0001 ? 'below 0.0001' : pValue.toFixed(4);
  return [
    `Against ${against} (accuracy ${formatPercent(accuracy)}): both right ${formatCount(both)}, this one alone ${formatCount(firstOnly)}, that one alone ${formatCount(secondOnly)}, neither ${formatCount(neither)}`,
    `McNemar's exact test: p = ${chance}; ${pValue < 0.05 ? 'one of them is better' : 'the difference may be chance'}`,
  ].join('\n');
}

function evaluationDocument(evaluation: Evaluation, top: number): Record<string, unknown> {
  const { outcomes, classes, dataset, part, backend, device, epoch } = evaluation;
  const { images, correct, accuracy, loss, classes: perClass, macro, weighted } = measure(outcomes, classes.length);
  const { bins, expectedError, maximumError, overconfidence } = calibrate(outcomes);
  const counts = confusionMatrix(outcomes, classes.length);
  return {
    dataset,
    part,
    epoch,
    backend,
    device,
    images,
    correct,
    accuracy,
    top: { k: top, accuracy: topAccuracy(outcomes, top) },
    loss,
    macro,
    weighted,
    classes: perClass.map((one, index) => ({ name: classes[index], ...one })),
    confusion:
      counts && classes.map((_, row) => [...counts.subarray(row * classes.length, (row + 1) * classes.length)]),
    calibration: { expectedError, maximumError, overconfidence, bins },
    mistakes: mistakes(outcomes, mostTold.mistakes).map((at) => ({
      index: outcomes.index[at],
      label: classes[outcomes.label[at] ?? 0],
      predicted: classes[outcomes.predicted[at] ?? 0],
      confidence: outcomes.confidence[at],
    })),
  };
}

const columns = [
  { title: 'Class' },
  { title: 'Images', align: 'right' },
  { title: 'Precision', align: 'right' },
  { title: 'Recall', align: 'right' },
  { title: 'F1', align: 'right' },
] as const;

function describeEvaluation({ outcomes, classes, dataset, part, epoch }: Evaluation, top: number): string {
  const { images, correct, accuracy, loss, classes: perClass, macro } = measure(outcomes, classes.length);
  const { expectedError, overconfidence } = calibrate(outcomes);
  const rows = perClass.map((one, index) => [
    classes[index] ?? '',
    formatCount(one.images),
    formatPercent(one.precision),
    formatPercent(one.recall),
    formatPercent(one.f1),
  ]);
  const sureness = overconfidence > 0 ? 'more sure than it is right' : 'less sure than it is right';
  const lines = [
    `Accuracy ${formatPercent(accuracy)}: ${formatCount(correct)} of ${formatNumberOf(images, 'image')} (${dataset}, ${part}), weights of epoch ${String(epoch)}`,
    `Top ${String(top)} ${formatPercent(topAccuracy(outcomes, top))}, loss ${formatLoss(loss)}, macro F1 ${formatPercent(macro.f1)}`,
    `Calibration error (ECE) ${formatPercent(expectedError)}; on average it is ${sureness}`,
  ];
  const confused = confusions(outcomes, mostTold.confusions).map(
    ({ label, predicted, count }) =>
      `  ${classes[label] ?? ''} taken for ${classes[predicted] ?? ''}: ${formatNumberOf(count, 'image')}`,
  );
  const told = confused.length === 0 ? [] : [`Most confused:\n${confused.join('\n')}`];
  return [lines.join('\n'), formatTable(columns, rows), ...told].join('\n\n');
}
