import type { Epoch, StepMetrics } from '../../../core/protocol/runs.ts';
import type { Series } from '../../lib/charts/series.ts';
import type { Smoothing } from '../../lib/charts/smoothing.ts';
import type { CurveAxis } from './curve-options.svelte.ts';

export interface CurveWords {
  readonly training: string;
  readonly validation: string;
}

interface Figure {
  readonly step: 'loss' | 'accuracy';
  readonly validation: 'valLoss' | 'valAccuracy';
}

export const accuracyFigure: Figure = { step: 'accuracy', validation: 'valAccuracy' };
export const lossFigure: Figure = { step: 'loss', validation: 'valLoss' };

/**
 * The curves of one figure. Per step: every training step, smoothed with the raw curve faint behind it, and validation at the steps where epochs
 * ended. Per epoch: the means that the epochs report.
 */
export function runSeries(
  figure: Figure,
  axis: CurveAxis,
  steps: StepMetrics,
  epochs: readonly Epoch[],
  smoothing: Smoothing,
  words: CurveWords,
): Series[] {
  const train = { id: 'train', label: words.training, color: '--train' };
  const validation: Series = {
    id: 'validation',
    label: words.validation,
    color: '--validation',
    x: epochs.map((epoch) => (axis === 'step' ? epoch.step : epoch.epoch)),
    y: epochs.map((epoch) => epoch[figure.validation]),
    look: 'points',
  };
  if (axis === 'epoch') {
    return [
      { ...train, x: epochs.map(({ epoch }) => epoch), y: epochs.map((epoch) => epoch[figure.step]), look: 'points' },
      validation,
    ];
  }
  const raw = steps[figure.step];
  if (smoothing.weight === 0) return [{ ...train, x: steps.step, y: raw, look: 'line' }, validation];
  return [
    { ...train, id: 'train-raw', x: steps.step, y: raw, look: 'faint' },
    { ...train, x: steps.step, y: smoothing.extend(raw), look: 'line' },
    validation,
  ];
}
