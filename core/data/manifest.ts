import { z } from 'zod';
import { limits } from '../model/index.ts';
import type { DatasetSummary } from '../protocol/runs.ts';

const importFormats = ['idx', 'cifar', 'folders', 'csv'] as const;
export type ImportFormat = (typeof importFormats)[number];

const count = z.number().int().min(0);
const side = z.number().int().min(1).max(limits.imageSide);

const partSchema = z.object({
  count,
  /** Images of every class. */
  perClass: z.array(count).max(limits.classes),
});

/** What a pack's manifest.json says: everything about a dataset but the images themselves. */
export const manifestSchema = z.object({
  format: z.literal('blockyard.dataset'),
  version: z.literal(1),
  title: z.string().min(1).max(limits.nameLength),
  /** Height, width, channels. */
  shape: z.tuple([side, side, z.number().int().min(1).max(limits.channels)]),
  classes: z.array(z.string()).min(2).max(limits.classes),
  train: partSchema,
  test: partSchema,
  /** Of the training images' values as a network sees them, 0..1, one of each channel. */
  statistics: z.object({ mean: z.array(z.number()), deviation: z.array(z.number()) }),
  /** Of all images and labels; see content-hash.ts. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  source: z.object({
    format: z.enum(importFormats),
    /** Of pictures, only the table: there may be 100,000 of them. */
    files: z.array(z.object({ name: z.string(), bytes: count, sha256: z.string() })),
    /** Of pictures, the name of the folder that they lay in. */
    folder: z.string().optional(),
  }),
  /** Milliseconds since 1970, UTC. */
  importedAt: z.number(),
});
export type Manifest = z.infer<typeof manifestSchema>;

export function summaryOf(name: string, { title, shape, classes, train, test }: Manifest): DatasetSummary {
  return { name, title, shape, classes, trainSize: train.count, testSize: test.count };
}

/** The manifest as it is written. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/**
 * Names of the files beside manifest.json: images [count, height, width, channels] and labels, without headers; what the import found; and the names
 * of the images' files, where they had some.
 */
export const packFiles = {
  manifest: 'manifest.json',
  report: 'report.json',
  names: 'names.json',
  train: { images: 'train-images.u8', labels: 'train-labels.bin' },
  test: { images: 'test-images.u8', labels: 'test-labels.bin' },
} as const;

/** Bytes of one label: two, little-endian, where one does not count all classes. */
export function labelSize(classes: number): 1 | 2 {
  return classes > 256 ? 2 : 1;
}
