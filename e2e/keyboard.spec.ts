import type { Locator, Page } from '@playwright/test';
import { expect, test } from './blockyard.ts';
import { TrainPlace } from './experiment.ts';

test('a training is set up, started, paused and found with the keyboard alone', async ({ open }) => {
  const { page } = await open();
  const place = new TrainPlace(page);
  await expect(place.train).toBeEnabled();
  await tabTo(page, page.getByRole('textbox', { name: 'Use only the first' }));
  await page.keyboard.type('2000');
  await tabTo(page, page.getByRole('textbox', { name: 'Epochs', exact: true }));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('40');
  await page.keyboard.press('Control+Enter');
  await place.toHaveStatus('running');
  await place.toHavePoints('Loss', 2);
  await page.keyboard.press('Control+p');
  await place.toHaveStatus('paused');
  await tabTo(page, place.stop);
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }));
  await page.keyboard.press('Enter');
  await place.toHaveStatus('stopped');
  await page.keyboard.press('3');
  await expect(page.getByRole('row').filter({ hasText: 'Stopped' })).toBeVisible();
});

/** Presses Tab until the control has the focus. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let press = 0; press < 80; press += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab does not reach it.');
}
