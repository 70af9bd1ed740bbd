import type { ImageRule, ImportLook } from '../../protocol/datasets.ts';
import type { PictureList } from './picture-list.ts';
import { PicturePool } from './pool.ts';

/** Pictures that a suggestion is made of, from the first to the last. */
const sampleSize = 48;
/** Pictures that are all of one size not larger than this keep it. */
const smallSide = 96;
const usualSizes = [32, 64] as const;

export interface Suggestion {
  readonly rule: ImageRule;
  /** Sizes of the pictures it was made of, the most frequent first. */
  readonly sizes: ImportLook['sizes'];
}

/** A rule to begin with: the pictures' own size where they have one and it is small, else 64x64 of the middle, or 32x32 of pictures that are smaller. */
export async function suggestRule({ files, root }: PictureList): Promise<Suggestion> {
  const sample = spread(files, sampleSize);
  const trial: ImageRule = { size: [16, 16], channels: 3, fit: 'stretch' };
  const pool = await PicturePool.open(trial, root, sample.length);
  const sizes = new Map<string, { size: [number, number]; count: number }>();
  let isGray = true;
  try {
    for await (const { outcomes, images } of pool.prepare(sample.map(({ path }) => path))) {
      isGray &&= isWithoutColor(images);
      for (const outcome of outcomes) {
        if (!('size' in outcome)) continue;
        const [height, width] = outcome.size;
        const entry = sizes.get(outcome.size.join()) ?? { size: [height, width], count: 0 };
        sizes.set(outcome.size.join(), entry);
        entry.count += 1;
      }
    }
  } finally {
    await pool.close();
  }
  const list = [...sizes.values()].sort((a, b) => b.count - a.count);
  return {
    rule: { ...frameFor(list.map(({ size }) => size)), channels: isGray && list.length > 0 ? 1 : 3 },
    sizes: list,
  };
}

function frameFor(sizes: readonly [number, number][]): Pick<ImageRule, 'size' | 'fit'> {
  const [first] = sizes;
  if (first !== undefined && sizes.length === 1 && Math.max(...first) <= smallSide)
    return { size: first, fit: 'stretch' };
  const shorter = Math.min(...sizes.map((size) => Math.min(...size)));
  const side = shorter < usualSizes[1] ? usualSizes[0] : usualSizes[1];
  return { size: [side, side], fit: 'crop' };
}

/** Of images with three channels, with room for what rounding makes of a gray. */
function isWithoutColor(images: Uint8Array): boolean {
  for (let at = 0; at < images.length; at += 3) {
    const [red = 0, green = 0, blue = 0] = images.subarray(at, at + 3);
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > 2) return false;
  }
  return true;
}

/** Some pictures as a rule makes them, to choose it by. */
export async function previewPictures(
  { files, root }: PictureList,
  rule: ImageRule,
  most: number,
): Promise<{ readonly names: string[]; readonly images: Uint8Array }> {
  const sample = spread(files, most);
  const pool = await PicturePool.open(rule, root, sample.length);
  const names: string[] = [];
  const pieces: Uint8Array[] = [];
  try {
    let at = 0;
    for await (const { outcomes, images } of pool.prepare(sample.map(({ path }) => path))) {
      pieces.push(images);
      for (const outcome of outcomes) {
        const name = sample[at]?.name ?? '';
        at += 1;
        if ('size' in outcome) names.push(name);
      }
    }
  } finally {
    await pool.close();
  }
  return { names, images: Buffer.concat(pieces) };
}

/** So many of them, from the first to the last. */
function spread<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, all.length / most);
  return all.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}
