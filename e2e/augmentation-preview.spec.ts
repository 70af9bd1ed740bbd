import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { writeIdxPair } from '../core/data/idx.test-support.ts';
import { importDataset } from '../core/data/index.ts';
import { expect, test } from './blockyard.ts';
import { long, TrainPlace } from './experiment.ts';

const images = 3;
const variants = 8;

/** The preview in the Train place, as a person meets it. */
class Preview {
  readonly region: Locator;
  readonly originals: Locator;
  readonly varied: Locator;
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.region = page.getByRole('region', { name: 'Preview' });
    this.originals = this.region.getByRole('img', { name: /^Original:/u });
    this.varied = this.region.getByRole('img', { name: /^Variant \d/u });
  }

  async open(): Promise<void> {
    await this.page.getByText('Nothing is varied', { exact: true }).click();
    await expect(this.varied).toHaveCount(images * variants, { timeout: 60_000 });
  }

  /** Sets an amount, and waits for the picture of it. */
  async set(name: string, value: number): Promise<void> {
    await this.page.getByRole('textbox', { name, exact: true }).fill(String(value));
    await this.settle();
  }

  async settle(): Promise<void> {
    await expect(this.region).toHaveAttribute('data-busy', 'false', { timeout: 60_000 });
  }

  /** The values of every pixel that is shown, image by image. */
  async pixels(which: Locator): Promise<string[]> {
    return which.locator('canvas').evaluateAll((canvases) =>
      canvases.map((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        return String((canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data);
      }),
    );
  }
}

test('augmentation is shown on images of the dataset as it is set, and the originals stay', async ({ open }) => {
  const { page } = await open();
  await expect(new TrainPlace(page).train).toBeEnabled();
  const preview = new Preview(page);
  await preview.open();
  const originals = await preview.pixels(preview.originals);
  expect(new Set(originals).size).toBe(images);
  expect(await preview.pixels(preview.varied)).toEqual(originals.flatMap((one) => Array<string>(variants).fill(one)));

  await preview.set('Rotation', 40);
  expect(await preview.pixels(preview.originals)).toEqual(originals);
  const turned = await preview.pixels(preview.varied);
  expect(new Set([...originals, ...turned]).size).toBe(images * (variants + 1));
  await expect(preview.region).toHaveAttribute('data-backend', 'compiled');

  await preview.region.getByRole('button', { name: 'Other variants' }).click();
  await preview.settle();
  expect(await preview.pixels(preview.originals)).toEqual(originals);
  const others = await preview.pixels(preview.varied);
  expect(others.filter((one) => turned.includes(one))).toEqual([]);

  // By keyboard alone: the button before it.
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await preview.settle();
  const next = await preview.pixels(preview.originals);
  expect(next.filter((one) => originals.includes(one))).toEqual([]);

  await preview.set('Rotation', 0);
  expect(await preview.pixels(preview.varied)).toEqual(next.flatMap((one) => Array<string>(variants).fill(one)));
});

test('of images that are mixed the preview tells the shares of both labels', async ({ open }) => {
  const { page } = await open();
  await expect(new TrainPlace(page).train).toBeEnabled();
  const preview = new Preview(page);
  await preview.open();
  await preview.set('Cutmix', 1);
  const labels = await preview.varied.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''));
  const blends = labels.flatMap((label) => [...label.matchAll(/trained as (\d+)% (\d), (\d+)% (\d)$/gu)]);
  expect(blends.length).toBeGreaterThan(images);
  for (const [, first = '', , second = ''] of blends) expect(Number(first) + Number(second)).toBe(100);
  for (const [, , own, , other] of blends) expect(own).not.toBe(other);
});

test('a preview that cannot be made says why, and comes when it can be', async ({ open, home }) => {
  const files = join(home, 'files');
  mkdirSync(files);
  writeIdxPair(files, { count: 30, shape: [20, 16, 3] });
  await importDataset(home, { paths: [files], title: 'Stripes' });
  const { page } = await open();
  const preview = new Preview(page);
  await page.getByRole('combobox', { name: 'Dataset', exact: true }).click();
  await page.getByRole('option', { name: 'Stripes' }).click();
  const images = join(home, 'datasets', 'stripes', 'train-images.u8');
  renameSync(images, `${images}.away`);
  await page.getByText('Nothing is varied', { exact: true }).click();
  await expect(preview.region.getByRole('alert')).toContainText(
    /train-images\.u8.* cannot be used: there is no such file/u,
  );
  renameSync(`${images}.away`, images);
  await preview.region.getByRole('button', { name: 'Try again' }).click();
  await expect(preview.varied).toHaveCount(3 * variants);
  await expect(preview.region.getByRole('alert')).toBeHidden();
});

test('the preview works beside a training, which it leaves alone', async ({ open }) => {
  const { page } = await open();
  const place = new TrainPlace(page);
  await place.start(long);
  await place.toHavePoints('Loss', 5);
  await page.getByRole('button', { name: 'New experiment' }).click();
  const preview = new Preview(page);
  await preview.open();
  await preview.set('Zoom', 0.5);
  expect(new Set(await preview.pixels(preview.varied)).size).toBe(images * variants);
  await page.getByRole('button', { name: 'Back to the training' }).click();
  const before = await place.points('Loss');
  await place.toHavePoints('Loss', before + 20);
  await place.stopTraining();
  await place.toHaveStatus('stopped');
});
