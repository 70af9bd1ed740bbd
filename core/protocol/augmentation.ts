import { z } from 'zod';

/** What a picture shows beyond its border after it was moved: nothing, its outermost pixels, or itself mirrored (`dcba|abcd|dcba`). */
export const fills = ['black', 'edge', 'reflect'] as const;
export type Fill = (typeof fills)[number];

/** Of every setting that is an amount: its largest value, and one to start from where it is switched on, small enough to suit small pictures. */
export const augmentationAmounts = {
  crop: { max: 64, usual: 4, whole: true },
  rotation: { max: 180, usual: 15, whole: false },
  shift: { max: 0.5, usual: 0.1, whole: false },
  zoom: { max: 0.9, usual: 0.2, whole: false },
  shear: { max: 60, usual: 10, whole: false },
  brightness: { max: 1, usual: 0.2, whole: false },
  contrast: { max: 1, usual: 0.2, whole: false },
  saturation: { max: 1, usual: 0.2, whole: false },
  cutout: { max: 512, usual: 8, whole: true },
  mixup: { max: 10, usual: 0.2, whole: false },
  cutmix: { max: 10, usual: 1, whole: false },
} as const;
export type AugmentationAmount = keyof typeof augmentationAmounts;

function amount(name: AugmentationAmount) {
  const { max, whole } = augmentationAmounts[name];
  return (whole ? z.number().int() : z.number()).min(0).max(max).default(0);
}

/**
 * How training pictures are varied before the network sees them, anew at every step; validation and predictions see the pictures as they are. Zero and
 * false are off. Numbers of a range are drawn uniformly, for every picture by itself; pictures are 0..1 here.
 *
 * In this order: flips, zoom, shear, rotation, shift and crop as one geometric transform; brightness, contrast, saturation, then values are cut to 0..1;
 * cutout; mixup or cutmix.
 */
export const augmentationSchema = z.object({
  /** Pixels added around the picture, of which a window of its size is then cut out at random: it moves by whole pixels, up to this many each way. */
  crop: amount('crop'),
  /** Mirrors half of the pictures left to right. */
  horizontalFlip: z.boolean().default(false),
  /** Turns half of the pictures upside down. */
  verticalFlip: z.boolean().default(false),
  /** Degrees, to either side, about the picture's centre. */
  rotation: amount('rotation'),
  /** Part of the height and of the width, each way. */
  shift: amount('shift'),
  /** Magnifies by 1 - zoom to 1 + zoom about the centre, both axes alike. */
  zoom: amount('zoom'),
  /** Degrees, to either side, by which upright lines lean. */
  shear: amount('shear'),
  /** For all of the geometry above. */
  fill: z.enum(fills).default('black'),
  /** Adds up to this much of white, or takes it away. */
  brightness: amount('brightness'),
  /** Moves values away from their channel's mean, or towards it, by a factor of 1 - contrast to 1 + contrast. */
  contrast: amount('contrast'),
  /** Moves colours away from their grey (0.299 R + 0.587 G + 0.114 B), or towards it, by a factor of 1 - saturation to 1 + saturation. Colour pictures only. */
  saturation: amount('saturation'),
  /** Side in pixels of a black square at a random place; a part of it may lie outside. DeVries & Taylor 2017 (arXiv:1708.04552). */
  cutout: amount('cutout'),
  /**
   * Alpha of Beta(alpha, alpha), from which the share of the picture in a blend with the next one of the batch is drawn; labels blend alike.
   * Zhang et al. 2018 (arXiv:1710.09412). With cutmix too, each picture gets one of the two, by equal chance.
   */
  mixup: amount('mixup'),
  /**
   * Alpha of Beta(alpha, alpha), from which the share of the picture is drawn that stays when a rectangle of the next one is pasted into it; the label
   * blends by area. Yun et al. 2019 (arXiv:1905.04899).
   */
  cutmix: amount('cutmix'),
});
export type Augmentation = z.infer<typeof augmentationSchema>;

export const noAugmentation: Augmentation = augmentationSchema.parse({});

/** Whether pictures are moved at all. */
export function movesPictures(augmentation: Augmentation): boolean {
  const { crop, horizontalFlip, verticalFlip, rotation, shift, zoom, shear } = augmentation;
  return horizontalFlip || verticalFlip || [crop, rotation, shift, zoom, shear].some((amount) => amount > 0);
}

/** Whether two pictures, and their labels, are blended. */
export function mixesPictures({ mixup, cutmix }: Augmentation): boolean {
  return mixup > 0 || cutmix > 0;
}

/** Whether anything is switched on. The fill alone does nothing. */
export function augments(augmentation: Augmentation): boolean {
  const { brightness, contrast, saturation, cutout } = augmentation;
  return (
    movesPictures(augmentation) ||
    mixesPictures(augmentation) ||
    [brightness, contrast, saturation, cutout].some((amount) => amount > 0)
  );
}
