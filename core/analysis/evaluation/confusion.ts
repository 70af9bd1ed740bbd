import type { Outcomes } from '../../protocol/trained-model.ts';

/** More classes than this have no matrix: nobody could read it, and it would take gigabytes. */
export const mostMatrixClasses = 1000;

/**
 * How often images of each class were taken for each: [class, predicted], row by row. Undefined with too many classes.
 * @param classes how many the model tells apart
 */
export function confusionMatrix({ label, predicted }: Outcomes, classes: number): Uint32Array | undefined {
  if (classes > mostMatrixClasses) return undefined;
  const counts = new Uint32Array(classes * classes);
  for (let at = 0; at < label.length; at += 1) {
    const cell = (label[at] ?? 0) * classes + (predicted[at] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}

/** Two classes that are taken for each other one way: images of `label` for `predicted`. */
export interface Confusion {
  readonly label: number;
  readonly predicted: number;
  readonly count: number;
}

/** Pairs of different classes, the most frequent first. */
export function confusions({ label, predicted }: Outcomes, most: number): Confusion[] {
  const found = new Map<number, { label: number; predicted: number; count: number }>();
  for (let at = 0; at < label.length; at += 1) {
    const [is, said] = [label[at] ?? 0, predicted[at] ?? 0];
    if (is === said) continue;
    const key = is * 65_536 + said;
    const known = found.get(key);
    if (known === undefined) found.set(key, { label: is, predicted: said, count: 1 });
    else known.count += 1;
  }
  return [...found.values()]
    .sort((a, b) => b.count - a.count || a.label - b.label || a.predicted - b.predicted)
    .slice(0, most);
}

/** Places in the outcomes of the images of one class that were taken for one class, the surest first. */
export function imagesOfCell(
  { label, predicted, confidence }: Outcomes,
  cell: Pick<Confusion, 'label' | 'predicted'>,
): number[] {
  const places: number[] = [];
  for (let at = 0; at < label.length; at += 1)
    if (label[at] === cell.label && predicted[at] === cell.predicted) places.push(at);
  return surestFirst(places, confidence);
}

/** Places in the outcomes of what is wrong, the surest first. */
export function mistakes({ label, predicted, confidence }: Outcomes, most: number): number[] {
  const places: number[] = [];
  for (let at = 0; at < label.length; at += 1) if (label[at] !== predicted[at]) places.push(at);
  return surestFirst(places, confidence).slice(0, most);
}

function surestFirst(places: number[], confidence: Float32Array): number[] {
  return places.sort((a, b) => (confidence[b] ?? 0) - (confidence[a] ?? 0) || a - b);
}
