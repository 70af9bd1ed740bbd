import type { Outcomes } from '../../protocol/trained-model.ts';

/** Predictions whose confidence lies in a part of 0..1. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly images: number;
  /** Means over the images of the bin; 0 where it has none. */
  readonly confidence: number;
  readonly accuracy: number;
}

export interface Calibration {
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error: mean of |accuracy - confidence| over the bins, each counting by its images (Guo et al. 2017, arXiv:1706.04599, eq. 3). */
  readonly expectedError: number;
  /** The largest of those differences (eq. 5). */
  readonly maximumError: number;
  /** Mean confidence less accuracy: above 0 the model is surer than it is right. */
  readonly overconfidence: number;
}

/** Whether a model is as often right as it is sure, over bins of equal width of the confidence in what it predicts. */
export function calibrate({ label, predicted, confidence }: Outcomes, bins = 15): Calibration {
  const images = new Uint32Array(bins);
  const sure = new Float64Array(bins);
  const right = new Uint32Array(bins);
  for (let at = 0; at < label.length; at += 1) {
    const value = confidence[at] ?? 0;
    // Bins end with their upper edge, as in the paper and in scikit-learn.
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil(value * bins) - 1));
    images[bin] = (images[bin] ?? 0) + 1;
    sure[bin] = (sure[bin] ?? 0) + value;
    if (label[at] === predicted[at]) right[bin] = (right[bin] ?? 0) + 1;
  }
  const all = Array.from(images, (count, bin): ReliabilityBin => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    images: count,
    confidence: count === 0 ? 0 : (sure[bin] ?? 0) / count,
    accuracy: count === 0 ? 0 : (right[bin] ?? 0) / count,
  }));
  const total = Math.max(1, label.length);
  const weighted = (difference: (bin: ReliabilityBin) => number): number =>
    all.reduce((sum, bin) => sum + (bin.images / total) * difference(bin), 0);
  return {
    bins: all,
    expectedError: weighted((bin) => Math.abs(bin.accuracy - bin.confidence)),
    maximumError: all.reduce((most, bin) => Math.max(most, Math.abs(bin.accuracy - bin.confidence)), 0),
    overconfidence: weighted((bin) => bin.confidence - bin.accuracy),
  };
}
