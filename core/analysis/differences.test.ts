import { describe, expect, it } from 'vitest';
import { compareRuns } from './differences.ts';
import { comparedRun } from './runs.test-support.ts';

const sgd = { optimizer: { kind: 'sgd', momentum: 0.8 }, schedule: { kind: 'step', at: [0.5, 0.75] } };

describe('compareRuns', () => {
  it('tells the settings that differ and no other, with none where a run has no such setting', () => {
    const { settings, runs } = compareRuns([comparedRun({ id: 'a' }), comparedRun({ id: 'b', recipe: sgd })]);
    expect(runs).toEqual(['a', 'b']);
    const told = Object.fromEntries(settings.map(({ path, values }) => [path, values]));
    expect(told).toMatchObject({
      'recipe.optimizer.kind': ['adam', 'sgd'],
      'recipe.optimizer.momentum': [undefined, 0.8],
      'recipe.schedule.at': [undefined, '0.5, 0.75'],
    });
    expect(Object.keys(told)).not.toContain('recipe.batchSize');
    expect(compareRuns([comparedRun({ id: 'a' }), comparedRun({ id: 'b' })])).toMatchObject({
      settings: [],
      figures: [],
    });
  });

  it('marks the best of every figure, all of the best, and none where there is one alone', () => {
    const runs = [0.9, 0.95, 0.95].map((accuracy, at) => comparedRun({ id: String(at), accuracy }));
    const unfinished = comparedRun({ id: 'x', summary: { lastEpoch: undefined, bestEpoch: undefined } });
    const rows = compareRuns([...runs, unfinished]).figures;
    expect(rows.find(({ figure }) => figure === 'lastAccuracy')).toEqual({
      figure: 'lastAccuracy',
      values: [0.9, 0.95, 0.95, undefined],
      best: [1, 2],
    });
    expect(rows.find(({ figure }) => figure === 'valLoss')?.best).toEqual([1, 2]);
    expect(rows.some(({ figure }) => figure === 'trainingSeconds')).toBe(false);
  });

  it('tells what turns the first network into each other one, names apart', () => {
    const first = comparedRun({ id: 'a' });
    const renamed = {
      ...first,
      spec: { ...first.spec, architecture: { ...(first.spec.architecture as object), name: 'x' } },
    };
    const [same, alike, other, broken] = compareRuns([
      first,
      renamed,
      comparedRun({ id: 'b', preset: 'baseline' }),
      { ...first, spec: { ...first.spec, architecture: 'nothing' } },
    ]).networks;
    expect([same, alike, broken]).toEqual([[], [], undefined]);
    expect(other?.length).toBeGreaterThan(1);
  });
});
