import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findNode, findPreset, parseArchitecture } from '../model/index.ts';
import { readyExperiment } from './ready-experiment.ts';
import { runSpecSchema } from './run-spec.ts';
import { parseSweep, planSweep, sweepLimits, type Sweep } from './sweep.ts';

const base = readyExperiment();
const sweepOf = (fields: object): Sweep => parseSweep({ version: 1, name: 'Rates', base, ...fields });
const rates = { kind: 'setting', path: 'recipe.learningRate', values: [0.001, 0.01] };
const filters = { kind: 'knob', node: 'stem', field: 'filters', values: [8, 16, 24] };

describe('the runs of a grid', () => {
  it('are every choice of every axis with every seed, seed after seed', () => {
    const { trials, runs } = planSweep(sweepOf({ axes: [rates, filters], seeds: [3, 5] }));
    expect(trials).toHaveLength(6);
    expect(trials[4]).toEqual({ label: 'learningRate 0.01, stem.filters 16', values: [0.01, 16] });
    expect(runs.map(({ trial, seed }) => [seed, trial])).toEqual(
      [3, 5].flatMap((seed) => [0, 1, 2, 3, 4, 5].map((trial) => [seed, trial])),
    );
    const spec = runs[10]?.spec;
    expect(spec).toMatchObject({
      name: 'Rates: learningRate 0.01, stem.filters 16, seed 5',
      recipe: { seed: 5, learningRate: 0.01, epochs: base.recipe.epochs },
      data: base.data,
    });
    const parsed = parseArchitecture(spec?.architecture);
    expect(parsed.ok && findNode(parsed.value.root, 'stem')).toMatchObject({ filters: 16 });
  });

  it('are one with the seed of the base where nothing is varied', () => {
    const { runs } = planSweep(sweepOf({}));
    expect(runs).toEqual([{ trial: 0, seed: base.recipe.seed, spec: { ...base, name: 'Rates' } }]);
  });

  it('vary whole settings and whole networks, and blocks inside those', () => {
    const networks = ['resnet20', 'plain20'].map((name) => ({ name, architecture: findPreset(name)?.architecture }));
    const optimizers = { kind: 'setting', path: 'recipe.optimizer', values: [{ kind: 'sgd' }, { kind: 'adam' }] };
    const { trials, runs } = planSweep(sweepOf({ axes: [filters, { kind: 'network', networks }, optimizers] }));
    expect(trials).toHaveLength(12);
    expect(trials[3]?.values).toEqual([8, 'plain20', { kind: 'adam' }]);
    expect(runs[2]?.spec).toMatchObject({
      architecture: { name: 'Plain-20' },
      recipe: { optimizer: { kind: 'sgd', momentum: 0.9 } },
    });
    const parsed = parseArchitecture(runs[2]?.spec.architecture);
    expect(parsed.ok && findNode(parsed.value.root, 'stem')).toMatchObject({ filters: 8 });
  });

  it('are valid run specs, each choice once, and the same every time', () => {
    const axes = fc.record({
      rates: fc.uniqueArray(fc.double({ min: 1e-5, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 }),
      batches: fc.uniqueArray(fc.integer({ min: 1, max: 512 }), { minLength: 1, maxLength: 3 }),
      filters: fc.uniqueArray(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 3 }),
      seeds: fc.uniqueArray(fc.nat(1000), { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(axes, (given) => {
        const sweep = sweepOf({
          axes: [
            { ...rates, values: given.rates },
            { kind: 'setting', path: 'recipe.batchSize', values: given.batches },
            { ...filters, values: given.filters },
          ],
          seeds: given.seeds,
        });
        const { trials, runs } = planSweep(sweep);
        expect(trials).toHaveLength(given.rates.length * given.batches.length * given.filters.length);
        expect(runs).toHaveLength(trials.length * given.seeds.length);
        expect(new Set(runs.map(({ spec }) => JSON.stringify({ ...spec, name: '' }))).size).toBe(runs.length);
        for (const { spec, trial, seed } of runs) {
          expect(runSpecSchema.parse(spec)).toEqual(spec);
          expect(spec.recipe.learningRate).toBe(trials[trial]?.values[0]);
          expect(spec.recipe.batchSize).toBe(trials[trial]?.values[1]);
          expect(spec.recipe.seed).toBe(seed);
        }
        expect(planSweep(sweep)).toEqual({ trials, runs });
      }),
      { numRuns: 20 },
    );
  });
});

describe('random search', () => {
  const range = { low: 1e-4, high: 0.1, scale: 'log' } as const;

  it('draws within its ranges, the same for the same seed, and rising with its number', () => {
    const draws = fc.record({ trials: fc.integer({ min: 1, max: 20 }), seed: fc.nat(1000) });
    fc.assert(
      fc.property(draws, ({ trials, seed }) => {
        const sweep = sweepOf({
          axes: [
            { kind: 'setting', path: 'recipe.learningRate', range },
            { kind: 'setting', path: 'recipe.batchSize', range: { low: 8, high: 64, whole: true } },
          ],
          search: { kind: 'random', trials, seed },
        });
        const plan = planSweep(sweep);
        expect(plan.trials).toHaveLength(trials);
        for (const { values } of plan.trials) {
          const [rate, batch] = values as [number, number];
          expect(rate).toBeGreaterThanOrEqual(range.low);
          expect(rate).toBeLessThanOrEqual(range.high);
          expect(Number.isInteger(batch) && batch >= 8 && batch <= 64).toBe(true);
        }
        const longer = planSweep({ ...sweep, search: { kind: 'random', trials: trials + 1, seed } });
        expect(longer.trials.slice(0, trials)).toEqual(plan.trials);
      }),
      { numRuns: 20 },
    );
  });

  it('spreads over all powers of ten', () => {
    const axes = [{ kind: 'setting', path: 'recipe.learningRate', range }];
    const { trials } = planSweep(sweepOf({ axes, search: { kind: 'random', trials: 300, seed: 1 } }));
    const decades = [0, 1, 2].map(
      (decade) => trials.filter(({ values }) => Math.floor(Math.log10(Number(values[0]) / 1e-4)) === decade).length,
    );
    for (const count of decades) expect(count / trials.length).toBeGreaterThan(0.25);
  });

  it('tries the same choice once', () => {
    const { trials } = planSweep(sweepOf({ axes: [rates], search: { kind: 'random', trials: 50, seed: 1 } }));
    expect(trials).toHaveLength(2);
  });
});

describe('what is no sweep', () => {
  const detail = (fields: object): string => {
    try {
      planSweep(sweepOf(fields));
      return 'nothing';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  it.each<[string, object, RegExp]>([
    ['a setting that is none', { axes: [{ ...rates, path: 'recipe.speed' }] }, /recipe\.speed.*no such setting/],
    ['a name that every object has', { axes: [{ ...rates, path: 'recipe.constructor' }] }, /no such setting/],
    ['a path out of a run', { axes: [{ ...rates, path: '__proto__.x' }] }, /names no setting of a run/],
    ['a value that no run takes', { axes: [{ ...rates, values: [-1] }] }, /recipe\.learningRate/],
    [
      'a block that is not there',
      { axes: [{ ...filters, node: 'nowhere' }] },
      /ResNet-20 has no block with the id "nowhere"/,
    ],
    ['a field that the block lacks', { axes: [{ ...filters, field: 'units' }] }, /has no field "units"/],
    ['a value that the block refuses', { axes: [{ ...filters, values: [0] }] }, /cannot be used/],
    ['seeds as an axis', { axes: [{ ...rates, path: 'recipe.seed', values: [1] }] }, /"seeds" of the sweep/],
    [
      'a range in a grid',
      { axes: [{ kind: 'setting', path: 'recipe.learningRate', range: { low: 0, high: 1 } }] },
      /a range goes with random/,
    ],
    ['neither values nor a range', { axes: [{ kind: 'setting', path: 'recipe.epochs' }] }, /wants "values"/],
    ['a base that is no run', { base: { version: 1 } }, /base/],
    [
      'too many runs',
      {
        axes: [{ ...rates, values: Array.from({ length: 50 }, (_, i) => i + 1) }],
        seeds: Array.from({ length: 41 }, (_, i) => i),
      },
      new RegExp(`the most is ${String(sweepLimits.runs)}`),
    ],
  ])('%s is told of', (_, fields, expected) => {
    expect(detail(fields)).toMatch(expected);
  });
});
