import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../model/random.ts';
import type { DataChoice } from '../protocol/run-spec.ts';
import type { ImageSet } from './dataset.ts';
import { writeIdxPair } from './idx.test-support.ts';
import { ImageStream } from './image-stream.ts';
import { importDataset } from './import.ts';
import { packFiles } from './manifest.ts';
import { packsFolder, removePack } from './packs.ts';
import { datasetFolder } from './registry.ts';
import { openTrainingData } from './training-data.ts';

const imageBytes = 5 * 4 * 3;
const trainSize = 300;
let home = '';
let folder = '';

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-stream-'));
  const shape = [5, 4, 3];
  const paths = [
    ...writeIdxPair(home, { count: trainSize, shape, classes: 7 }),
    ...writeIdxPair(home, { count: 41, shape, classes: 7, prefix: 't10k' }),
  ];
  const { name } = await importDataset(home, { paths, title: 'Striped' });
  folder = datasetFolder(name, home);
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

type Opened = Awaited<ReturnType<typeof openTrainingData>>;

async function withData<T>(choice: Partial<DataChoice>, budget: number, use: (data: Opened) => Promise<T>): Promise<T> {
  const whole = { dataset: 'striped', validation: { kind: 'test' }, ...choice } as const;
  const data = await openTrainingData(whole, 3, folder, budget);
  try {
    return await use(data);
  } finally {
    for (const set of [data.train, data.validation]) if (set instanceof ImageStream) await set.close();
  }
}

/** Everything of a set, in its order. */
async function contents(set: ImageSet | ImageStream): Promise<unknown> {
  const all = Int32Array.from({ length: set.count }, (_, index) => index);
  const images = set instanceof ImageStream ? await set.read(all) : set.images;
  return { images: Buffer.from(images).toString('hex'), labels: [...set.labels] };
}

const choices: readonly Partial<DataChoice>[] = [
  {},
  { limit: 50 },
  { validation: { kind: 'split', fraction: 0.2 } },
  { validation: { kind: 'fold', index: 2, of: 5 }, limit: 120 },
];

describe('openTrainingData', () => {
  it.each(choices)('gives the same images from the disk as from memory: %j', async (choice) => {
    const [resident, streamed] = await Promise.all(
      [2 ** 20, 1].map((budget) =>
        withData(choice, budget, async ({ hash, train, validation }) => ({
          isStream: [train, validation].map((set) => set instanceof ImageStream),
          data: [hash, await contents(train), await contents(validation)],
        })),
      ),
    );
    expect(resident?.isStream).toEqual([false, false]);
    expect(streamed?.isStream).toEqual([true, true]);
    expect(streamed?.data).toEqual(resident?.data);
  });

  it('keeps in memory what a limit leaves of a large dataset', async () => {
    const [first, few] = await Promise.all(
      [2 ** 20, 61 * imageBytes].map((budget) =>
        withData({ limit: 50 }, budget, async ({ train, validation }) => [
          train instanceof ImageStream,
          await contents(train),
          await contents(validation),
        ]),
      ),
    );
    expect(few).toEqual(first);
    expect(few?.[0]).toBe(false);
  });

  it('leaves the plain files of MNIST on the disk', async () => {
    const choice = { dataset: 'mnist', validation: { kind: 'test' } } as const;
    const mnist = datasetFolder('mnist');
    const streamed = await openTrainingData(choice, 1, mnist, 1);
    const resident = await openTrainingData(choice, 1, mnist, 2 ** 30);
    const { train } = streamed;
    if (!(train instanceof ImageStream) || resident.train instanceof ImageStream) throw new Error('not as asked for');
    expect(streamed.hash).toBe(resident.hash);
    const last = 784 * 59_999;
    expect(await train.read(Int32Array.of(59_999))).toEqual(resident.train.images.slice(last, last + 784));
    for (const set of [streamed.train, streamed.validation]) await (set as ImageStream).close();
  });

  it('refuses a pack that is not what was imported, without holding it', async () => {
    const images = join(folder, packFiles.train.images);
    const bytes = readFileSync(images);
    const isRefused = async (): Promise<void> => {
      const opening = withData({}, 1, () => Promise.resolve());
      await expect(opening).rejects.toMatchObject({ problem: { code: 'dataset-corrupt' } });
    };
    writeFileSync(
      images,
      bytes.map((value, at) => (at === 777 ? value ^ 1 : value)),
    );
    await isRefused();
    truncateSync(images, bytes.length - 1);
    await isRefused();
    writeFileSync(images, bytes);
    await withData({}, 1, () => Promise.resolve());
  });
});

describe('ImageStream', () => {
  it('reads any batch, announced or not, whole or again', async () => {
    await withData({}, 2 ** 20, async ({ train: resident }) => {
      if (resident instanceof ImageStream) throw new Error('it should be in memory');
      const imagesAt = (indices: Int32Array): Uint8Array =>
        Uint8Array.from(
          [...indices].flatMap((index) => [...resident.images.subarray(index * imageBytes, (index + 1) * imageBytes)]),
        );
      const batch = fc
        .array(fc.nat(trainSize - 1), { minLength: 1, maxLength: 40 })
        .map((list) => Int32Array.from(list));
      await fc.assert(
        fc.asyncProperty(fc.array(batch, { maxLength: 30 }), fc.nat(), async (batches, seed) => {
          await withData({}, 1, async ({ train }) => {
            if (!(train instanceof ImageStream)) throw new Error('it should be a stream');
            const uniform = randomStream(seed, 'skips');
            train.announce(batches.filter(() => uniform() < 0.8).values());
            for (const indices of batches) {
              const { window, first } = await train.take(indices);
              const end = first + indices.length;
              expect(window.images.slice(first * imageBytes, end * imageBytes)).toEqual(imagesAt(indices));
              expect([...window.labels.slice(first, end)]).toEqual([...indices].map((index) => resident.labels[index]));
            }
          });
        }),
        { numRuns: 30 },
      );
    });
  });

  it('reads two windows of batches, and the next one when the first is taken', async () => {
    await withData({}, 1, async ({ train }) => {
      if (!(train instanceof ImageStream)) throw new Error('it should be a stream');
      let pulled = 0;
      const batch = new Int32Array(3 * Math.ceil(2 ** 20 / imageBytes)).fill(trainSize - 1);
      const batches = function* (): Generator<Int32Array> {
        for (;;) {
          pulled += 1;
          yield batch;
        }
      };
      train.announce(batches());
      expect(pulled).toBe(4);
      const taken = [await train.take(batch), await train.take(batch), await train.take(batch)];
      expect(taken.map(({ first }) => first)).toEqual([0, batch.length, 0]);
      expect(taken.map(({ window }) => window === taken[0]?.window)).toEqual([true, true, false]);
      expect(pulled).toBe(6);
    });
  });

  it('goes on with a dataset that is removed under it, where the system lets a file be removed that is open', async () => {
    const paths = writeIdxPair(home, { count: 40, prefix: 'short-lived-train' });
    const { name } = await importDataset(home, { paths, title: 'Short lived' });
    const choice = { dataset: name, validation: { kind: 'split', fraction: 0.5 } } as const;
    const { train, validation } = await openTrainingData(choice, 1, join(packsFolder(home), name), 1);
    const before = await contents(train);
    await removePack(home, name);
    expect(await contents(train)).toEqual(before);
    for (const set of [train, validation]) await (set as ImageStream).close();
  });

  it('tells that images are lost when the file is cut short, and whose they are', async () => {
    const paths = writeIdxPair(home, { count: 40, prefix: 'cut-train' });
    const { name } = await importDataset(home, { paths, title: 'Cut' });
    const choice = { dataset: name, validation: { kind: 'split', fraction: 0.5 } } as const;
    const { train, validation } = await openTrainingData(choice, 1, join(packsFolder(home), name), 1);
    const path = join(packsFolder(home), name, packFiles.train.images);
    truncateSync(path, 7);
    await expect(contents(train)).rejects.toMatchObject({
      problem: { code: 'dataset-lost', facts: { name: 'cut', path } },
    });
    for (const set of [train, validation]) await (set as ImageStream).close();
  });
});
