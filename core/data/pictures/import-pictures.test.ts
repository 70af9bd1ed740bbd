import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageRule, ImportReport } from '../../protocol/datasets.ts';
import { importDataset } from '../import.ts';
import { lookAtImport, previewImport } from '../look.ts';
import { packsFolder } from '../packs.ts';
import { datasetFolder, openDataset } from '../registry.ts';
import { readImageNames, readReport } from '../report.ts';
import { buildImporter, writePictures, type WrittenPictures } from './pictures.test-support.ts';

const rule: ImageRule = { size: [32, 24], channels: 3, fit: 'stretch' };
const imageBytes = 32 * 24 * 3;

let scratch = '';
let home = '';
let written: WrittenPictures;
/** Fewer of them. */
let few: WrittenPictures;
beforeAll(() => {
  buildImporter();
  scratch = mkdtempSync(join(tmpdir(), 'blockyard-pictures-'));
  home = join(scratch, 'home');
  written = writePictures(join(scratch, 'written'), 2000, 5);
  few = writePictures(join(scratch, 'few'), 200, 6);
}, 300_000);
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

async function reportOf(name: string): Promise<ImportReport> {
  const report = await readReport(datasetFolder(name, home));
  if (report === undefined) throw new Error('it has no report');
  return report;
}

/** How far the values of images are from those expected. */
function compare(images: Uint8Array, expected: Uint8Array): { worst: number; mean: number } {
  expect(images.length).toBe(expected.length);
  let worst = 0;
  let sum = 0;
  for (let at = 0; at < images.length; at += 1) {
    const difference = Math.abs((images[at] ?? 0) - (expected[at] ?? 0));
    worst = Math.max(worst, difference);
    sum += difference;
  }
  return { worst, mean: sum / images.length };
}

describe('2,000 files of every format and mode', () => {
  it('become what Pillow makes of them, and the damaged ones are told', { timeout: 120_000 }, async () => {
    const steps: number[] = [];
    const onProgress = (done: number, total: number): void => {
      expect(total).toBe(2000);
      steps.push(done);
    };
    const { name, manifest } = await importDataset(
      home,
      { paths: [written.folder], title: 'All kinds', images: rule },
      { onProgress },
    );
    expect(steps.at(-1)).toBe(2000);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));

    const good = written.entries.filter(({ size }) => size !== undefined);
    const refused = written.entries.filter(({ reason }) => reason !== undefined);
    expect([good.length, refused.length]).toEqual([1800, 200]);
    const { train, test } = await openDataset(name, datasetFolder(name, home));
    const { worst, mean } = compare(Buffer.concat([train.images, test.images]), written.expected.stretch);
    expect(worst).toBeLessThanOrEqual(2);
    expect(mean).toBeLessThan(0.2);

    const names = await readImageNames(datasetFolder(name, home));
    for (const part of ['train', 'test'] as const) {
      const own = good.filter((entry) => entry.part === part);
      expect(names?.[part]).toEqual(own.map((entry) => entry.name));
      expect([...{ train, test }[part].labels]).toEqual(own.map((entry) => manifest.classes.indexOf(entry.class)));
    }
    const report = await reportOf(name);
    expect(report.read).toBe(1800);
    expect(report.refused.files.map(({ file, reason }) => ({ file, reason }))).toEqual(
      refused.map((entry) => ({ file: entry.name, reason: entry.reason })),
    );
    expect(report.rule).toEqual(rule);
    expect(report.perClass.reduce((sum, each) => sum + each.train + each.test, 0)).toBe(1800);
    expect(report.sizes.list.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(1800);
    expect(manifest.source).toEqual({ format: 'folders', files: [], folder: 'pictures' });
  });

  it.each(['crop', 'pad'] as const)('are fitted by the rule to %s', { timeout: 60_000 }, async (fit) => {
    const { names, images } = await previewImport([few.folder], { ...rule, fit }, 200);
    const good = few.entries.filter(({ size }) => size !== undefined).map((entry) => entry.name);
    const expected = names.map((name) => {
      const at = good.indexOf(name);
      return few.expected[fit].subarray(at * imageBytes, (at + 1) * imageBytes);
    });
    expect(names.length).toBe(180);
    const { worst, mean } = compare(images, Buffer.concat(expected));
    expect(worst).toBeLessThanOrEqual(2);
    expect(mean).toBeLessThan(0.2);
  });

  it('show what they are before they are imported', async () => {
    const look = await lookAtImport([written.folder]);
    expect(look).toMatchObject({ kind: 'folders', files: 2000, parts: { train: 1600, test: 400, val: 0 } });
    expect(look.classes.map((each) => each.name)).toEqual([...new Set(written.entries.map((e) => e.class))].sort());
    expect(look.suggested).toEqual({ size: [32, 32], channels: 3, fit: 'crop' });
    expect(look.sizes.length).toBeGreaterThan(10);
  });
});

describe('an import of pictures', () => {
  it('gives the same dataset every time', { timeout: 60_000 }, async () => {
    const first = await importDataset(home, { paths: [few.folder], title: 'once', images: rule });
    const again = await importDataset(home, { paths: [few.folder], title: 'again', images: rule });
    expect(again.manifest.hash).toBe(first.manifest.hash);
  });

  it('keeps nothing when it is cancelled', { timeout: 60_000 }, async () => {
    const before = readdirSync(packsFolder(home));
    const abort = new AbortController();
    const onProgress = (): void => {
      abort.abort();
    };
    const request = { paths: [few.folder], title: 'cancelled', images: rule };
    const work = importDataset(home, request, { onProgress, signal: abort.signal });
    await expect(work).rejects.toMatchObject({ problem: { code: 'import-cancelled' } });
    expect(readdirSync(packsFolder(home))).toEqual(before);
  });

  it('makes images of brightness', { timeout: 60_000 }, async () => {
    const request = { paths: [few.folder], title: 'gray', images: { ...rule, channels: 1 as const } };
    const { name, manifest } = await importDataset(home, request);
    expect(manifest.shape).toEqual([32, 24, 1]);
    const { train } = await openDataset(name, datasetFolder(name, home));
    const { stretch } = few.expected;
    for (let at = 0; at < train.images.length; at += 1) {
      const [red = 0, green = 0, blue = 0] = stretch.subarray(3 * at, 3 * at + 3);
      expect(Math.abs((train.images[at] ?? 0) - (0.299 * red + 0.587 * green + 0.114 * blue))).toBeLessThanOrEqual(2.5);
    }
  });
});
