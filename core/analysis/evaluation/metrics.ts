import type { Outcomes } from '../../protocol/trained-model.ts';

/** How well one class is told from the others. Figures are 0 where they would be nothing by nothing, as in scikit-learn. */
export interface ClassMetrics {
  /** Images of this class, and images that it was predicted for. */
  readonly images: number;
  readonly predicted: number;
  readonly correct: number;
  /** Of what was predicted as this class, the part that is: TP / (TP + FP). */
  readonly precision: number;
  /** Of the images of this class, the part that was found: TP / (TP + FN). */
  readonly recall: number;
  /** Harmonic mean of both: 2 TP / (2 TP + FP + FN). */
  readonly f1: number;
}

type Averages = Readonly<Record<'precision' | 'recall' | 'f1', number>>;

export interface Metrics {
  readonly images: number;
  readonly correct: number;
  readonly accuracy: number;
  /** Mean cross-entropy, -ln of the probability of the right class. */
  readonly loss: number;
  readonly classes: readonly ClassMetrics[];
  /** Means over the classes that occur, in the images or in the predictions: each counts alike. */
  readonly macro: Averages;
  /** The same, each class counting by its images. */
  readonly weighted: Averages;
}

/** Probabilities below this are taken for it, so that one image that float32 gives no chance at all does not make the loss infinite. */
const leastProbability = Number.EPSILON;

/** @param classes how many the model tells apart */
export function measure({ label, predicted, truth }: Outcomes, classes: number): Metrics {
  const images = new Uint32Array(classes);
  const guessed = new Uint32Array(classes);
  const right = new Uint32Array(classes);
  let loss = 0;
  for (let at = 0; at < label.length; at += 1) {
    const [is, said] = [label[at] ?? 0, predicted[at] ?? 0];
    add(images, is);
    add(guessed, said);
    if (is === said) add(right, is);
    loss -= Math.log(Math.max(truth[at] ?? 0, leastProbability));
  }
  const all = Array.from(images, (count, index) => ofClass(count, guessed[index] ?? 0, right[index] ?? 0));
  const correct = right.reduce((sum, count) => sum + count, 0);
  const total = label.length;
  return {
    images: total,
    correct,
    accuracy: part(correct, total),
    loss: part(loss, total),
    classes: all,
    macro: averages(all, ({ images: of, predicted: by }) => (of + by > 0 ? 1 : 0)),
    weighted: averages(all, ({ images: of }) => of),
  };
}

/** Part of the images whose right class is among the `k` with the highest probabilities. */
export function topAccuracy({ rank }: Outcomes, k: number): number {
  return part(
    rank.reduce((sum, of) => sum + (of < k ? 1 : 0), 0),
    rank.length,
  );
}

function ofClass(images: number, predicted: number, correct: number): ClassMetrics {
  return {
    images,
    predicted,
    correct,
    precision: part(correct, predicted),
    recall: part(correct, images),
    f1: part(2 * correct, images + predicted),
  };
}

function averages(all: readonly ClassMetrics[], weightOf: (one: ClassMetrics) => number): Averages {
  const mean = (figure: keyof Averages): number =>
    part(
      all.reduce((sum, one) => sum + weightOf(one) * one[figure], 0),
      all.reduce((sum, one) => sum + weightOf(one), 0),
    );
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') };
}

function add(counts: Uint32Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

function part(of: number, all: number): number {
  return all === 0 ? 0 : of / all;
}
