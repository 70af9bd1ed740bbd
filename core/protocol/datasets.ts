import { z } from 'zod';
import { limits } from '../model/index.ts';
import { detailSchema } from './details.ts';
import { refusalReasons } from './refusals.ts';

const count = z.number().int().min(0);
const side = z.number().int().min(1).max(limits.imageSide);
/** Height, width. */
const size = z.tuple([side, side]);

/** How a picture of other proportions fills its frame: pulled to it, cut to its middle, or whole with black beside it. */
export const imageFits = ['stretch', 'crop', 'pad'] as const;
export type ImageFit = (typeof imageFits)[number];

/** How pictures of any size and colours become the images of one dataset. */
export const imageRuleSchema = z.object({
  size,
  /** One of brightness, or red, green and blue. */
  channels: z.union([z.literal(1), z.literal(3)]),
  fit: z.enum(imageFits),
});
export type ImageRule = z.infer<typeof imageRuleSchema>;

/** What becomes of a folder `val` beside `train` and `test`: training images, the test images in place of those of `test`, or nothing. */
export const validationUses = ['train', 'test', 'leave'] as const;
export type ValidationUse = (typeof validationUses)[number];

/** CIFAR-100 has two labels for an image: one of 100 classes, and one of 20 groups of them. CIFAR-10 has the first kind alone. */
export const cifarLabels = ['fine', 'coarse'] as const;
export type CifarLabels = (typeof cifarLabels)[number];

/** Kinds of files that datasets are imported from. */
export const sourceKinds = ['idx', 'cifar', 'folders', 'csv'] as const;

const sizesSchema = z.array(z.object({ size, count }));

/** What would be imported from some paths, as far as it shows without reading every file. */
export const importLookSchema = z.object({
  kind: z.enum(sourceKinds),
  /** To be read. */
  files: count,
  /** In the order of the labels. Empty where only reading the files tells them. */
  classes: z.array(z.object({ name: z.string(), count })),
  parts: z.object({ train: count, test: count, val: count }),
  /** Of CIFAR: the labels that there are to choose from. */
  labels: z.array(z.enum(cifarLabels)).optional(),
  /** Of pictures (`folders` and `csv`): a rule to begin with, made of some of them. Other kinds have their size and take no rule. */
  suggested: imageRuleSchema.optional(),
  /** Sizes of those pictures, the most frequent first. */
  sizes: sizesSchema,
});
export type ImportLook = z.infer<typeof importLookSchema>;

/** Why a file did not become an image. */
export const refusalSchema = z.object({ reason: z.enum(refusalReasons), detail: detailSchema.optional() });

/** An image of a dataset: its place in its part and, where it has one, the name of its file. */
export const imageReferenceSchema = z.object({
  part: z.enum(['train', 'test']),
  index: count,
  name: z.string().optional(),
});
export type ImageReference = z.infer<typeof imageReferenceSchema>;

/** Groups of images that show the same. Lists are cut to the first few hundred; the counts are of all. */
const duplicatesSchema = z.object({
  groups: count,
  /** Images that could be left out, so that one of each group stays. */
  images: count,
  /** Groups whose images have different labels: at least one label is wrong. */
  contradictory: count,
  list: z.array(z.array(imageReferenceSchema)),
});

/** What an import found. Kept with the dataset. */
export const importReportSchema = z.object({
  version: z.literal(1),
  /** Images of the dataset. */
  read: count,
  refused: z.object({
    total: count,
    reasons: z.partialRecord(z.enum(refusalReasons), count),
    /** The first of them in the order of the files; names are relative to what was imported. */
    files: z.array(refusalSchema.extend({ file: z.string() })),
  }),
  /** As the pictures were before the rule, the most frequent first, cut to the first few. Empty where the files have one size. */
  sizes: z.object({ kinds: count, list: sizesSchema }),
  perClass: z.array(z.object({ name: z.string(), train: count, test: count })),
  /** Classes that were found and have no image, so they are none of the dataset. */
  emptyClasses: z.array(z.string()),
  /** Where there was a validation part: how many images, and what became of them. */
  validation: z.object({ count, use: z.enum(validationUses) }).optional(),
  duplicates: z.object({
    /** Equal in every pixel as the network sees them. */
    exact: duplicatesSchema,
    /** Alike, but not equal: another size, compression or brightness of the same picture. Absent where it was not looked for, as in drawn digits. */
    near: duplicatesSchema.optional(),
  }),
  /** Test images that are also, exactly or nearly, training images: they make the test accuracy too high. */
  leaks: z.object({
    exact: count,
    near: count.optional(),
    /** The first few hundred. */
    list: z.array(
      z.object({ kind: z.enum(['exact', 'near']), train: imageReferenceSchema, test: imageReferenceSchema }),
    ),
  }),
  /** Absent where no rule was needed. */
  rule: imageRuleSchema.optional(),
});
export type ImportReport = z.infer<typeof importReportSchema>;
