import { augmentationAmounts, type AugmentationAmount } from '../../../core/protocol/augmentation.ts';

/** How finely an amount is set by hand. */
const steps = {
  crop: 1,
  rotation: 1,
  shift: 0.01,
  zoom: 0.05,
  shear: 1,
  brightness: 0.05,
  contrast: 0.05,
  saturation: 0.05,
  cutout: 1,
  mixup: 0.1,
  cutmix: 0.1,
} as const satisfies Record<AugmentationAmount, number>;

/** The largest amount that makes sense, where that is less than what is allowed. Alphas: from 1 on, where all shares are alike, only halves become more frequent. */
const sensible: Partial<Record<AugmentationAmount, (side: number) => number>> = {
  crop: (side) => Math.max(1, Math.floor(side / 2)),
  cutout: (side) => side,
  mixup: () => 2,
  cutmix: () => 2,
};

/** As far as a slider for an amount goes on images of this size. Larger values can be written. */
export function sliderOf(
  name: AugmentationAmount,
  [height, width]: readonly [number, number, number],
): { readonly max: number; readonly step: number } {
  const { max } = augmentationAmounts[name];
  return { max: Math.min(max, sensible[name]?.(Math.min(height, width)) ?? max), step: steps[name] };
}
