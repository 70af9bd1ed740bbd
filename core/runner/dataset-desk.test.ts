import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeIdxPair } from '../data/idx.test-support.ts';
import { importDataset } from '../data/index.ts';
import type { RunSummary } from '../protocol/runs.ts';
import { DatasetDesk } from './dataset-desk.ts';

let home = '';
let runs: RunSummary[] = [];
let changed: string[] = [];
let desk: DatasetDesk;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-desk-'));
  runs = [];
  changed = [];
  desk = new DatasetDesk({ home, runs: () => runs, onChange: (name) => changed.push(name) });
  await addDataset('Digits');
});
afterEach(async () => {
  await desk.close();
  rmSync(home, { recursive: true, force: true });
});

async function addDataset(title: string): Promise<void> {
  const files = join(home, `files of ${title}`);
  mkdirSync(files);
  writeIdxPair(files, { count: 30, shape: [4, 4] });
  await importDataset(home, { paths: [files], title });
}

const problem = (code: string): object => ({ problem: { code } });
const images = { name: 'digits', part: 'train', offset: 0, count: 10 } as const;

describe('the desk of datasets', () => {
  it('lists damaged ones with what is wrong', async () => {
    await addDataset('Broken');
    truncateSync(join(home, 'datasets', 'broken', 'manifest.json'), 20);
    expect(desk.list()).toMatchObject([
      { name: 'mnist', builtIn: true, summary: { trainSize: 60_000 } },
      { name: 'digits', builtIn: false, summary: { title: 'Digits' } },
      { name: 'broken', builtIn: false, problem: { code: 'dataset-corrupt' } },
    ]);
    await desk.remove('broken');
    expect(desk.list().map(({ name }) => name)).toEqual(['mnist', 'digits']);
  });

  it('shows a page of the images that match', async () => {
    const page = await desk.images({ ...images, label: 1, offset: 2, count: 3 });
    expect(page).toMatchObject({ total: 10, shape: [4, 4, 1] });
    expect(page.items).toEqual([7, 10, 13].map((index) => ({ index, label: 1 })));
    expect(page.pixels).toHaveLength(3 * 16);
    const small = await desk.images({ ...images, side: 2 });
    expect([small.shape, small.pixels.length]).toEqual([[2, 2, 1], 10 * 4]);
    expect(await desk.images({ ...images, offset: 30 })).toMatchObject({ total: 30, items: [] });
  });

  it('renames a dataset and its classes, and keeps what it is', async () => {
    const before = await desk.figures('digits');
    expect(await desk.rename('digits', '  数字 '.trim())).toMatchObject({ summary: { name: 'digits', title: '数字' } });
    expect(await desk.renameClasses('digits', ['a', 'b', 'c'])).toMatchObject({
      summary: { classes: ['a', 'b', 'c'] },
    });
    expect(await desk.figures('digits')).toEqual(before);
    expect(changed).toEqual(['digits', 'digits']);
    await expect(desk.renameClasses('digits', ['a', 'b'])).rejects.toMatchObject(problem('dataset-classes'));
    await expect(desk.renameClasses('digits', ['a', 'a', 'c'])).rejects.toMatchObject(problem('dataset-classes'));
    await expect(desk.rename('mnist', 'Mine')).rejects.toMatchObject(problem('dataset-built-in'));
  });

  it('brings back what was removed, once', async () => {
    const before = await desk.detail('digits');
    await desk.remove('digits');
    await expect(desk.detail('digits')).rejects.toMatchObject(problem('unknown-dataset'));
    await desk.recover('digits');
    expect(await desk.detail('digits')).toEqual(before);
    await expect(desk.recover('digits')).rejects.toMatchObject(problem('unknown-dataset'));
  });

  it('does not put it in the place of another', async () => {
    await desk.remove('digits');
    rmSync(join(home, 'files of Digits'), { recursive: true });
    await addDataset('Digits');
    await expect(desk.recover('digits')).rejects.toMatchObject(problem('dataset-exists'));
  });

  it('leaves nothing of it when the app closes', async () => {
    await desk.remove('digits');
    expect(readdirSync(join(home, 'datasets'))).toHaveLength(1);
    await desk.close();
    expect(readdirSync(join(home, 'datasets'))).toEqual([]);
  });

  it('keeps a dataset that a run trains on or waits for', async () => {
    runs = [{ id: 'r1', dataset: 'digits', status: 'queued' } as RunSummary];
    await expect(desk.remove('digits')).rejects.toMatchObject(problem('dataset-in-use'));
    expect(existsSync(join(home, 'datasets', 'digits'))).toBe(true);
    await expect(desk.remove('mnist')).rejects.toMatchObject(problem('dataset-built-in'));
    await expect(desk.remove('../escape')).rejects.toMatchObject(problem('unknown-dataset'));
  });

  it('looks again when a dataset of that name is another by now', async () => {
    await desk.images(images);
    rmSync(join(home, 'datasets', 'digits'), { recursive: true });
    await expect(desk.images(images)).rejects.toMatchObject(problem('unknown-dataset'));
    rmSync(join(home, 'files of Digits'), { recursive: true });
    await addDataset('Digits');
    expect(await desk.images(images)).toMatchObject({ total: 30 });
  });
});
