import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { PNG } from 'pngjs';
import { openDataset } from '../core/data/index.ts';
import { expect, test } from './blockyard.ts';
import { DataPlace } from './data.ts';
import { inEveryLook } from './looks.ts';
import { RunsPlace, trainAll } from './runs.ts';

test('a trained network is evaluated, and a cell of its confusion matrix shows those images', async ({ open }) => {
  const { app, page } = await open();
  await trainAll(page, [
    { name: 'Untaught', network: 'LeNet-5', images: 4000, epochs: 1, batchSize: 512 },
    { name: 'Digits', network: 'Baseline', images: 4000, epochs: 2, batchSize: 64 },
  ]);
  const runs = new RunsPlace(page);
  await runs.open();
  await runs.row('Digits').click();
  const accuracy = page.locator('.figure', { hasText: 'Validation accuracy' }).first();
  const told = /[\d.]+%/u.exec((await accuracy.textContent()) ?? '')?.[0];
  expect(told).toBeDefined();

  await page.getByRole('radio', { name: 'Evaluation', exact: true }).click();
  const matrix = page.getByRole('grid', { name: 'Confusion matrix' });
  await expect(matrix).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('.figure', { hasText: /^Accuracy/u })).toContainText('of 800');

  // The most frequent mistake, as the list of them tells it, is a cell of the matrix with as many images.
  const confused = page.getByRole('region', { name: 'Most confused' }).getByRole('button').first();
  const title = (await confused.getAttribute('title')) ?? '';
  const [, count = '', label = '', predicted = ''] = /^(\d+) images? of (\d) taken for (\d)$/u.exec(title) ?? [];
  await matrix.getByRole('button', { name: title, exact: true }).click();
  const images = page.getByRole('region', { name: title, exact: true });
  await expect(images.getByRole('img')).toHaveCount(Number(count));
  await expect(images.getByRole('img').first()).toHaveAccessibleName(
    new RegExp(`^Image [\\d,]+: ${label} taken for ${predicted}, [\\d.]+% sure$`, 'u'),
  );
  await expect(confused).toHaveAttribute('aria-pressed', 'true');

  // By keyboard, to the next cell.
  await page.keyboard.press('ArrowRight');
  const next = String((Number(predicted) + 1) % 10);
  if (Number(predicted) < 9)
    await expect(page.locator(':focus')).toHaveAccessibleName(
      new RegExp(label === next ? `of ${label} recognised$` : `of ${label} taken for ${next}$`, 'u'),
    );

  await inEveryLook(app, page, 'evaluation');
  await page.getByRole('region', { name: 'Classes' }).scrollIntoViewIfNeeded();
  await inEveryLook(app, page, 'evaluation-classes');

  await page.getByRole('combobox', { name: 'Choose a run' }).click();
  await page.getByRole('option', { name: 'Untaught' }).click();
  await expect(page.getByText('Digits is better on these images.')).toBeVisible({ timeout: 60_000 });

  await page.getByRole('combobox', { name: 'Images' }).click();
  await page.getByRole('option', { name: 'MNIST: all test images' }).click();
  await expect(page.locator('.figure', { hasText: /^Accuracy/u })).toContainText('of 10,000', { timeout: 60_000 });
});

/** Draws a line through these places of the drawing surface, 0..1 from its left and upper edge. */
async function stroke(page: Page, points: readonly (readonly [number, number])[]): Promise<void> {
  const box = await page.getByRole('img', { name: 'Drawing surface' }).boundingBox();
  if (box === null) throw new Error('There is no drawing surface.');
  const at = ([x, y]: readonly [number, number]): [number, number] => [box.x + x * box.width, box.y + y * box.height];
  const [first, ...rest] = points;
  if (first === undefined) return;
  await page.mouse.move(...at(first));
  await page.mouse.down();
  for (const point of rest) await page.mouse.move(...at(point), { steps: 6 });
  await page.mouse.up();
}

test('digits that are drawn, dropped, chosen and in a folder are recognised', async ({ open, home }) => {
  const { app, page } = await open();
  await trainAll(page, [{ name: 'Digits', network: 'Baseline', images: 6000, epochs: 3, batchSize: 64 }]);
  const runs = new RunsPlace(page);
  await runs.open();
  await runs.row('Digits').click();
  await page.getByRole('radio', { name: 'Try it', exact: true }).click();
  await expect(page.getByText('Draw something, or drop a picture.')).toBeVisible();
  const clear = page.getByRole('button', { name: 'Clear', exact: true });
  await expect(clear).toBeDisabled();

  // Far from the middle and small, so that it is recognised only as it is centred and scaled.
  const result = page.getByRole('status').filter({ hasText: '%' });
  await stroke(page, [
    [0.2, 0.1],
    [0.2, 0.5],
  ]);
  await expect(result).toContainText(/^1/u, { timeout: 60_000 });
  await inEveryLook(app, page, 'apply-drawing');
  await clear.click();
  await expect(page.getByText('Draw something, or drop a picture.')).toBeVisible();
  const ring = Array.from({ length: 25 }, (_, at): [number, number] => [
    0.5 + 0.22 * Math.sin((2 * Math.PI * at) / 24),
    0.5 - 0.34 * Math.cos((2 * Math.PI * at) / 24),
  ]);
  await stroke(page, ring);
  await expect(result).toContainText(/^0/u);
  await expect(page.getByRole('img', { name: 'As the network sees it' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo stroke' }).click();
  await expect(clear).toBeDisabled();

  // Test images of MNIST as PNG files; one of them is damaged.
  const folder = join(home, 'pictures');
  const labels = await writeDigits(folder, 12);
  writeFileSync(join(folder, 'broken.png'), readFileSync(join(folder, '00.png')).subarray(0, 80));
  await page
    .getByLabel('Choose pictures…')
    .and(page.locator('input'))
    .setInputFiles(['00.png', 'broken.png'].map((name) => join(folder, name)));
  const list = page.getByRole('list', { name: 'Classified pictures' });
  await expect(list.getByRole('button')).toHaveCount(2);
  await expect(list.getByRole('button').nth(1)).toContainText('It ends before the picture does');
  await list.getByRole('button').nth(1).click();
  await expect(page.getByRole('alert')).toContainText('“broken.png” could not be read');

  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, folder);
  await page.getByRole('button', { name: 'A whole folder…' }).click();
  await expect(list.getByRole('button')).toHaveCount(13);
  await inEveryLook(app, page, 'apply-folder');
  const csv = join(home, 'answers.csv');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, csv);
  await page.getByRole('button', { name: 'Save CSV' }).click();
  await expect.poll(() => existsSync(csv)).toBe(true);
  const lines = readFileSync(csv, 'utf8').trimEnd().split('\n').slice(1);
  const right = lines.filter((line, at) => line.split(',')[1] === String(labels[at]));
  expect(lines).toHaveLength(13);
  expect(right.length).toBeGreaterThanOrEqual(10);

  // A drop here classifies, and imports nothing.
  const drop = new DataPlace(app, page);
  await drop.drop([join(folder, '03.png')]);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(result).toContainText(new RegExp(`^${String(labels[3])}`, 'u'));

  // One pasted, then the folder dropped as a whole.
  const bytes = [...readFileSync(join(folder, '01.png'))];
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(pasted)], 'pasted.png', { type: 'image/png' }));
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
  }, bytes);
  await expect(result).toContainText(new RegExp(`^${String(labels[1])}`, 'u'));
  await drop.drop([folder]);
  await expect(list.getByRole('button')).toHaveCount(13);
});

test('what is inside a network is looked at: branches of a block, Grad-CAM, kernels, and a weight is saved', async ({
  open,
  home,
}) => {
  const { app, page } = await open();
  await trainAll(page, [{ name: 'Branches', network: 'InceptionNet-10', images: 400, epochs: 1, batchSize: 50 }]);
  const runs = new RunsPlace(page);
  await runs.open();
  await runs.row('Branches').click();
  await page.getByRole('radio', { name: 'Inside', exact: true }).click();
  const layers = page.getByRole('navigation', { name: 'Layers' });
  await layers
    .getByRole('button', { name: /concat/u })
    .first()
    .click({ timeout: 60_000 });
  for (const branch of ['Branch 1', 'Branch 2', 'Branch 3', 'Branch 4'])
    await expect(page.getByRole('region', { name: branch }).getByRole('img')).toHaveAttribute('data-tiles', '16');
  await expect(page.getByRole('region', { name: 'Together' }).getByRole('img')).toHaveAttribute('data-tiles', '64');
  await expect(page.getByRole('img', { name: /^Where .* speaks for \d$/u })).toBeVisible();
  await inEveryLook(app, page, 'inside-branches');
  await page.getByRole('combobox', { name: 'Class to explain' }).click();
  await page.getByRole('option', { name: /^3/u }).click();
  await expect(page.getByRole('img', { name: /speaks for 3$/u })).toBeVisible();
  const picture = page.getByRole('img', { name: /^The picture: / });
  const before = await picture.getAttribute('aria-label');
  await page.getByRole('button', { name: 'Another image' }).click();
  await expect(picture).not.toHaveAttribute('aria-label', before ?? '');

  await page.getByRole('combobox', { name: 'Weights', exact: true }).click();
  await page.getByRole('option', { name: 'Last epoch' }).click();
  await layers.getByRole('button').nth(1).click();
  const kernel = page.getByRole('region', { name: /\/kernel$/u });
  await expect(kernel.getByRole('img', { name: 'Kernels as images' })).toHaveAttribute('data-tiles', '16');
  await kernel.scrollIntoViewIfNeeded();
  await inEveryLook(app, page, 'inside-kernels');
  const npy = join(home, 'kernel.npy');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, npy);
  await kernel.getByRole('button', { name: 'Save NPY' }).click();
  await expect.poll(() => existsSync(npy)).toBe(true);
  expect(readFileSync(npy).toString('latin1')).toContain("'shape': (3, 3, 1, 16,)");
});

/** Writes the first test images as PNG files. Returns their labels. */
async function writeDigits(folder: string, count: number): Promise<number[]> {
  mkdirSync(folder);
  const { test: part } = await openDataset('mnist');
  for (let at = 0; at < count; at += 1) {
    const png = new PNG({ width: 28, height: 28 });
    part.images.subarray(at * 784, (at + 1) * 784).forEach((value, pixel) => {
      png.data.set([value, value, value, 255], 4 * pixel);
    });
    writeFileSync(join(folder, `${String(at).padStart(2, '0')}.png`), PNG.sync.write(png));
  }
  return [...part.labels.subarray(0, count)];
}
