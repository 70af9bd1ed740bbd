import { createHash } from 'node:crypto';
import { sizeOf, type ImageShape } from '../model/index.ts';
import type { DatasetFigures } from '../protocol/dataset-library.ts';
import { contentHash, labelBytes, type PartDigest } from './content-hash.ts';
import type { PartName } from './dataset.ts';
import type { DatasetReader } from './dataset-reader.ts';

/** What is read at a time, so that whoever else lives in this process is never kept waiting. */
const sliceBytes = 4 * 1024 * 1024;
/** Of a larger dataset, every so many images are counted. */
const mostCounted = 256 * 1024 * 1024;
const mostChannels = 4;

/**
 * Counts over the training images.
 * @param knownHash the content hash, where it is known without reading all images
 * @throws BlockyardError dataset-corrupt
 */
export async function datasetFigures(reader: DatasetReader, knownHash?: string): Promise<DatasetFigures> {
  const { shape } = reader.summary;
  const count = reader.labels.train.length;
  const stride = knownHash === undefined ? 1 : Math.max(1, Math.ceil((count * sizeOf(shape)) / mostCounted));
  const histogram = new Histogram(shape[2]);
  const images = await readThrough(reader, 'train', stride, (bytes) => histogram.add(bytes));
  return {
    hash: knownHash ?? (await hashOf(reader, shape)),
    images,
    ...histogram.moments(),
    histogram: histogram.columns().slice(0, mostChannels),
  };
}

async function hashOf(reader: DatasetReader, shape: ImageShape): Promise<string> {
  const digest = async (part: PartName): Promise<PartDigest> => {
    const labels = reader.labels[part];
    const hash = createHash('sha256');
    await readThrough(reader, part, 1, (bytes) => hash.update(bytes));
    return {
      count: labels.length,
      images: hash.digest('hex'),
      labels: createHash('sha256').update(labelBytes(labels)).digest('hex'),
    };
  };
  return contentHash(shape, { train: await digest('train'), test: await digest('test') });
}

/** Reads every `stride`th image of a part; returns how many. */
async function readThrough(
  reader: DatasetReader,
  part: PartName,
  stride: number,
  take: (bytes: Uint8Array) => void,
): Promise<number> {
  const count = reader.labels[part].length;
  const indices = Uint32Array.from({ length: Math.ceil(count / stride) }, (_, at) => at * stride);
  const slice = Math.max(1, Math.floor(sliceBytes / sizeOf(reader.summary.shape)));
  for (let at = 0; at < indices.length; at += slice) take(await reader.read(part, indices.subarray(at, at + slice)));
  return indices.length;
}

/** How often each value occurs in each channel. */
class Histogram {
  readonly #channels: number;
  readonly #counts: Float64Array;

  constructor(channels: number) {
    this.#channels = channels;
    this.#counts = new Float64Array(256 * channels);
  }

  /** Whole images. */
  add(bytes: Uint8Array): void {
    const counts = this.#counts;
    const channels = this.#channels;
    for (let channel = 0; channel < channels; channel += 1) {
      const base = 256 * channel;
      for (let at = channel; at < bytes.length; at += channels) {
        const bin = base + (bytes[at] ?? 0);
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
    }
  }

  columns(): number[][] {
    return Array.from({ length: this.#channels }, (_, channel) => [
      ...this.#counts.subarray(256 * channel, 256 * (channel + 1)),
    ]);
  }

  moments(): { mean: number[]; deviation: number[] } {
    const figures = this.columns().map(momentsOf);
    return { mean: figures.map(({ mean }) => mean), deviation: figures.map(({ deviation }) => deviation) };
  }
}

function momentsOf(counts: readonly number[]): { mean: number; deviation: number } {
  const all = Math.max(
    1,
    counts.reduce((sum, times) => sum + times, 0),
  );
  const moment = (of: (value: number) => number): number =>
    counts.reduce((sum, times, value) => sum + times * of(value / 255), 0) / all;
  const mean = moment((value) => value);
  return { mean, deviation: Math.sqrt(moment((value) => (value - mean) ** 2)) };
}
