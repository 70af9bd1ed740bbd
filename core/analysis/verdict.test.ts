import { describe, expect, it } from 'vitest';
import { comparedRun } from './runs.test-support.ts';
import { judgeRuns } from './verdict.ts';

/** A run of each of two recipes for every seed. */
function study(first: readonly number[], second: readonly number[], firstSeed = 1, secondSeed = 1) {
  const runs = (name: string, values: readonly number[], seed: number, learningRate: number) =>
    values.map((accuracy, at) =>
      comparedRun({ id: `${name}${String(at)}`, accuracy, recipe: { seed: seed + at, learningRate } }),
    );
  return [...runs('a', first, firstSeed, 0.01), ...runs('b', second, secondSeed, 0.1)];
}

describe('judgeRuns', () => {
  it('finds what the seeds carry, paired by seed', () => {
    const verdict = judgeRuns(study([0.9, 0.91, 0.905, 0.902], [0.921, 0.93, 0.924, 0.923]), 'lastAccuracy');
    expect(verdict.confidence).toBe(0.95);
    expect(verdict.variants.map(({ runs }) => runs.map(({ id, seed }) => `${id}/${String(seed)}`))).toEqual([
      ['a0/1', 'a1/2', 'a2/3', 'a3/4'],
      ['b0/1', 'b1/2', 'b2/3', 'b3/4'],
    ]);
    const [comparison] = verdict.comparisons;
    expect(comparison).toMatchObject({ finding: 'better', paired: true, count: 4 });
    expect(comparison?.difference).toBeCloseTo(0.02025, 10);
    expect(comparison?.interval?.low).toBeGreaterThan(0.018);
    expect(comparison).not.toHaveProperty('moreSeeds');
    expect(judgeRuns(study([0.921, 0.93, 0.924], [0.9, 0.91, 0.905]), 'lastAccuracy').comparisons[0]?.finding).toBe(
      'worse',
    );
    // Less is better of a loss.
    expect(judgeRuns(study([0.921, 0.93, 0.924], [0.9, 0.91, 0.905]), 'valLoss').comparisons[0]?.finding).toBe('worse');
  });

  it('tells the difference against the variant of any run that is asked for, and against the first without one', () => {
    const runs = study([0.9, 0.91, 0.905, 0.902], [0.921, 0.93, 0.924, 0.923]);
    const told = (base?: string) => {
      const { base: at, comparisons } = judgeRuns(runs, 'lastAccuracy', base);
      return { at, of: comparisons.map(({ first, second, finding }) => [first, second, finding]) };
    };
    expect(told('b2')).toEqual({ at: 1, of: [[1, 0, 'worse']] });
    for (const base of [undefined, 'a3', 'not-here']) expect(told(base)).toEqual({ at: 0, of: [[0, 1, 'better']] });
    const [against] = judgeRuns(runs, 'lastAccuracy', 'b0').comparisons;
    const [usual] = judgeRuns(runs, 'lastAccuracy').comparisons;
    expect(against?.difference).toBeCloseTo(-(usual?.difference ?? NaN), 12);
  });

  it('claims nothing that could be chance, and says how many more seeds would settle it', () => {
    const [comparison] = judgeRuns(study([0.9, 0.91, 0.905], [0.912, 0.9, 0.914]), 'lastAccuracy').comparisons;
    expect(comparison?.finding).toBe('undecided');
    expect(comparison?.moreSeeds).toBeGreaterThan(5);
    const [same] = judgeRuns(study([0.9, 0.91, 0.905], [0.91, 0.9, 0.905]), 'lastAccuracy').comparisons;
    expect(same?.finding).toBe('undecided');
    expect(same).not.toHaveProperty('moreSeeds');
  });

  it('says that one seed on a side is too few, however far apart they are', () => {
    const [comparison] = judgeRuns(study([0.1], [0.99]), 'lastAccuracy').comparisons;
    expect(comparison).toMatchObject({ finding: 'too-few', count: 1 });
    expect(comparison).not.toHaveProperty('interval');
    expect(judgeRuns(study([0.1, 0.2, 0.15], [0.99]), 'lastAccuracy').comparisons[0]?.finding).toBe('too-few');
  });

  it('does not estimate chance out of differences that are all alike', () => {
    const [comparison] = judgeRuns(study([0.9, 0.91], [0.95, 0.96]), 'lastAccuracy').comparisons;
    expect(comparison).toMatchObject({ finding: 'no-spread' });
    expect(comparison).not.toHaveProperty('effect');
  });

  it('compares unpaired where the seeds are others', () => {
    const [comparison] = judgeRuns(study([0.9, 0.91, 0.905], [0.92, 0.93, 0.924], 1, 11), 'lastAccuracy').comparisons;
    expect(comparison).toMatchObject({ finding: 'better', paired: false, count: 3 });
  });

  it('takes the same seed once, and only whole trainings', () => {
    const runs = study([0.9, 0.91], [0.92, 0.93]);
    const again = comparedRun({ id: 'again', accuracy: 0.9, recipe: { seed: 1, learningRate: 0.01 } });
    const stopped = comparedRun({
      id: 'stopped',
      recipe: { seed: 9, learningRate: 0.01 },
      summary: { status: 'stopped' },
    });
    const verdict = judgeRuns([...runs, again, stopped], 'lastAccuracy');
    expect(verdict.leftOut).toEqual([
      { id: 'again', why: 'same-seed' },
      { id: 'stopped', why: 'not-completed' },
    ]);
    expect(verdict.variants.map((variant) => variant.runs.length)).toEqual([2, 2]);
  });

  it('asks more of each interval the more there are', () => {
    const third = [0.95, 0.96, 0.951].map((accuracy, at) =>
      comparedRun({ id: `c${String(at)}`, accuracy, preset: 'baseline', recipe: { seed: 1 + at } }),
    );
    const verdict = judgeRuns([...study([0.9, 0.91, 0.905], [0.9, 0.912, 0.906]), ...third], 'lastAccuracy');
    expect(verdict.confidence).toBe(0.975);
    expect(verdict.comparisons.map(({ first, second }) => [first, second])).toEqual([
      [0, 1],
      [0, 2],
    ]);
  });

  it('does not compare what was validated on other images', () => {
    const other = [0.95, 0.96].map((accuracy, at) =>
      comparedRun({ id: `c${String(at)}`, accuracy, dataset: 'fashion', recipe: { seed: 1 + at, learningRate: 0.01 } }),
    );
    const runs = study([0.9, 0.91], []);
    expect(judgeRuns([...runs, ...other], 'lastAccuracy').comparisons[0]).toMatchObject({ finding: 'other-data' });
    const changed = [0.95, 0.96].map((accuracy, at) =>
      comparedRun({
        id: `d${String(at)}`,
        accuracy,
        recipe: { seed: 1 + at, learningRate: 0.01 },
        summary: { dataHash: 'x' },
      }),
    );
    expect(judgeRuns([...runs, ...changed], 'lastAccuracy').comparisons[0]).toMatchObject({ finding: 'other-data' });
  });
});
