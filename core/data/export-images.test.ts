import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatasetReader } from './dataset-reader.ts';
import { classFolders, exportImages } from './export-images.ts';
import { writeIdxPair } from './idx.test-support.ts';
import { importDataset } from './import.ts';
import { openReader } from './registry.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-export-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

async function withDataset<T>(
  options: { shape: number[]; test?: boolean; classes?: string[] },
  use: (reader: DatasetReader) => Promise<T>,
): Promise<T> {
  const files = join(home, 'files');
  mkdirSync(files);
  writeIdxPair(files, { count: 150, shape: options.shape });
  if (options.test === true) writeIdxPair(files, { count: 10, shape: options.shape, prefix: 't10k' });
  await importDataset(home, { paths: [files], title: 'Patterns', classes: options.classes });
  const reader = await openReader('patterns', home);
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}

describe('exporting as pictures', () => {
  it.each([
    ['grey', [5, 4]],
    ['colour', [5, 4, 3]],
  ])('writes every value of %s images', async (_, shape) => {
    const target = join(home, 'out');
    await withDataset({ shape, test: true, classes: ['cat', 'dog/wolf', 'eel'] }, async (reader) => {
      const seen: [number, number][] = [];
      await exportImages(reader, target, { onProgress: (done, total) => seen.push([done, total]) });
      expect(seen[seen.length - 1]).toEqual([160, 160]);
      const channels = shape[2] ?? 1;
      for (const part of ['train', 'test'] as const) {
        expect(readdirSync(join(target, part)).sort()).toEqual(['cat', 'dog-wolf', 'eel']);
        const labels = reader.labels[part];
        const digits = String(labels.length - 1).length;
        for (const [index, label] of labels.entries()) {
          const folder = ['cat', 'dog-wolf', 'eel'][label] ?? '';
          const png = PNG.sync.read(
            readFileSync(join(target, part, folder, `${String(index).padStart(digits, '0')}.png`)),
          );
          const expected = await reader.read(part, [index]);
          const values = Array.from(
            { length: expected.length },
            (_value, at) => png.data[4 * Math.floor(at / channels) + (at % channels)] ?? -1,
          );
          expect(values).toEqual([...expected]);
        }
      }
    });
  });

  it('makes no folder of parts where there is one part', async () => {
    const target = join(home, 'out');
    await withDataset({ shape: [5, 4] }, (reader) => exportImages(reader, target));
    expect(readdirSync(target).sort()).toEqual(['0', '1', '2']);
  });

  it('leaves nothing of an export that was cancelled, and does not touch what is there', async () => {
    const target = join(home, 'out');
    await withDataset({ shape: [5, 4] }, async (reader) => {
      const abort = new AbortController();
      const cancelled = exportImages(reader, target, { onProgress: () => abort.abort(), signal: abort.signal });
      await expect(cancelled).rejects.toMatchObject({ problem: { code: 'export-cancelled' } });
      expect(readdirSync(home).sort()).toEqual(['datasets', 'files']);
      mkdirSync(target);
      await expect(exportImages(reader, target)).rejects.toMatchObject({ problem: { code: 'not-writable' } });
      expect(readdirSync(target)).toEqual([]);
    });
  });

  it('does not pretend that five channels are a picture', async () => {
    await withDataset({ shape: [5, 4, 5] }, async (reader) => {
      await expect(exportImages(reader, join(home, 'out'))).rejects.toMatchObject({
        problem: { code: 'dataset-unusable' },
      });
    });
    expect(existsSync(join(home, 'out'))).toBe(false);
  });
});

describe('folders of classes', () => {
  it.each([
    [
      ['cat', 'dog'],
      ['cat', 'dog'],
    ],
    [
      ['a/b', 'c:d'],
      ['a-b', 'c-d'],
    ],
    [
      ['A', 'a'],
      ['0-A', '1-a'],
    ],
    [
      ['..', 'b'],
      ['0', '1-b'],
    ],
    [
      ['CON', 'b'],
      ['0-CON', '1-b'],
    ],
    [
      ['猫', '犬'],
      ['猫', '犬'],
    ],
  ])('%j', (classes, expected) => {
    expect(classFolders(classes)).toEqual(expected);
  });
});
