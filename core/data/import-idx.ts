import { basename } from 'node:path';
import type { ImageShape } from '../model/index.ts';
import { because } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { beginsAsIdx, firstBytesUnpacked } from './sniff.ts';
import { partNames, type PartName } from './dataset.ts';
import { readIdx, streamIdx, type IdxArray } from './idx.ts';
import type { Imported, ImportTarget } from './import-target.ts';
import { corruptFile, type FileFacts, type Watch } from './source-file.ts';

interface Pair {
  readonly images: string;
  readonly labels: string;
}

/**
 * Imports files in the layout of MNIST: images and labels for training and, if they are there, for testing. Which is which is told by their contents
 * and, of the two parts, by their names.
 * @throws BlockyardError unknown-format, dataset-corrupt, unreadable-file, no-space, not-writable
 */
export async function importIdx(paths: readonly string[], target: ImportTarget, watch: Watch): Promise<Imported> {
  const pairs = await pairUp(paths);
  const files: FileFacts[] = [];
  let shape: ImageShape | undefined;
  for (const [part, pair] of pairs) {
    const labels = await readIdx(pair.labels, 1, watch);
    files.push(labels.facts);
    const { value, facts } = await streamIdx(
      pair.images,
      async (sizes, values) => {
        const found = imagesShape(sizes, pair, labels);
        if (shape !== undefined && shape.join() !== found.join())
          throw corruptFile(pair.images, because('other-shape', { shape: found.join('x'), before: shape.join('x') }));
        const writer = await target.open(found, labels.values.length);
        for await (const piece of values) await writer.images(part, piece);
        writer.labels(part, labels.values);
        return found;
      },
      watch,
    );
    shape = value;
    files.push(facts);
  }
  return { format: 'idx', files };
}

function imagesShape(
  sizes: readonly number[],
  { images, labels }: Pair,
  { shape: [labelCount = 0] }: IdxArray,
): ImageShape {
  const [count = 0, height = 0, width = 0, channels = 1] = sizes;
  if (sizes.length < 3) throw corruptFile(images, because('idx-rank-images', { dimensions: sizes.length }));
  if (count !== labelCount)
    throw corruptFile(labels, because('labels-for-images', { labels: labelCount, images: count }));
  if (count === 0 || height === 0 || width === 0 || channels === 0) throw corruptFile(images, because('no-images'));
  return [height, width, channels];
}

/** By its dimensions; of a file with a damaged beginning, by its name. */
async function holdsLabels(path: string): Promise<boolean> {
  const begin = await firstBytesUnpacked(path, 4);
  return begin[3] === 1 || (!beginsAsIdx(begin) && /label/i.test(basename(path)));
}

/** The training part first. */
async function pairUp(paths: readonly string[]): Promise<[PartName, Pair][]> {
  const found: Record<PartName, { images: string[]; labels: string[] }> = {
    train: { images: [], labels: [] },
    test: { images: [], labels: [] },
  };
  for (const path of paths) {
    const part = /t10k|test|val/i.test(basename(path)) ? 'test' : 'train';
    found[part][(await holdsLabels(path)) ? 'labels' : 'images'].push(path);
  }
  const path = paths[0] ?? '';
  const pairs: [PartName, Pair][] = [];
  for (const part of partNames) {
    const { images, labels } = found[part];
    const [image] = images;
    const [label] = labels;
    // A dataset may come without a test part.
    if (part === 'test' && image === undefined && label === undefined) continue;
    if (image === undefined || label === undefined || images.length + labels.length > 2) {
      const detail = because(`idx-${part}-pair`, { images: images.length, labels: labels.length });
      throw new BlockyardError('unknown-format', { path, detail });
    }
    pairs.push([part, { images: image, labels: label }]);
  }
  return pairs;
}
