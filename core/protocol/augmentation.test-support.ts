import fc from 'fast-check';
import { augmentationAmounts, fills, type Augmentation } from './augmentation.ts';

function amount(name: keyof typeof augmentationAmounts): fc.Arbitrary<number> {
  const { max, whole } = augmentationAmounts[name];
  const on = whole ? fc.integer({ min: 1, max }) : fc.double({ min: 0.01, max, noNaN: true });
  return fc.oneof(fc.constant(0), on);
}

/** Any valid settings, each on or off. */
export const anyAugmentation: fc.Arbitrary<Augmentation> = fc.record({
  crop: amount('crop'),
  horizontalFlip: fc.boolean(),
  verticalFlip: fc.boolean(),
  rotation: amount('rotation'),
  shift: amount('shift'),
  zoom: amount('zoom'),
  shear: amount('shear'),
  fill: fc.constantFrom(...fills),
  brightness: amount('brightness'),
  contrast: amount('contrast'),
  saturation: amount('saturation'),
  cutout: amount('cutout'),
  mixup: amount('mixup'),
  cutmix: amount('cutmix'),
});
