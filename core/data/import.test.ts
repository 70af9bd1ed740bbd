import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockyardError } from '../protocol/problems.ts';
import { exportDataset } from './export.ts';
import { idx, writeIdxPair } from './idx.test-support.ts';
import { importDataset } from './import.ts';
import { packsFolder, removePack } from './packs.ts';
import { problemOf } from './problem.test-support.ts';
import { datasetFolder, datasetSummary, listDatasets, openDataset } from './registry.ts';
import { useLibrary } from './library.test-support.ts';

const library = useLibrary('my-digits');

describe('importing IDX files', () => {
  it.each([
    ['plain', false, [4, 3]],
    ['gzipped', true, [4, 3]],
    ['of colour images', true, [2, 3, 3]],
  ] as const)('keeps the images and labels of files that are %s', async (_, gzip, shape) => {
    writeIdxPair(library.files, { count: 30, gzip, shape });
    writeIdxPair(library.files, { count: 7, gzip, shape, prefix: 't10k' });
    const { name, manifest } = await importDataset(library.home, { paths: [library.files] });
    expect(name).toBe('my-digits');
    expect(manifest).toMatchObject({
      classes: ['0', '1', '2'],
      train: { count: 30, perClass: [10, 10, 10] },
      test: { count: 7, perClass: [3, 2, 2] },
    });
    expect(listDatasets(library.home).map((dataset) => dataset.name)).toEqual(['mnist', 'my-digits']);
    expect(datasetSummary(name, library.home)).toMatchObject({ trainSize: 30, testSize: 7 });

    const { train, test, hash } = await openDataset(name, datasetFolder(name, library.home));
    const size = shape.reduce((product, length) => product * length, 1);
    expect([train.count, test.count, hash]).toEqual([30, 7, manifest.hash]);
    expect([...train.images]).toEqual(
      Array.from({ length: 30 * size }, (_value, at) => (7 * at + Math.floor(at / size)) % 256),
    );
    expect([...test.labels]).toEqual([0, 1, 2, 0, 1, 2, 0]);

    const values = [...train.images].map((value) => value / 255);
    const channels = shape.length === 3 ? 3 : 1;
    for (let channel = 0; channel < channels; channel += 1) {
      const own = values.filter((_value, at) => at % channels === channel);
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length;
      expect(manifest.statistics.mean[channel]).toBeCloseTo(mean, 12);
      expect(manifest.statistics.deviation[channel]).toBeCloseTo(Math.sqrt(variance), 12);
    }
  });

  it('hashes the content alone: not names, not packing', async () => {
    writeIdxPair(library.files, { count: 9 });
    const gzipped = join(library.scratch, 'gzipped');
    mkdirSync(gzipped);
    writeIdxPair(gzipped, { count: 9, gzip: true });
    const one = await importDataset(library.home, { paths: [library.files] });
    const other = await importDataset(library.home, { paths: [gzipped], title: 'Named 名', classes: ['a', 'b', 'c'] });
    expect(other.name).toBe('named-名');
    expect(other.manifest.hash).toBe(one.manifest.hash);
    const fewer = await importDataset(library.home, {
      paths: writeIdxPair(library.files, { count: 8, prefix: 'train2' }),
      title: 'fewer',
    });
    expect(fewer.manifest.hash).not.toBe(one.manifest.hash);
  });

  it('keeps two bytes a label where there are more classes than a byte counts', async () => {
    writeIdxPair(library.files, { count: 5 });
    const classes = Array.from({ length: 300 }, (_, label) => `class ${String(label)}`);
    const { name, manifest } = await importDataset(library.home, { paths: [library.files], classes });
    expect(statSync(join(packsFolder(library.home), name, 'train-labels.bin')).size).toBe(10);
    const { train, hash } = await openDataset(name, datasetFolder(name, library.home));
    expect(train.labels).toEqual(Uint16Array.of(0, 1, 2, 0, 1));
    expect(hash).toBe(manifest.hash);
  });

  it('imports again what was exported, with its class names', async () => {
    writeIdxPair(library.files, { count: 12, shape: [2, 2, 3] });
    writeIdxPair(library.files, { count: 3, shape: [2, 2, 3], prefix: 't10k' });
    const first = await importDataset(library.home, { paths: [library.files], classes: ['cat', '狗', 'bird'] });
    const out = join(library.scratch, 'out');
    const dataset = await openDataset(first.name, datasetFolder(first.name, library.home));
    expect(await exportDataset(dataset, out)).toContain('classes.txt');
    expect(await problemOf(exportDataset(dataset, out))).toMatchObject({ code: 'not-writable' });
    const again = await importDataset(library.home, { paths: [out] });
    expect(again.manifest).toMatchObject({ hash: first.manifest.hash, classes: ['cat', '狗', 'bird'] });
    expect(readdirSync(library.scratch).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it.each<[string, (folder: string) => void, string, RegExp]>([
    ['an empty folder', () => undefined, 'unknown-format', /empty/],
    [
      'other files',
      (folder) => {
        writeFileSync(join(folder, 'a.txt'), 'hello');
      },
      'unknown-format',
      /a\.txt/,
    ],
    [
      'images without labels',
      (folder) => {
        rmSync(writeIdxPair(folder, { count: 3 })[1]);
      },
      'unknown-format',
      /0 of labels/,
    ],
    ...[0, 1].map((file): [string, (folder: string) => void, string, RegExp] => [
      `${['images', 'labels'][file] ?? ''} with another magic number`,
      (folder) => {
        const path = writeIdxPair(folder, { count: 3 })[file] ?? '';
        writeFileSync(path, Buffer.concat([Buffer.from('PK\u0003\u0004'), readFileSync(path).subarray(4)]));
      },
      'dataset-corrupt',
      /not an IDX file/,
    ]),
    [
      'labels of other images',
      (folder) => {
        const [, labels] = writeIdxPair(folder, { count: 3 });
        writeFileSync(labels, idx([4], [0, 1, 0, 1]));
      },
      'dataset-corrupt',
      /4 labels for 3 images/,
    ],
    [
      'one class only',
      (folder) => {
        writeIdxPair(folder, { count: 3, classes: 1 });
      },
      'dataset-unusable',
      /one class/,
    ],
    [
      'no images',
      (folder) => {
        writeIdxPair(folder, { count: 0 });
      },
      'dataset-corrupt',
      /no images/,
    ],
    [
      'test images of another size',
      (folder) => {
        writeIdxPair(folder, { count: 3 });
        writeIdxPair(folder, { count: 3, shape: [5, 5], prefix: 'test' });
      },
      'dataset-corrupt',
      /5x5x1, those before 4x3x1/,
    ],
    [
      'images cut short',
      (folder) => {
        const [images] = writeIdxPair(folder, { count: 30 });
        truncateSync(images, 100);
      },
      'dataset-corrupt',
      /100 bytes where its header promises 376/,
    ],
    [
      'a gzip stream cut short',
      (folder) => {
        const [images] = writeIdxPair(folder, { count: 30, gzip: true });
        truncateSync(images, statSync(images).size - 6);
      },
      'dataset-corrupt',
      /gzip/,
    ],
    [
      'a gzip bomb',
      (folder) => {
        const [images] = writeIdxPair(folder, { count: 2, gzip: true });
        writeFileSync(images, gzipSync(Buffer.concat([idx([2, 4, 3], new Uint8Array(24)), Buffer.alloc(50_000_000)])));
      },
      'dataset-corrupt',
      /more bytes than the 40/,
    ],
    [
      'a header that promises more than a disk holds',
      (folder) => {
        const [images, labels] = writeIdxPair(folder, { count: 2 });
        const header = idx([0xffff_ffff, 16_000, 16_000], []);
        writeFileSync(images, header);
        writeFileSync(labels, idx([0xffff_ffff], [0, 1]));
      },
      'dataset-corrupt',
      /promises/,
    ],
    [
      'images larger than any network takes',
      (folder) => {
        const [images] = writeIdxPair(folder, { count: 2 });
        writeFileSync(images, idx([2, 60_000, 60_000], [1, 2]));
      },
      'dataset-unusable',
      /60000x60000/,
    ],
  ])('refuses %s and keeps nothing', async (_, prepare, code, detail) => {
    prepare(library.files);
    const problem = await problemOf(importDataset(library.home, { paths: [library.files] }));
    expect(problem.code).toBe(code);
    expect(problem.detail).toMatch(detail);
    expect(library.kept()).toEqual([]);
  });

  it('refuses any change of a header, or imports what the header then says', async () => {
    const [images, labels] = writeIdxPair(library.files, { count: 6 });
    const good = readFileSync(images);
    await fc.assert(
      fc.asyncProperty(fc.nat(15), fc.nat(255), async (at, value) => {
        const bytes = Buffer.from(good);
        bytes[at] = value;
        writeFileSync(images, bytes);
        const outcome = await importDataset(library.home, { paths: [images, labels] }).catch((error: unknown) => error);
        if (value === good[at]) {
          expect(outcome).toHaveProperty('manifest.train.count', 6);
          await removePack(library.home, 'my-digits');
        } else {
          if (!(outcome instanceof BlockyardError)) throw new Error('it should have been refused');
          expect(['dataset-corrupt', 'dataset-unusable', 'unknown-format', 'no-space']).toContain(outcome.problem.code);
        }
        expect(library.kept()).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('never takes the name of another dataset', async () => {
    const paths = writeIdxPair(library.files, { count: 6 });
    await importDataset(library.home, { paths });
    for (const title of ['My Digits', 'MNIST'])
      expect(await problemOf(importDataset(library.home, { paths, title }))).toMatchObject({ code: 'dataset-exists' });
    for (const title of ['', '../..', 'CON', 'x'.repeat(101)])
      expect(await problemOf(importDataset(library.home, { paths, title }))).toMatchObject({ code: 'dataset-name' });
    expect(library.kept()).toEqual(['my-digits']);
  });

  it('of two imports at once, lets one have the name', async () => {
    const paths = writeIdxPair(library.files, { count: 6 });
    const outcomes = await Promise.allSettled([
      importDataset(library.home, { paths }),
      importDataset(library.home, { paths }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(library.kept()).toEqual(['my-digits']);
  });

  it('keeps nothing of an import that was cancelled', async () => {
    writeIdxPair(library.files, { count: 3000, shape: [28, 28], gzip: true });
    const abort = new AbortController();
    let calls = 0;
    const onProgress = (): void => {
      calls += 1;
      if (calls === 2) abort.abort();
    };
    const work = importDataset(library.home, { paths: [library.files] }, { onProgress, signal: abort.signal });
    expect(await problemOf(work)).toMatchObject({ code: 'import-cancelled' });
    expect(library.kept()).toEqual([]);
  });
});
