import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calibrate } from './calibration.ts';
import { confusionMatrix, confusions, imagesOfCell, mistakes, mostMatrixClasses } from './confusion.ts';
import { measure, topAccuracy } from './metrics.ts';
import { outcomesOf } from './outcomes.test-support.ts';

interface Averages {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

interface Case {
  readonly name: string;
  readonly classes: number;
  readonly bins: number;
  readonly labels: number[];
  readonly probabilities: number[][];
  readonly accuracy: number;
  readonly top: Readonly<Record<string, number>>;
  readonly loss: number;
  readonly perClass: Readonly<Record<keyof Averages | 'images', number[]>>;
  readonly macro: Averages;
  readonly weighted: Averages;
  readonly confusion: number[][];
  readonly calibration: { counts: number[]; accuracy: number[]; confidence: number[]; expectedError: number };
}

/** Made by sklearn_values.py beside it. */
const golden = JSON.parse(readFileSync(new URL('../__golden__/sklearn-values.json', import.meta.url), 'utf8')) as {
  readonly cases: Case[];
};

function near(found: readonly number[], wanted: readonly number[], within = 1e-9): void {
  expect(found).toHaveLength(wanted.length);
  for (const [at, value] of wanted.entries()) expect(Math.abs((found[at] ?? NaN) - value)).toBeLessThan(within);
}

const values = ({ precision, recall, f1 }: Averages): number[] => [precision, recall, f1];

describe.each(golden.cases)('against scikit-learn, $name', (wanted) => {
  const outcomes = outcomesOf(wanted.labels, wanted.probabilities);
  const found = measure(outcomes, wanted.classes);

  it('counts accuracy, top-k and the loss alike', () => {
    near([found.accuracy], [wanted.accuracy]);
    for (const [k, accuracy] of Object.entries(wanted.top)) near([topAccuracy(outcomes, Number(k))], [accuracy]);
    // Probabilities of float32 do not quite sum to one; scikit-learn was given them scaled to it.
    near([found.loss], [wanted.loss], 1e-6);
  });

  it('tells precision, recall and F1 of every class and on average', () => {
    for (const figure of ['precision', 'recall', 'f1', 'images'] as const)
      near(
        found.classes.map((one) => one[figure]),
        wanted.perClass[figure],
      );
    near(values(found.macro), values(wanted.macro));
    near(values(found.weighted), values(wanted.weighted));
  });

  it('counts the same confusions', () => {
    expect([...(confusionMatrix(outcomes, wanted.classes) ?? [])]).toEqual(wanted.confusion.flat());
  });

  it('bins confidence alike', () => {
    const { bins, expectedError } = calibrate(outcomes, wanted.bins);
    expect(bins.map(({ images }) => images)).toEqual(wanted.calibration.counts);
    const filled = bins.filter(({ images }) => images > 0);
    near(
      filled.map(({ accuracy }) => accuracy),
      wanted.calibration.accuracy,
    );
    near(
      filled.map(({ confidence }) => confidence),
      wanted.calibration.confidence,
      1e-6,
    );
    near([expectedError], [wanted.calibration.expectedError], 1e-6);
  });
});

describe('what was confused', () => {
  const outcomes = outcomesOf(
    [0, 0, 1, 1, 2, 0],
    [
      [0.9, 0.05, 0.05],
      [0.2, 0.7, 0.1],
      [0.8, 0.1, 0.1],
      [0.1, 0.8, 0.1],
      [0.1, 0.3, 0.6],
      [0.1, 0.85, 0.05],
    ],
  );

  it('is listed by how often, and by how sure the model was', () => {
    expect(confusions(outcomes, 5)).toEqual([
      { label: 0, predicted: 1, count: 2 },
      { label: 1, predicted: 0, count: 1 },
    ]);
    expect(confusions(outcomes, 1)).toHaveLength(1);
    expect(mistakes(outcomes, 10)).toEqual([5, 2, 1]);
    expect(imagesOfCell(outcomes, { label: 0, predicted: 1 })).toEqual([5, 1]);
    expect(imagesOfCell(outcomes, { label: 2, predicted: 0 })).toEqual([]);
  });

  it('has no matrix where it would be too large to see', () => {
    expect(confusionMatrix(outcomes, mostMatrixClasses + 1)).toBeUndefined();
  });
});

describe('calibration', () => {
  it('tells a model that is too sure from one that is not sure enough', () => {
    const sure = outcomesOf(
      [0, 1],
      [
        [0.9, 0.1],
        [0.9, 0.1],
      ],
    );
    expect(calibrate(sure).overconfidence).toBeCloseTo(0.4, 6);
    const unsure = outcomesOf(
      [0, 0],
      [
        [0.6, 0.4],
        [0.6, 0.4],
      ],
    );
    expect(calibrate(unsure).overconfidence).toBeCloseTo(-0.4, 6);
    expect(calibrate(unsure).maximumError).toBeCloseTo(0.4, 6);
  });

  it('has nothing to say of no images', () => {
    const none = outcomesOf([], []);
    expect(calibrate(none)).toMatchObject({ expectedError: 0, maximumError: 0 });
    expect(measure(none, 3)).toMatchObject({ images: 0, accuracy: 0, loss: 0 });
  });
});
