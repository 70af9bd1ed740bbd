import { readFileSync, rmSync, truncateSync, writeFileSync, appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusalOf, useCifar } from './cifar.test-support.ts';
import { importDataset } from './import.ts';
import { useLibrary } from './library.test-support.ts';
import { lookAtImport } from './look.ts';
import { datasetFolder, openDataset } from './registry.ts';
import { pythonWithNumpy, writeCifar, type CifarVersion, type WrittenCifar } from './written-cifar.test-support.ts';

const versions = ['binary', 'python2', 'python3'] as const;
const library = useLibrary('copy');
const cifar = useCifar();

async function expectNumpys(name: string, { train, test }: WrittenCifar, labels: 'fine' | 'coarse'): Promise<void> {
  const dataset = await openDataset(name, datasetFolder(name, library.home));
  expect(Buffer.compare(dataset.train.images, train.images)).toBe(0);
  expect(Buffer.compare(dataset.test.images, test.images)).toBe(0);
  expect([...dataset.train.labels]).toEqual(train[labels]);
  expect([...dataset.test.labels]).toEqual(test[labels]);
}

describe('importing CIFAR', () => {
  it.each(versions.flatMap((version) => ([10, 100] as const).map((dataset) => [version, dataset] as const)))(
    'reads the archive and the unpacked files of %s CIFAR-%i as numpy does',
    async (version, dataset) => {
      const files = await cifar.find(version, dataset);
      const packed = await importDataset(library.home, { paths: [files.archive] });
      expect(packed.name).toBe(`cifar-${String(dataset)}-${version === 'binary' ? 'binary' : 'python'}`);
      expect(packed.manifest).toMatchObject({
        shape: [32, 32, 3],
        classes: files.classes.fine.slice(0, dataset),
        train: { count: 50 },
        test: { count: 20 },
        source: { format: 'cifar', files: [{ name: files.archive.split('/').pop() }] },
      });
      await expectNumpys(packed.name, files, 'fine');
      const unpacked = await importDataset(library.home, { paths: [files.unpacked], title: 'unpacked' });
      expect(unpacked.manifest.hash).toBe(packed.manifest.hash);
    },
  );

  it.each(versions)('takes the coarse labels of %s CIFAR-100 on demand', async (version) => {
    const files = await cifar.find(version, 100);
    const { name, manifest } = await importDataset(library.home, { paths: [files.archive], labels: 'coarse' });
    expect(manifest.classes).toEqual(files.classes.coarse);
    await expectNumpys(name, files, 'coarse');
  });

  it.each(versions)(
    'tells that %s CIFAR-100 has labels to choose from, packed or not, and CIFAR-10 none',
    async (version) => {
      for (const dataset of [10, 100] as const) {
        const { archive, unpacked } = await cifar.find(version, dataset);
        const labels = dataset === 100 ? ['fine', 'coarse'] : ['fine'];
        expect(await lookAtImport([archive])).toMatchObject({ kind: 'cifar', labels });
        expect(await lookAtImport([unpacked])).toMatchObject({ kind: 'cifar', labels });
      }
    },
  );

  it('has no coarse labels of CIFAR-10', async () => {
    const { archive } = await cifar.find('binary', 10);
    expect((await refusalOf(library, archive, { labels: 'coarse' })).detail).toMatch(/no coarse labels/);
  });

  it('makes one dataset of the binary and the Python version', async () => {
    const hashes = [];
    for (const version of versions) {
      const { manifest } = await importDataset(library.home, {
        paths: [(await cifar.find(version, 10)).archive],
        title: version,
      });
      hashes.push(manifest.hash);
    }
    expect(new Set(hashes).size).toBe(1);
  });

  it('numbers the classes where the file with their names was left out', async () => {
    const folder = await cifar.copy(library, 'binary', 10);
    rmSync(join(folder, 'batches.meta.txt'));
    const { manifest } = await importDataset(library.home, { paths: [folder] });
    expect(manifest.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });

  it('is not mistaken for IDX where its first bytes look so', async () => {
    const folder = await cifar.copy(library, 'binary', 10);
    const path = join(folder, 'data_batch_1.bin');
    const bytes = readFileSync(path);
    bytes.set([0, 0, 8, 3]);
    writeFileSync(path, bytes);
    expect((await importDataset(library.home, { paths: [folder] })).manifest.shape).toEqual([32, 32, 3]);
  });

  it('reads as many images as are published', { timeout: 300_000 }, async () => {
    const full = await writeCifar(
      await pythonWithNumpy(),
      join(library.scratch, 'full'),
      100,
      'python2',
      [50_000, 10_000],
    );
    const seen: number[] = [];
    const { name, manifest } = await importDataset(
      library.home,
      { paths: [full.archive] },
      { onProgress: (done, total) => seen.push(done / total) },
    );
    expect(manifest).toMatchObject({ train: { count: 50_000 }, test: { count: 10_000 } });
    await expectNumpys(name, full, 'fine');
    expect([seen.at(-1), seen.length > 100]).toEqual([1, true]);
  });

  it('keeps nothing of an import that was cancelled', async () => {
    for (const at of [1, 2]) {
      const abort = new AbortController();
      let calls = 0;
      const onProgress = (): void => {
        calls += 1;
        if (calls >= at) abort.abort();
      };
      const work = importDataset(
        library.home,
        { paths: [(await cifar.find('binary', 10)).unpacked] },
        { onProgress, signal: abort.signal },
      );
      await expect(work).rejects.toMatchObject({ problem: { code: 'import-cancelled' } });
      expect(library.kept()).toEqual([]);
    }
  });
});

describe('unpacked files of CIFAR', () => {
  const edit = (folder: string, name: string, change: (bytes: Buffer) => Buffer): void => {
    const path = join(folder, name);
    writeFileSync(path, change(readFileSync(path)));
  };

  it.each<[string, CifarVersion, 10 | 100, (folder: string) => void, RegExp]>([
    [
      'a batch missing',
      'binary',
      10,
      (folder) => rmSync(join(folder, 'data_batch_3.bin')),
      /data_batch_3\.bin is missing/,
    ],
    ['the test images missing', 'python2', 100, (folder) => rmSync(join(folder, 'test')), /test is missing/],
    [
      'a batch cut within an image',
      'binary',
      10,
      (folder) => truncateSync(join(folder, 'data_batch_2.bin'), 9999),
      /data_batch_2\.bin cannot be used: it has 9999 bytes, and every image takes 3073/,
    ],
    [
      'a batch cut between images',
      'binary',
      10,
      (folder) => truncateSync(join(folder, 'data_batch_2.bin'), 3073),
      /data_batch_2\.bin cannot be used: it holds 1 images, and data_batch_1\.bin 10/,
    ],
    ['an empty batch', 'binary', 100, (folder) => truncateSync(join(folder, 'train.bin')), /no images/],
    [
      'a label out of range',
      'binary',
      10,
      (folder) => edit(folder, 'data_batch_5.bin', (bytes) => (bytes.writeUInt8(10, 3073), bytes)),
      /label 2 is 10, and the classes are 0 to 9/,
    ],
    [
      'a fine label out of range',
      'binary',
      100,
      (folder) => edit(folder, 'test.bin', (bytes) => (bytes.writeUInt8(100, 1), bytes)),
      /label 1 is 100/,
    ],
    [
      'a file larger than any of CIFAR',
      'binary',
      100,
      (folder) => truncateSync(join(folder, 'test.bin'), 30_740_001),
      /30740000 at most/,
    ],
    [
      'a name too few',
      'binary',
      10,
      (folder) => writeFileSync(join(folder, 'batches.meta.txt'), 'a\nb\n'),
      /names 2 classes, and there are 10/,
    ],
    [
      'a pickle cut short',
      'python2',
      10,
      (folder) => truncateSync(join(folder, 'data_batch_1'), 20_000),
      /ends after 20000 bytes/,
    ],
    [
      'a pickle with something behind',
      'python2',
      10,
      (folder) => appendFileSync(join(folder, 'data_batch_1'), 'x'),
      /goes on after its end/,
    ],
    [
      'files of two datasets',
      'binary',
      10,
      (folder) => writeFileSync(join(folder, 'train.bin'), new Uint8Array(3074)),
      /one is imported at a time/,
    ],
  ])('are refused with %s', async (_, version, dataset, spoil, detail) => {
    const folder = await cifar.copy(library, version, dataset);
    spoil(folder);
    expect((await refusalOf(library, folder)).message).toMatch(detail);
  });
});
