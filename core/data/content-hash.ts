import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { sizeOf, type ImageShape } from '../model/index.ts';
import { readingFault } from '../protocol/reading-fault.ts';
import {
  partNames,
  type DatasetParts,
  type Labels,
  type PartName,
  type StoredPart,
  type StoredParts,
} from './dataset.ts';
import { corruptFile } from './source-file.ts';

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

/** As `contentHashOf`, of images that stay on the disk: reads them once. */
export async function contentHashOfStored(shape: ImageShape, { train, test }: StoredParts): Promise<string> {
  const digest = async ({ images, labels }: StoredPart): Promise<PartDigest> => ({
    count: labels.length,
    images: images instanceof Uint8Array ? sha256(images) : await sha256OfFile(images, labels.length * sizeOf(shape)),
    labels: sha256(labelBytes(labels)),
  });
  return contentHash(shape, { train: await digest(train), test: await digest(test) });
}

async function sha256OfFile(
  { path, offset }: { readonly path: string; readonly offset: number },
  bytes: number,
): Promise<string> {
  const hash = createHash('sha256');
  // `end` is the last byte that is read, so what is read of a stream is never nothing.
  const file =
    bytes === 0 ? [] : createReadStream(path, { start: offset, end: offset + bytes - 1, highWaterMark: 1 << 20 });
  try {
    for await (const chunk of file) hash.update(chunk as Buffer);
  } catch (error) {
    throw corruptFile(path, readingFault(error), error);
  }
  return hash.digest('hex');
}

/** The labels as they lie in a file; on every machine that runs this, little-endian. */
export function labelBytes(labels: Labels): Uint8Array {
  return new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
