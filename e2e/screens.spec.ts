import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { projectRoot } from '../scripts/setup/paths.mjs';
import { expect, test } from './blockyard.ts';
import { long, TrainPlace } from './experiment.ts';

/** Pictures to look at; they are compared with nothing. */
const folder = join(projectRoot, 'test-results', 'screens');

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;

test('every place fits the window, large and small, light and dark', async ({ open }) => {
  const { app, page } = await open();
  mkdirSync(folder, { recursive: true });
  const place = new TrainPlace(page);
  await expect(place.train).toBeEnabled();
  await inEveryLook(app, page, 'train-set-up');
  await place.start({ ...long, network: 'LeNet-5', images: 2000 });
  await expect(page.getByRole('region', { name: 'Epochs' }).getByRole('row').nth(2)).toBeVisible({ timeout: 60_000 });
  await inEveryLook(app, page, 'train-live');
  for (const [key, name] of [
    ['1', 'design'],
    ['3', 'runs'],
  ] as const) {
    await page.keyboard.press(key);
    await inEveryLook(app, page, name);
  }
  await page.getByRole('row').nth(1).click();
  await expect(page.getByRole('img', { name: 'Loss' })).toBeVisible();
  await inEveryLook(app, page, 'run');
  await page.keyboard.press('4');
  await expect(page.getByRole('status').filter({ hasText: '60,000 images' })).toBeVisible();
  await inEveryLook(app, page, 'data-images');
  await page.getByRole('radio', { name: 'Overview' }).click();
  await expect(page.getByRole('img', { name: 'Values of the pixels' })).toBeVisible({ timeout: 60_000 });
  await inEveryLook(app, page, 'data-overview');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await inEveryLook(app, page, 'data-import');
});

/** A picture in each size and theme. */
async function inEveryLook(app: ElectronApplication, page: Page, name: string): Promise<void> {
  for (const size of sizes) {
    await app.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
    }, size);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await page.waitForTimeout(150);
      await page.screenshot({ path: join(folder, `${name}-${size.width}x${size.height}-${theme}.png`) });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${name} at ${size.width} px is wider than the window`).toBeLessThanOrEqual(0);
    }
  }
}
