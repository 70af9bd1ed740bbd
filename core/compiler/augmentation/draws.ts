/**
 * Numbers drawn for a picture at a step: uniform in [0, 1), each for one purpose. The numbers of what is switched off are drawn all the same and left unused, so
 * that switching one augmentation on or off never changes what another does.
 */
export const purposes = [
  'cropX',
  'cropY',
  'horizontalFlip',
  'verticalFlip',
  'rotation',
  'shiftX',
  'shiftY',
  'zoom',
  'shear',
  'brightness',
  'contrast',
  'saturation',
  'cutoutX',
  'cutoutY',
  'mixupShare',
  'cutmixShare',
  'cutmixX',
  'cutmixY',
  'mixupOrCutmix',
] as const;
export type Purpose = (typeof purposes)[number];

/** A multiple of four: the generator makes four numbers at a time. */
export const drawsPerPicture = 20;

/** Place of a purpose among a picture's numbers. */
export function placeOf(purpose: Purpose): number {
  return purposes.indexOf(purpose);
}

/** Which int64 pairs with the step as the seed of the draws: the recipe's seed, in the stream of layer 0, the input, which drops nothing. See `lowerDropout`. */
export function streamOf(seed: number): number {
  return seed;
}

/** Of red, green and blue in the grey of a colour (ITU-R BT.601). */
export const greyWeights = [0.299, 0.587, 0.114] as const;
