import { z } from 'zod';
import { limits } from '../model/index.ts';
import { importReportSchema } from './datasets.ts';
import { problemSchema } from './problems.ts';
import { datasetSummarySchema } from './runs.ts';

const count = z.number().int().min(0);

/** Names of a dataset's parts. */
export const datasetParts = ['train', 'test'] as const;
export type DatasetPart = (typeof datasetParts)[number];

export const datasetNameSchema = z.string().min(1).max(200);
export const datasetTitleSchema = z.string().trim().min(1).max(limits.nameLength);
export const classNamesSchema = z.array(z.string().trim().min(1).max(limits.nameLength)).min(2).max(limits.classes);

/** A dataset as the library finds it; a damaged one has a problem instead of a summary. */
export const datasetEntrySchema = z.object({
  name: z.string(),
  /** It comes with the program. */
  builtIn: z.boolean(),
  summary: datasetSummarySchema.optional(),
  problem: problemSchema.optional(),
});
export type DatasetEntry = z.infer<typeof datasetEntrySchema>;

/** What is known of a dataset without looking at its images. */
export const datasetDetailSchema = z.object({
  summary: datasetSummarySchema,
  builtIn: z.boolean(),
  /** Images of every class. */
  perClass: z.object({ train: z.array(count), test: z.array(count) }),
  /** Where it lies, and how much it takes there. */
  folder: z.string(),
  bytes: count,
  /** The files it was made from. */
  files: z.array(z.object({ name: z.string(), bytes: count })),
  /** Milliseconds since 1970, UTC; absent where it comes with the program. */
  importedAt: z.number().optional(),
  /** What its import found; absent of what comes with the program, or was imported before there were reports. */
  report: importReportSchema.optional(),
  /** Its images have names to search for. */
  named: z.boolean(),
});
export type DatasetDetail = z.infer<typeof datasetDetailSchema>;

/** What is counted over a dataset's images. */
export const datasetFiguresSchema = z.object({
  /** Of all images and labels. */
  hash: z.string(),
  /** Training images that the rest was counted over: all of them, or every so many of a large dataset. */
  images: count,
  /** Of the values as a network sees them, 0..1, one of each channel. */
  mean: z.array(z.number()),
  deviation: z.array(z.number()),
  /** How often each of the 256 values occurs, in each of the first channels. */
  histogram: z.array(z.array(count)),
});
export type DatasetFigures = z.infer<typeof datasetFiguresSchema>;

/** Most images of one answer. */
export const mostImages = 600;

export const imageQuerySchema = z.object({
  name: datasetNameSchema,
  part: z.enum(datasetParts),
  /** Label of the class to show; left out, every class. */
  label: count.optional(),
  /** Part of a file name. */
  search: z.string().max(200).optional(),
  /** Place of the first among those that match. */
  offset: count,
  count: z.number().int().min(1).max(mostImages),
  /** Larger images come reduced by a whole factor, so that their longer side is still at least this. */
  side: z.number().int().min(1).max(limits.imageSide).optional(),
});
export type ImageQuery = z.infer<typeof imageQuerySchema>;

export const imagePageSchema = z.object({
  /** How many images match. */
  total: count,
  /** Index in the part, label, and file name where it is known. Fewer than asked for where they would be too many bytes. */
  items: z.array(z.object({ index: count, label: count, name: z.string().optional() })),
  /** Height, width and channels of the pixels. */
  shape: z.tuple([z.number(), z.number(), z.number()]),
  /** [items, height, width, channels], 0..255. */
  pixels: z.instanceof(Uint8Array),
});
export type ImagePage = z.infer<typeof imagePageSchema>;
