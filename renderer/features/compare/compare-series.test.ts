import { describe, expect, it } from 'vitest';
import type { Epoch } from '../../../core/protocol/runs.ts';
import { stepsFrom } from '../../state/steps.test-support.ts';
import { summary } from '../../state/runs.test-support.ts';
import { axisValues, seriesOf, type CompareLook, type Course } from './compare-series.ts';
import { curvesCsv } from './curves-csv.ts';
import { curvesSvg } from './curves-svg.ts';

/** Ten steps, five an epoch; the second epoch took twice as long. */
const epochs: Epoch[] = [1, 2].map((epoch) => ({
  epoch,
  step: 5 * epoch,
  loss: 1 / epoch,
  accuracy: 0.5,
  valLoss: 2 / epoch,
  valAccuracy: 0.4 * epoch,
  seconds: 10 * epoch,
  imagesPerSecond: 100,
}));
const run = summary({ id: 'r', name: 'R', step: 10, stepsPerEpoch: 5, trainingSeconds: 30 });
const course: Course = { run, steps: stepsFrom(1, 10), epochs };
const look: CompareLook = { figure: 'loss', part: 'both', axis: 'step', smoothing: 0, raw: true };

describe('the axes of a comparison', () => {
  it('are steps, parts of epochs, and seconds spread over the steps of each epoch', () => {
    const steps = [1, 5, 6, 10];
    expect(axisValues('step', steps, course)).toBe(steps);
    expect(Array.from(axisValues('epoch', steps, course))).toEqual([0.2, 1, 1.2, 2]);
    expect(Array.from(axisValues('seconds', steps, course))).toEqual([2, 10, 14, 30]);
  });

  it('go on in the epoch that is under way, by the time of the run', () => {
    const running = { ...course, run: { ...run, step: 8, trainingSeconds: 22 }, epochs: epochs.slice(0, 1) };
    expect(Array.from(axisValues('seconds', [5, 8], running))).toEqual([10, 22]);
    const young = { ...course, run: { ...run, step: 4, trainingSeconds: 8 }, epochs: [] };
    expect(Array.from(axisValues('seconds', [1, 4], young))).toEqual([2, 8]);
  });
});

describe('the curves of a comparison', () => {
  const kinds = (changes: Partial<CompareLook>) =>
    seriesOf(course, '--run-1', { ...look, ...changes }).map(({ id, look: kind, dashed }) => [
      id,
      kind,
      dashed === true,
    ]);

  it('are dashed for training where validation stands beside it', () => {
    expect(kinds({})).toEqual([
      ['r/training', 'line', true],
      ['r/validation', 'points', false],
    ]);
    expect(kinds({ part: 'training' })).toEqual([['r/training', 'line', false]]);
    expect(kinds({ part: 'validation' })).toEqual([['r/validation', 'points', false]]);
  });

  it('have the raw values behind smooth ones, where there are few', () => {
    expect(kinds({ smoothing: 0.5, part: 'training' })).toEqual([
      ['r/training/raw', 'faint', false],
      ['r/training', 'line', false],
    ]);
    expect(kinds({ smoothing: 0.5, part: 'training', raw: false })).toHaveLength(1);
    const [smooth] = seriesOf(course, '--run-1', { ...look, smoothing: 0.5, part: 'training', raw: false });
    expect(smooth?.y[9]).not.toBe(course.steps.loss[9]);
  });

  it('are not smoothed where they are exact', () => {
    expect(kinds({ figure: 'learningRate', smoothing: 0.5 })).toEqual([['r/training', 'line', false]]);
    expect(kinds({ figure: 'imagesPerSecond', smoothing: 0.5 })).toEqual([['r/training', 'points', false]]);
  });
});

describe('what is saved of a comparison', () => {
  it('as CSV is every value with all axes, and no name that a spreadsheet would run', () => {
    const named: Course = { ...course, run: { ...run, name: '=1+1, "x"' } };
    const lines = curvesCsv('accuracy', 'both', [named]).trimEnd().split('\n');
    expect(lines).toHaveLength(1 + 10 + 2);
    expect(lines[0]).toBe('run,name,curve,step,epoch,seconds,accuracy');
    expect(lines.at(-1)).toBe(`r,"'=1+1, ""x""",validation,10,2,30,0.8`);
  });

  it('as SVG has every curve within the axes, and names as text alone', () => {
    const frame = {
      x: { min: 0, max: 10, ticks: [{ value: 5, label: '5' }] },
      y: { min: 0, max: 2, ticks: [{ value: 1, label: '1' }] },
    };
    const { svg } = curvesSvg({
      title: 'Loss',
      axis: 'Step',
      note: '',
      series: seriesOf(course, '--run-1', look),
      legend: [{ label: '<script>&', color: '--run-1' }],
      frame,
      log: false,
      paint: () => '#123456',
    });
    expect(svg.match(/<polyline/gu)).toHaveLength(2);
    expect(svg).toContain('stroke-dasharray');
    expect(svg).toContain('&lt;script&gt;&amp;');
    // Validation: step 5 is the middle, and a loss of 2 the top.
    expect(svg).toMatch(/points="500,48 936,258"/u);
  });
});
