import type { Page } from '@playwright/test';
import { expect, test } from './blockyard.ts';
import { DesignPlace } from './design.ts';
import { goTo, TrainPlace } from './experiment.ts';

/** An empty canvas. */
async function openEmpty(page: Page): Promise<DesignPlace> {
  await goTo(page, 'Design');
  const place = new DesignPlace(page);
  await place.openPreset('LeNet-5');
  await place.clear();
  return place;
}

/** Parameters of the whole network, exact, from its table. */
async function parameters(page: Page): Promise<string | null> {
  await page.keyboard.press('Alt+2');
  const total = page.locator('[data-total="params"]');
  await expect(total).toBeVisible();
  const shown = await total.textContent();
  await page.keyboard.press('Alt+1');
  return shown;
}

test('ResNet-18 is built from nothing by dragging, has its published size, and trains', async ({ open }) => {
  test.setTimeout(120_000);
  const { page } = await open();
  const place = await openEmpty(page);
  const set = (name: string, value: string) => place.setting(name).fill(value);

  await test.step('the stem', async () => {
    await place.dragFromPalette('CBAPD', place.tree);
    await set('Filters', '64');
    await set('Dropout', '0');
    await place.inspector.getByRole('radiogroup', { name: 'Bias' }).getByRole('radio', { name: 'off' }).click();
    await place.inspector.getByRole('radiogroup', { name: 'Pooling' }).getByRole('radio', { name: 'none' }).click();
  });

  await test.step('four stages', async () => {
    for (const [index, filters] of ['64', '128', '256', '512'].entries()) {
      await place.dragFromPalette('ResNet stage', place.blocks.nth(index), 'below');
      await set('Filters', filters);
      if (index > 0) await set('Stride', '2');
    }
  });

  await test.step('the end', async () => {
    await place.dragFromPalette('Global average', place.blocks.nth(4), 'below');
    await place.dragFromPalette('Classifier', place.blocks.nth(5), 'below');
  });

  expect(await parameters(page)).toBe('11,182,410');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const train = new TrainPlace(page);
  await train.start({ epochs: 1, batchSize: 32, images: 64 });
  await train.toHaveStatus('completed');
});

test('an Inception block is dropped between two others', async ({ open }) => {
  const { page } = await open();
  await goTo(page, 'Design');
  const place = new DesignPlace(page);
  await place.openPreset('ResNet-20');
  await expect(async () => {
    await place.entry('CBAPD').hover();
    await place.entry('Inception').hover();
    await expect(page.locator('.tooltip')).toBeVisible({ timeout: 2000 });
  }).toPass();
  await place.dragFromPalette('Inception', place.blocks.nth(1), 'below');
  await expect(page.locator('.tooltip')).toHaveCount(0);
  expect(await place.ids()).toEqual(['stem', 'stage1', 'inception1', 'stage2', 'stage3', 'pool', 'output']);
  await expect(place.block('Inception')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Control+z');
  expect(await place.ids()).toEqual(['stem', 'stage1', 'stage2', 'stage3', 'pool', 'output']);
});

test('LeNet-5 is built from nothing with the keyboard alone', async ({ open }) => {
  const { page } = await open();
  const place = await openEmpty(page);
  for (const block of [
    'conv 6 5x5 valid sigmoid',
    'max pool 2x2',
    'conv 16 5x5 valid sigmoid',
    'max pool 2x2',
    'flatten',
    'dense 120 sigmoid',
    'dense 84 sigmoid',
    'dense classes softmax',
  ]) {
    await place.command(block);
  }
  await expect(place.blocks).toHaveCount(8);
  expect(await parameters(page)).toBe('44,426');
});
