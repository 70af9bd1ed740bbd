import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { sizeOf, type ImageShape } from '../../model/index.ts';
import { DisjointSets } from './disjoint-sets.ts';
import { correlation, fingerprint, thumbPixels, type Fingerprint } from './fingerprint.ts';
import { nearHashes } from './near-hashes.ts';

export interface AlikeJob {
  readonly kind: 'alike';
  readonly shape: ImageShape;
  /** Files of images, whose images are counted through from the first file, of the training images, to the last. */
  readonly parts: readonly { readonly path: string; readonly count: number }[];
  /** Whether to look for images that are alike without being equal. */
  readonly near: boolean;
}

/** Numbers of images. Groups are in the order of their first images. */
export interface Alike {
  /** Images that are equal in every pixel. */
  readonly exact: readonly (readonly number[])[];
  /** Images that show the same without being equal; of equal ones, the first stands for all. */
  readonly near: readonly (readonly number[])[];
  /** Of images of a group one of which is in the first file and the other is not: one pair for each of the latter. */
  readonly nearAcross: readonly (readonly [number, number])[];
}

/** Correlation from which two images that have nearly one hash show the same. */
const alike = 0.97;
const chunkBytes = 1 << 20;

/** Finds equal and alike images. Holds some 1.2 kB an image in memory; blocks, so it is for a thread. */
export function findAlike({ shape, parts, near }: AlikeJob): Alike {
  const groups = new Map<string, number[]>();
  const textured = new Textured(parts.reduce((sum, { count }) => sum + count, 0));
  let at = 0;
  for (const image of imagesIn(parts, sizeOf(shape))) {
    const digest = createHash('sha256').update(image).digest('base64');
    const group = groups.get(digest);
    if (group !== undefined) group.push(at);
    else {
      groups.set(digest, [at]);
      if (near) textured.add(at, fingerprint(image, shape));
    }
    at += 1;
  }
  const exact = [...groups.values()].filter(({ length }) => length > 1);
  return { exact, ...textured.compare(parts[0]?.count ?? 0) };
}

/** Images that are not of one shade, by their fingerprints. */
class Textured {
  readonly #numbers: number[] = [];
  readonly #low: Uint32Array;
  readonly #high: Uint32Array;
  readonly #thumbs: Float32Array;

  constructor(most: number) {
    this.#low = new Uint32Array(most);
    this.#high = new Uint32Array(most);
    this.#thumbs = new Float32Array(most * thumbPixels);
  }

  add(number: number, { hash: [low, high], thumb }: Fingerprint): void {
    if (thumb === undefined) return;
    const at = this.#numbers.push(number) - 1;
    this.#low[at] = low;
    this.#high[at] = high;
    this.#thumbs.set(thumb, at * thumbPixels);
  }

  /** @param boundary number of the first image that is not in the first file */
  compare(boundary: number): Pick<Alike, 'near' | 'nearAcross'> {
    const numbers = this.#numbers;
    const count = numbers.length;
    const sets = new DisjointSets(count);
    const across = new Map<number, number>();
    nearHashes(this.#low.subarray(0, count), this.#high.subarray(0, count), (a, b) => {
      if (correlation(this.#thumb(a), this.#thumb(b)) < alike) return;
      sets.unite(a, b);
      const [one = 0, other = 0] = [numbers[a], numbers[b]];
      if (one < boundary && other >= boundary && !across.has(other)) across.set(other, one);
    });
    const near = sets.groups().map((group) => group.map((at) => numbers[at] ?? 0));
    const nearAcross = [...across].map(([other, one]) => [one, other] as const);
    return { near, nearAcross: nearAcross.sort((a, b) => a[1] - b[1]) };
  }

  #thumb(at: number): Float32Array {
    return this.#thumbs.subarray(at * thumbPixels, (at + 1) * thumbPixels);
  }
}

function* imagesIn(parts: AlikeJob['parts'], size: number): Generator<Uint8Array> {
  const together = Math.max(1, Math.floor(chunkBytes / size));
  for (const { path, count } of parts) {
    const file = openSync(path, 'r');
    try {
      for (let first = 0; first < count; first += together) {
        const images = new Uint8Array(Math.min(together, count - first) * size);
        if (readSync(file, images, 0, images.length, first * size) < images.length)
          throw new Error(`${path} is too short`);
        for (let from = 0; from < images.length; from += size) yield images.subarray(from, from + size);
      }
    } finally {
      closeSync(file);
    }
  }
}
