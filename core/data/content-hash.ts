import { createHash } from 'node:crypto';
import type { ImageShape } from '../model/index.ts';
import { partNames, type DatasetParts, type Labels, type PartName } from './dataset.ts';

/** SHA-256, hexadecimal, of the bytes of one part. Labels of more than a byte are little-endian. */
export interface PartDigest {
  readonly count: number;
  readonly images: string;
  readonly labels: string;
}

/**
 * What a dataset is, for the training: equal for two that have the same images and labels in the same order, however their classes are called and
 * whichever files they were read from.
 */
export function contentHash(shape: ImageShape, parts: Readonly<Record<PartName, PartDigest>>): string {
  const lines = partNames.map((name) => {
    const { count, images, labels } = parts[name];
    return `${name} ${String(count)} ${images} ${labels}`;
  });
  return createHash('sha256')
    .update(['blockyard.dataset 1', shape.join('x'), ...lines].join('\n'))
    .digest('hex');
}

export function contentHashOf(shape: ImageShape, { train, test }: DatasetParts): string {
  const digest = ({ images, labels, count }: DatasetParts['train']): PartDigest => ({
    count,
    images: sha256(images),
    labels: sha256(labelBytes(labels)),
  });
  return contentHash(shape, { train: digest(train), test: digest(test) });
}

/** The labels as they lie in a file; on every machine that runs this, little-endian. */
export function labelBytes(labels: Labels): Uint8Array {
  return new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
