import { describe, expect, it } from 'vitest';
import { flatSettings } from '../../protocol/flat-settings.ts';
import { comparedRun } from '../runs.test-support.ts';
import { brushedRuns } from './brushes.ts';
import { fieldAxis, valueAtPlace } from './field-axis.ts';
import { heightOf, nearestLine, nowhere, parallelMarks, runLine } from './parallel.ts';
import { runFields } from './run-fields.ts';
import { dotOf, frontOf, nearestDot, scatterMarks } from './scatter.ts';

const runs = [
  comparedRun({
    id: 'a',
    accuracy: 0.9,
    recipe: { learningRate: 0.001 },
    summary: { params: { total: 1000, trainable: 1 }, multiplyAdds: 5000 },
  }),
  comparedRun({
    id: 'b',
    accuracy: 0.95,
    recipe: { learningRate: 0.1, optimizer: { kind: 'sgd' } },
    summary: { params: { total: 100_000, trainable: 1 } },
  }),
  comparedRun({
    id: 'c',
    accuracy: 0.8,
    recipe: { learningRate: 0.01, optimizer: { kind: 'rmsprop' } },
    summary: { params: { total: 10_000, trainable: 1 } },
  }),
].map(({ summary, spec }) => ({ summary, settings: flatSettings(spec) }));
const fields = runFields(runs);
const axis = (id: string, log?: boolean) => {
  const field = fields.find((one) => one.id === id);
  if (field === undefined) throw new Error(`no field ${id}`);
  return fieldAxis(field, log);
};
const box = { left: 100, top: 50, width: 400, height: 200 };
const look = {
  box,
  ink: () => '--accent',
  tick: (_: unknown, value: unknown) => String(value),
  title: ({ id }: { id: string }) => id,
};

describe('fields of runs', () => {
  it('are the settings that differ, and every result that some run has', () => {
    const ids = fields.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['recipe.learningRate', 'recipe.optimizer.momentum', 'parameters']));
    expect(ids).toContain('multiplyAdds');
    expect(ids).not.toContain('recipe.batchSize');
    expect(ids).not.toContain('data.dataset');
    expect(fields.find(({ id }) => id === 'recipe.optimizer.kind')).toMatchObject({
      kind: 'category',
      values: ['adam', 'sgd', 'rmsprop'],
    });
    expect(fields.find(({ id }) => id === 'multiplyAdds')?.values).toEqual([5000, undefined, undefined]);
  });

  it('lie along their axes: numbers by their size or their powers of ten, categories evenly', () => {
    const rate = axis('recipe.learningRate');
    expect(rate.scale.log).toBe(true);
    expect([...rate.places].map((place) => Number(place.toFixed(9)))).toEqual([0, 1, 0.5]);
    expect(axis('recipe.learningRate', false).places[2]).toBeCloseTo(1 / 11, 9);
    const kind = axis('recipe.optimizer.kind');
    expect(kind.ticks.map(({ value }) => value)).toEqual(['adam', 'rmsprop', 'sgd']);
    expect([...kind.places].map((place) => Number(place.toFixed(9)))).toEqual(
      [1 / 6, 5 / 6, 0.5].map((place) => Number(place.toFixed(9))),
    );
    expect(valueAtPlace(kind, 0.9)).toBe('sgd');
    expect(valueAtPlace(rate, 0.5)).toBeCloseTo(0.01, 9);
  });

  it('have round marks, or their very values where they are few', () => {
    expect(axis('recipe.learningRate').ticks.map(({ value }) => value)).toEqual([0.001, 0.01, 0.1]);
    const many = fieldAxis({ id: 'x', figure: undefined, kind: 'number', values: [1, 2, 4, 7, 11, 16, 23, 41] }, false);
    expect(many.ticks.map(({ value }) => value)).toEqual([10, 20, 30, 40]);
  });

  it('count as none where a value is not finite', () => {
    const [first] = runs;
    if (first === undefined) throw new Error('no run');
    const epoch = {
      ...(first.summary.lastEpoch ?? {
        epoch: 1,
        step: 1,
        accuracy: 0,
        valAccuracy: 0,
        valLoss: 0,
        seconds: 1,
        imagesPerSecond: 1,
      }),
      loss: NaN,
    };
    const diverged = { ...first, summary: { ...first.summary, lastEpoch: epoch } };
    const loss = runFields([first, diverged]).find(({ id }) => id === 'trainLoss');
    expect(loss?.values).toEqual([0.4, undefined]);
    expect(loss?.kind).toBe('number');
  });
});

describe('parallel coordinates', () => {
  const axes = [axis('recipe.learningRate'), axis('multiplyAdds'), axis('bestAccuracy')];

  it('take a run through every axis, and below one where it has no value', () => {
    expect(runLine(axes, 1, box)).toEqual([
      { x: 100, y: 50 },
      { x: 300, y: 250 + nowhere },
      { x: 500, y: 50 },
    ]);
    expect(heightOf(0, box)).toBe(250);
  });

  it('keep runs within all brushes, edges among them, and none without a value', () => {
    expect(brushedRuns(axes, {}, 3)).toEqual([0, 1, 2]);
    expect(brushedRuns(axes, { 'recipe.learningRate': { low: 0.5, high: 1 } }, 3)).toEqual([1, 2]);
    expect(
      brushedRuns(axes, { 'recipe.learningRate': { low: 0.5, high: 1 }, bestAccuracy: { low: 0.9, high: 1 } }, 3),
    ).toEqual([1]);
    expect(brushedRuns(axes, { multiplyAdds: { low: 0, high: 1 } }, 3)).toEqual([0]);
  });

  it('draw those within as lines of their colour and the others as shadows, under the axes', () => {
    const marks = parallelMarks(axes, 3, { ...look, shown: [1] });
    const lines = marks.filter((mark) => mark.kind === 'line' && mark.points.length === 3);
    expect(lines.map(({ ink }) => ink)).toEqual(['--muted', '--muted', '--accent']);
    const texts = marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
    expect(texts).toEqual(expect.arrayContaining(['recipe.learningRate', '0.01', '–', '5000']));
  });

  it('find the line under a point, among those that are shown and within reach', () => {
    expect(nearestLine(axes, [0, 1, 2], { x: 101, y: 52 }, box, 8)).toBe(1);
    expect(nearestLine(axes, [0, 2], { x: 101, y: 52 }, box, 8)).toBeUndefined();
    expect(nearestLine(axes, [0, 1, 2], { x: 499, y: 249 }, box, 8)).toBe(2);
    expect(nearestLine(axes.slice(0, 1), [0], { x: 300, y: 50 }, box, 8)).toBeUndefined();
  });
});

describe('a scatter plot', () => {
  const [x, y] = [axis('parameters'), axis('bestAccuracy')];

  it('has a dot for every run with both values, within the box', () => {
    const dot = dotOf(x, y, 0, box);
    expect(dot?.x).toBeGreaterThan(100);
    expect(dot?.y).toBeLessThan(250);
    expect(dotOf(axis('multiplyAdds'), y, 1, box)).toBeUndefined();
    expect(nearestDot(x, y, [0, 1, 2], dot ?? { x: 0, y: 0 }, box, 6)).toBe(0);
    expect(nearestDot(x, y, [1, 2], dot ?? { x: 0, y: 0 }, box, 6)).toBeUndefined();
  });

  it('has the front of what no other run beats, where it is known which values are better', () => {
    expect(frontOf(x, y, [0, 1, 2])).toEqual([0, 1]);
    expect(frontOf(x, y, [1, 2])).toEqual([2, 1]);
    expect(frontOf(axis('recipe.learningRate'), y, [0, 1, 2])).toBeUndefined();
    expect(frontOf(y, y, [0, 1, 2])).toBeUndefined();
  });

  it('draws the front in steps: what lies between two runs is no better than the nearer one', () => {
    const front = frontOf(x, y, [0, 1, 2]);
    const marks = scatterMarks(x, y, { ...look, shown: [0, 1, 2], front });
    const steps = marks.find((mark) => mark.kind === 'line' && mark.ink === '--accent' && mark.points.length === 3);
    const [first, last] = [dotOf(x, y, 0, box), dotOf(x, y, 1, box)];
    expect(steps?.kind === 'line' && steps.points).toEqual([first, { x: last?.x, y: first?.y }, last]);
    expect(marks.filter(({ kind }) => kind === 'dot')).toHaveLength(3);
  });
});
