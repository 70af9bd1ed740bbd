import { expect, test } from './blockyard.ts';
import { long, TrainPlace } from './experiment.ts';
import { inEveryLook } from './looks.ts';

test('every place fits the window, large and small, light and dark', async ({ open }) => {
  const { app, page } = await open();
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
