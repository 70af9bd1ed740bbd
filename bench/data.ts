import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomStream } from '../core/model/index.ts';
import { classes, datasetSize, inputShape } from './nets.ts';

/** Files that every contender reads: count x 32 x 32 x 3 bytes, and count class indices. */
export interface DataFiles {
  readonly images: string;
  readonly labels: string;
  remove(): void;
}

/** Always the same noise: what is in the pictures makes no difference to the time of a step. */
export function writeData(): DataFiles {
  const folder = mkdtempSync(join(tmpdir(), 'blockyard-bench-'));
  const images = join(folder, 'images.bin');
  const labels = join(folder, 'labels.bin');
  writeFileSync(images, noise(datasetSize * inputShape[0] * inputShape[1] * inputShape[2], 256, 'images'));
  writeFileSync(labels, noise(datasetSize, classes, 'labels'));
  return {
    images,
    labels,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function noise(length: number, below: number, name: string): Uint8Array {
  const uniform = randomStream(1, `bench ${name}`);
  return Uint8Array.from({ length }, () => Math.floor(uniform() * below));
}
