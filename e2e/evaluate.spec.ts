import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { projectRoot } from '../scripts/setup/paths.mjs';
import { expect, test } from './blockyard.ts';
import { RunsPlace, trainAll } from './runs.ts';

const screens = join(projectRoot, 'test-results', 'screens');

/** Pictures to look at, in each size and theme; nothing is wider than the window. */
async function look(app: ElectronApplication, page: Page, name: string): Promise<void> {
  mkdirSync(screens, { recursive: true });
  for (const [width, height] of [
    [1440, 900],
    [1024, 700],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size), [
        width,
        height,
      ] as [number, number]);
      await page.emulateMedia({ colorScheme });
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(width);
      await page.screenshot({ path: join(screens, `${name}-${width}x${height}-${colorScheme}.png`) });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    }
}

test('a trained network is evaluated, and a cell of its confusion matrix shows those images', async ({ open }) => {
  const { app, page } = await open();
  await trainAll(page, [{ name: 'Digits', network: 'Baseline', images: 4000, epochs: 2, batchSize: 64 }]);
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

  await look(app, page, 'evaluation');
  await page.getByRole('region', { name: 'Classes' }).scrollIntoViewIfNeeded();
  await look(app, page, 'evaluation-classes');

  await page.getByRole('combobox', { name: 'Images' }).click();
  await page.getByRole('option', { name: 'MNIST: all test images' }).click();
  await expect(page.locator('.figure', { hasText: /^Accuracy/u })).toContainText('of 10,000', { timeout: 60_000 });
});
