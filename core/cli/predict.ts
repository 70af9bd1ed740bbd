import { resolve } from 'node:path';
import { predictionsCsv, ranked } from '../analysis/index.ts';
import type { ImageFit } from '../protocol/datasets.ts';
import { describeRefusal } from '../protocol/details.ts';
import type { Prediction, Predictions } from '../protocol/trained-model.ts';
import type { WeightKind } from '../protocol/transfer.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { formatPercent } from './format.ts';
import { oneLine, print, printJson, tell } from './output.ts';
import { withModels } from './with-models.ts';
import { writeOutput } from './write-output.ts';

export interface PredictOptions {
  readonly weights: WeightKind;
  readonly fit: ImageFit;
  /** Classes that are told of each picture. */
  readonly top: number;
  /** File to write a table to. */
  readonly csv?: string;
}

/**
 * Prints what a run's model takes pictures for.
 * @returns the exit code: failed where no picture could be read
 * @throws BlockyardError as ModelDesk, `unreadable-file`, `no-space`, `not-writable`
 */
export async function predictPictures(
  run: string,
  paths: readonly string[],
  { weights, fit, top, csv }: PredictOptions,
  json: boolean,
): Promise<ExitCode> {
  const pictures = { kind: 'paths', paths: paths.map((path) => resolve(path)), fit } as const;
  const answer = await withModels((models) => models.ask('models.predict', { run, weights, pictures }));
  const { classes, predictions } = answer;
  if (csv !== undefined) await writeOutput(resolve(csv), predictionsCsv(predictions, classes));
  if (json) printJson({ runId: run, weights, ...document(answer, csv) });
  else {
    for (const prediction of predictions) print(describe(prediction, classes, top));
    if (csv !== undefined) tell(`Written to ${csv}.`);
  }
  return predictions.some(({ probabilities }) => probabilities !== undefined) ? exitCodes.done : exitCodes.failed;
}

function describe({ name, probabilities, refusal }: Prediction, classes: readonly string[], top: number): string {
  if (probabilities === undefined)
    return `${oneLine(name)}: not read, ${describeRefusal(refusal ?? { reason: 'corrupt' })}`;
  const told = ranked(probabilities)
    .slice(0, top)
    .map(({ index, probability }) => `${oneLine(classes[index] ?? '')} ${formatPercent(probability)}`);
  return `${oneLine(name)}: ${told.join(', ')}`;
}

function document({ classes, predictions }: Predictions, csv: string | undefined): Record<string, unknown> {
  return {
    classes,
    ...(csv !== undefined && { csv }),
    predictions: predictions.map(({ name, probabilities, refusal }) => {
      if (probabilities === undefined) return { file: name, refused: refusal };
      const [best] = ranked(probabilities);
      return {
        file: name,
        predicted: classes[best?.index ?? 0],
        confidence: best?.probability,
        probabilities: [...probabilities],
      };
    }),
  };
}
