import { z } from 'zod';
import { augmentationSchema } from './augmentation.ts';
import { backendChoices, backends, dataChoiceSchema } from './run-spec.ts';

/** How often each image is varied. */
export const previewVariants = 8;

/** Which images of a dataset to vary, and how. */
export const previewRequestSchema = z.object({
  /** Images are taken from what it trains on: the training part, its first `limit` images. */
  data: dataChoiceSchema,
  augmentation: augmentationSchema,
  backend: z.enum(backendChoices),
  seed: z.number().int().min(0).max(0xffff_ffff),
  /** The training step whose random numbers are drawn. */
  step: z.number().int().min(0).max(0x7fff_ffff),
  /** How many images; fewer come where the dataset has fewer. */
  count: z.number().int().min(1).max(16),
  /** Place in the dataset's order of previews, which begins again at its end. */
  offset: z.number().int().min(0).max(0x7fff_ffff),
});
export type PreviewRequest = z.infer<typeof previewRequestSchema>;

const bytes = z.instanceof(Uint8Array);
const index = z.number().int().min(0);

/** Images as they are, and as training would vary them. Bytes, 0..255. */
export const augmentationPreviewSchema = z.object({
  /** The executor whose arithmetic varied them. */
  backend: z.enum(backends),
  /** Height, width, channels. */
  shape: z.tuple([index, index, index]),
  /** Class index of every image. */
  labels: z.array(index),
  /** [images, height, width, channels]. */
  originals: bytes,
  /** [images, variants, height, width, channels]. */
  variants: bytes,
  /** Of blends of two images, [images, variants]: the class of the second one, and the share of the first. */
  blend: z.object({ partners: z.array(index), shares: z.array(z.number().min(0).max(1)) }).optional(),
});
export type AugmentationPreview = z.infer<typeof augmentationPreviewSchema>;
