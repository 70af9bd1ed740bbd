import { mkdtempSync, mkdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetReader } from './dataset-reader.ts';
import { datasetFigures } from './figures.ts';
import { findImages } from './find-images.ts';
import { writeIdxPair } from './idx.test-support.ts';
import { importDataset } from './import.ts';
import { packHash } from './packs.ts';
import { reduceImages } from './reduce-images.ts';
import { datasetFolder, openDataset, openReader } from './registry.ts';

let home = '';
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-reader-'));
  const files = join(home, 'files');
  mkdirSync(files);
  writeIdxPair(files, { count: 500, shape: [5, 4, 3], classes: 7 });
  writeIdxPair(files, { count: 40, shape: [5, 4, 3], classes: 7, prefix: 't10k' });
  await importDataset(home, { paths: [files], title: 'Patterns' });
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

async function withReader<T>(name: string, use: (reader: DatasetReader) => Promise<T>): Promise<T> {
  const reader = await openReader(name, home);
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}

describe('reading images by their place', () => {
  it.each([
    ['patterns', 60],
    ['mnist', 784],
  ])('gives those of %s that reading all of it gives, in any order', async (name, size) => {
    const whole = await openDataset(name, datasetFolder(name, home));
    await withReader(name, async (reader) => {
      for (const part of ['train', 'test'] as const) {
        const { images, labels, count } = whole[part];
        expect(reader.labels[part]).toEqual(labels);
        const indices = [count - 1, 0, 1, 2, 17, Math.floor(count / 2), 3, 3];
        const read = await reader.read(part, indices);
        expect(read).toEqual(
          Uint8Array.from(indices.flatMap((index) => [...images.subarray(index * size, (index + 1) * size)])),
        );
      }
      expect(await reader.read('train', [])).toHaveLength(0);
    });
  });

  it('counts the figures that the import counted, and the hash of what came with the program', async () => {
    const { train, hash } = await openDataset('mnist');
    await withReader('mnist', async (reader) => {
      const figures = await datasetFigures(reader);
      expect(figures).toMatchObject({ hash, images: 60_000 });
      expect(figures.histogram).toHaveLength(1);
      expect(figures.histogram[0]?.[255]).toBe(train.images.reduce((sum, value) => sum + Number(value === 255), 0));
      // As published for MNIST, scaled to 0..1.
      expect(figures.mean[0]).toBeCloseTo(0.1307, 4);
      expect(figures.deviation[0]).toBeCloseTo(0.3081, 4);
    });
    await withReader('patterns', async (reader) => {
      const figures = await datasetFigures(reader, packHash(home, 'patterns'));
      expect(figures.histogram.map((column) => column.reduce((sum, times) => sum + times, 0))).toEqual(
        new Array(3).fill(500 * 5 * 4),
      );
    });
  });

  it('tells when a file has lost its end', async () => {
    const files = join(home, 'short');
    mkdirSync(files);
    writeIdxPair(files, { count: 30 });
    await importDataset(home, { paths: [files] });
    truncateSync(join(datasetFolder('short', home), 'train-images.u8'), 100);
    await expect(openReader('short', home)).rejects.toMatchObject({ problem: { code: 'dataset-corrupt' } });
  });
});

describe('finding images', () => {
  const labels = Uint8Array.from([0, 1, 2, 1, 0, 1]);
  const names = ['cat-1.png', 'Dog-1.png', 'eel.png', 'dog-2.png', 'cat-2.png', 'DOG-3.jpg'];

  it.each([
    [{}, [0, 1, 2, 3, 4, 5]],
    [{ label: 1 }, [1, 3, 5]],
    [{ search: ' dog' }, [1, 3, 5]],
    [{ label: 0, search: '2' }, [4]],
    [{ search: 'zebra' }, []],
  ])('%j', (filter, expected) => {
    expect([...findImages(labels, names, filter)]).toEqual(expected);
  });

  it('finds nothing by name where images have none', () => {
    expect(findImages(labels, undefined, { search: 'a' })).toHaveLength(0);
  });
});

describe('reducing images', () => {
  it('takes the mean of squares', () => {
    const pixels = Uint8Array.from([0, 4, 10, 20, 8, 8, 30, 40, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(reduceImages(pixels, [4, 4, 1], 2)).toEqual({
      pixels: Uint8Array.from([5, 25, 1, 1]),
      shape: [2, 2, 1],
    });
  });

  it('keeps channels apart and leaves out what does not fill a square', () => {
    const rows = [
      [0, 100],
      [2, 102],
      [9, 9],
      [4, 104],
      [6, 106],
      [9, 9],
    ].flat();
    expect(reduceImages(Uint8Array.from(rows), [2, 3, 2], 1)).toEqual({
      pixels: Uint8Array.from([3, 103]),
      shape: [1, 1, 2],
    });
  });

  it('leaves small images as they are', () => {
    const pixels = new Uint8Array(12);
    expect(reduceImages(pixels, [2, 3, 2], 2).pixels).toBe(pixels);
  });
});
