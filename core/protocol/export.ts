import { z } from 'zod';

/** Forms in which a trained model leaves: weights alone, or the whole of it. */
export const exportFormats = ['safetensors', 'savedmodel', 'keras', 'onnx', 'tfjs', 'python'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** How the name of an export's file ends; the other formats are folders. */
export const exportEndings: Partial<Record<ExportFormat, string>> = {
  safetensors: '.safetensors',
  keras: '.keras',
  onnx: '.onnx',
};

/** Probabilities of a right export are this near to those of the model. */
export const acceptedDifference = 1e-4;

/** Images that an exported model is tried on. */
export const checkedImages = 100;

export const exportOrderSchema = z.object({
  format: z.enum(exportFormats),
  /** Absolute path of the file or folder to make. */
  place: z.string().min(1).max(4096),
  /** In the place of an earlier export, if there is one. */
  replace: z.boolean(),
});
export type ExportOrder = z.infer<typeof exportOrderSchema>;

const count = z.number().int().min(0);

const exportCheckSchema = z.discriminatedUnion('kind', [
  /** The export was read back from the disk and applied. */
  z.object({
    kind: z.literal('applied'),
    /** What applied it: "TensorFlow 2.21.0". */
    runtime: z.string(),
    images: count,
    /** Of the run's dataset, or drawn at random where that is gone. */
    source: z.enum(['test', 'train', 'random']),
    /** Between a probability that the export gives and the one that the model gives. */
    largestDifference: z.number(),
  }),
  /** What reads this format is not at hand here. */
  z.object({ kind: z.literal('none'), reader: z.string() }),
]);
export type ExportCheck = z.infer<typeof exportCheckSchema>;

export const exportedSchema = z.object({
  format: z.enum(exportFormats),
  place: z.string(),
  bytes: count,
  files: z.array(z.string()),
  /** Epoch whose weights these are; 0 where none was finished. */
  epoch: count,
  check: exportCheckSchema,
});
export type Exported = z.infer<typeof exportedSchema>;
