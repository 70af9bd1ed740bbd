import { describeRefusal } from '../../protocol/details.ts';
import type { Prediction } from '../../protocol/trained-model.ts';
import { csvLines } from '../csv.ts';

/** Predictions as a table: a line for each picture, with the class, how sure the model is, and the probability of every class. RFC 4180, with plain line ends. */
export function predictionsCsv(predictions: readonly Prediction[], classes: readonly string[]): string {
  const lines = [['file', 'predicted', 'confidence', ...classes.map((name) => `p(${name})`), 'refused']];
  for (const { name, probabilities, refusal } of predictions) {
    const [best] = probabilities === undefined ? [] : ranked(probabilities);
    lines.push([
      name,
      best === undefined ? '' : (classes[best.index] ?? ''),
      best === undefined ? '' : rounded(best.probability),
      ...classes.map((_, index) => (probabilities === undefined ? '' : rounded(probabilities[index] ?? 0))),
      refusal === undefined ? '' : describeRefusal(refusal),
    ]);
  }
  return csvLines(lines);
}

/** Classes by their probability, the highest first; of equal ones the first. */
export function ranked(probabilities: Float32Array): { readonly index: number; readonly probability: number }[] {
  return Array.from(probabilities, (probability, index) => ({ index, probability })).sort(
    (a, b) => b.probability - a.probability || a.index - b.index,
  );
}

/** As many digits as float32 has. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(7)));
}
