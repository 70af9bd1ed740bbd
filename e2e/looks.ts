import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { projectRoot } from '../scripts/setup/paths.mjs';
import { expect } from './blockyard.ts';

/** Where pictures to look at are kept; they are compared with nothing. */
export const screens = join(projectRoot, 'test-results', 'screens');

/**
 * A picture in each size and theme, in which nothing is wider than the window.
 * @param bring what is to be seen, where it has to be scrolled to
 */
export async function inEveryLook(
  app: ElectronApplication,
  page: Page,
  name: string,
  bring: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  mkdirSync(screens, { recursive: true });
  for (const size of [
    { width: 1440, height: 900 },
    { width: 1024, height: 700 },
  ]) {
    await app.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
    }, size);
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(size.width);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await bring();
      // Charts follow the size and the theme a moment later; only the picture waits for them.
      await page.waitForTimeout(150);
      await page.screenshot({ path: join(screens, `${name}-${size.width}x${size.height}-${theme}.png`) });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${name} at ${size.width} px is wider than the window`).toBeLessThanOrEqual(0);
    }
  }
}
