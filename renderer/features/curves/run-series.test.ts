import { describe, expect, it } from 'vitest';
import type { Epoch } from '../../../core/protocol/runs.ts';
import { figuresOf } from '../../lib/charts/series.ts';
import { Smoothing } from '../../lib/charts/smoothing.ts';
import { stepsFrom } from '../../state/steps.test-support.ts';
import { accuracyFigure, lossFigure, runSeries } from './run-series.ts';

const words = { training: 'Training', validation: 'Validation' };
const epochs: Epoch[] = [1, 2].map((epoch) => ({
  epoch,
  step: epoch * 5,
  loss: 1 / epoch,
  accuracy: 0.5,
  valLoss: 2 / epoch,
  valAccuracy: 0.4,
  seconds: 1,
  imagesPerSecond: 1,
}));
const steps = stepsFrom(1, 10);

describe('runSeries', () => {
  it('shows every step, smoothed before a faint raw curve, and validation where epochs ended', () => {
    const [raw, smooth, validation] = runSeries(lossFigure, 'step', steps, epochs, new Smoothing(0.5), words);
    expect([raw?.look, smooth?.look, validation?.look]).toEqual(['faint', 'line', 'points']);
    expect(raw?.y).toEqual(steps.loss);
    expect(smooth?.x).toHaveLength(10);
    expect(validation?.x).toEqual([5, 10]);
    expect(validation?.y).toEqual([2, 1]);
  });

  it('shows one curve of the training without smoothing', () => {
    const series = runSeries(accuracyFigure, 'step', steps, [], new Smoothing(0), words);
    expect(series.map(({ id, look }) => [id, look])).toEqual([
      ['train', 'line'],
      ['validation', 'points'],
    ]);
  });

  it('shows the means of epochs per epoch', () => {
    const [training, validation] = runSeries(lossFigure, 'epoch', steps, epochs, new Smoothing(0.5), words);
    expect([training?.x, training?.y]).toEqual([
      [1, 2],
      [1, 0.5],
    ]);
    expect(validation?.x).toEqual([1, 2]);
  });
});

describe('figuresOf', () => {
  it('leaves out what is no number', () => {
    expect(figuresOf([3, NaN, 1, 2])).toEqual({ last: 2, low: 1, high: 3 });
    expect(figuresOf([NaN])).toBeUndefined();
  });
});
