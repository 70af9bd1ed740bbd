import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstSeeds, studyRecipe, studySchema, studyVariants, sweepOfStudy, type Study } from '../protocol/study.ts';
import { planSweep } from '../protocol/sweep.ts';
import type { RunStatus } from '../protocol/runs.ts';
import { studyResult, type StudyRun } from './study-result.ts';

const degradation = (depths: number[], seeds = 3): Study =>
  studySchema.parse({
    kind: 'degradation',
    name: 'Degradation on MNIST',
    depths,
    seeds: firstSeeds(seeds),
    data: { dataset: 'mnist', limit: 500 },
    recipe: studyRecipe({ epochs: 2 }, 500),
  });

/** A run of two epochs that ends with these errors. */
function run(
  variant: number,
  seed: number,
  training: number,
  validation = training,
  status: RunStatus = 'completed',
): StudyRun {
  const epoch = (number: number, error: number) => ({
    epoch: number,
    step: 10 * number,
    loss: error,
    accuracy: 1 - (error + training - training),
    valLoss: error,
    valAccuracy: 1 - (number === 2 ? validation : error),
    seconds: 1,
    imagesPerSecond: 10,
  });
  return {
    id: `${String(variant)}-${String(seed)}`,
    variant,
    seed,
    status,
    epochsAsked: 2,
    epochs: [epoch(1, 0.9), epoch(2, training)],
    parameters: 1000,
  };
}

/** Errors by network: plain-8, resnet-8, plain-14, resnet-14; a little different for every seed. */
const runsOf = (errors: readonly number[], seeds = 3): StudyRun[] =>
  errors.flatMap((error, variant) =>
    firstSeeds(seeds).map((seed) => run(variant, seed, error + 0.001 * ((seed + variant) % 3))),
  );

describe('a degradation study', () => {
  it('is a sweep over plain and residual networks of every depth, with equal seeds', () => {
    const study = degradation([14, 8]);
    expect(studyVariants(study).map(({ preset }) => preset.title)).toEqual([
      'Plain-8',
      'ResNet-8',
      'Plain-14',
      'ResNet-14',
    ]);
    const { runs, trials } = planSweep(sweepOfStudy(study));
    expect(trials.map(({ label }) => label)).toEqual(['Plain-8', 'ResNet-8', 'Plain-14', 'ResNet-14']);
    expect(runs.map(({ spec }) => spec.recipe.seed)).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
    expect(runs[5]?.spec).toMatchObject({ name: 'Degradation on MNIST: ResNet-8, seed 2', data: { limit: 500 } });
    expect(runs[0]?.spec.recipe.layerFigures).toBe(1);
  });

  it.each([[[20, 20]], [[9]], [[]], [[2]]])('has no depths %j', (depths) => {
    expect(studySchema.safeParse({ ...degradation([8]), depths }).success).toBe(false);
  });

  it('finds degradation where the deep plain network trains worse and shortcuts help', () => {
    const result = studyResult(degradation([8, 14]), runsOf([0.1, 0.1, 0.3, 0.08]));
    expect(result.finding).toBe('shown');
    expect(result.claims.map(({ about, first, second, found }) => [about, first, second, found.finding])).toEqual([
      ['plain-depth', 0, 2, 'worse'],
      ['residual-depth', 1, 3, 'better'],
      ['shortcuts', 2, 3, 'better'],
    ]);
    expect(result.claims[0]?.found.difference).toBeCloseTo(0.2, 2);
    expect(result.confidence).toBeCloseTo(1 - 0.05 / 3);
    expect(result.variants[2]).toMatchObject({ title: 'Plain-14', depth: 14, residual: false, completed: 3 });
    expect(result.variants[2]?.error?.training.mean).toBeCloseTo(0.301, 6);
    expect(result.counts).toEqual({ all: 12, completed: 12, active: 0, lost: 0 });
  });

  it('claims nothing that the seeds do not carry', () => {
    const noisy = firstSeeds(3).flatMap((seed) => [
      run(0, seed, 0.1 + 0.05 * seed),
      run(1, seed, 0.1),
      run(2, seed, 0.3 - 0.05 * seed),
      run(3, seed, 0.2 - 0.05 * seed),
    ]);
    const result = studyResult(degradation([8, 14]), noisy);
    expect(result.claims[0]?.found.finding).toBe('undecided');
    expect(result.finding).toBe('open');
    expect(studyResult(degradation([8, 14]), runsOf([0.3, 0.1, 0.1, 0.1])).finding).toBe('not-shown');
    expect(studyResult(degradation([8, 14]), runsOf([0.1, 0.1, 0.3, 0.3])).finding).toBe('plain-worse');
    expect(studyResult(degradation([8, 14], 1), runsOf([0.1, 0.1, 0.3, 0.1], 1)).finding).toBe('waiting');
    expect(studyResult(degradation([8]), runsOf([0.3, 0.1])).finding).toBe('one-depth');
    expect(studyResult(degradation([8, 14]), []).finding).toBe('waiting');
  });

  it('counts complete trainings alone, and draws the others too', () => {
    const runs = [...runsOf([0.1, 0.1, 0.3, 0.1], 2), run(0, 3, 0.9, 0.9, 'stopped'), run(1, 3, 0.5, 0.5, 'running')];
    const { variants, curves, counts } = studyResult(degradation([8, 14]), runs);
    expect(variants[0]).toMatchObject({ completed: 2, runs: 3 });
    expect(variants[0]?.error?.training.mean).toBeCloseTo(0.1015);
    expect(curves[0]?.points[1]).toMatchObject({ epoch: 2, high: expect.closeTo(0.9) as number });
    expect(counts).toEqual({ all: 10, completed: 8, active: 1, lost: 1 });
  });

  it('draws the mean of the seeds between the smallest and the largest of them', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }), (errors) => {
        const runs = errors.map((error, index) => run(0, index + 1, error));
        for (const { points } of studyResult(degradation([8, 14], 5), runs).curves)
          for (const { mean, low, high } of points) {
            expect(low).toBeLessThanOrEqual(mean + 1e-12);
            expect(mean).toBeLessThanOrEqual(high + 1e-12);
          }
      }),
    );
  });

  it('says the same in whatever order the runs come', () => {
    const runs = runsOf([0.1, 0.12, 0.3, 0.08]);
    const study = degradation([8, 14]);
    fc.assert(
      fc.property(fc.shuffledSubarray(runs, { minLength: runs.length }), (shuffled) => {
        const [a, b] = [studyResult(study, runs), studyResult(study, shuffled)];
        expect(b.finding).toBe(a.finding);
        expect(b.claims.map(({ found }) => found.finding)).toEqual(a.claims.map(({ found }) => found.finding));
      }),
      { numRuns: 20 },
    );
  });
});

describe('a family study', () => {
  const family = studySchema.parse({
    ...degradation([8], 2),
    kind: 'family',
    networks: ['resnet18', 'lenet5', 'inception10'],
  });

  it('compares each network with the oldest by its validation error', () => {
    const runs = [0, 1, 2].flatMap((variant) =>
      [1, 2].map((seed) => run(variant, seed, 0.1, 0.3 - 0.1 * variant + 0.001 * seed * (variant + 1))),
    );
    const { variants, claims, finding } = studyResult(family, runs);
    expect(variants.map(({ title }) => title)).toEqual(['LeNet-5', 'InceptionNet-10', 'ResNet-18']);
    expect(claims.map(({ about, part, second, found }) => [about, part, second, found.finding])).toEqual([
      ['pair', 'validation', 1, 'better'],
      ['pair', 'validation', 2, 'better'],
    ]);
    expect(finding).toBeUndefined();
  });
});
