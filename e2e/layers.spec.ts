import { expect, test } from './blockyard.ts';
import { TrainPlace } from './experiment.ts';
import { inEveryLook } from './looks.ts';

test('a run shows the figures of its layers as a map and as a table, by mouse and by keyboard', async ({ open }) => {
  const { app, page } = await open();
  const place = new TrainPlace(page);
  await place.fill({ network: 'Plain-20', epochs: 1, batchSize: 16, images: 160 });
  await page.getByRole('textbox', { name: 'Record layers every' }).fill('2');
  await place.train.click();
  await place.toHaveStatus('completed');
  await page.keyboard.press('3');
  await page.getByRole('row').nth(1).click();

  const panel = page.getByRole('region', { name: 'Layers', exact: true });
  const map = panel.getByRole('img', { name: 'Gradient norm of every layer over the steps' });
  // Of ten steps every second one; nineteen convolutions and a dense layer.
  await expect(map).toHaveAttribute('data-steps', '5');
  await expect(map).toHaveAttribute('data-rows', '20');
  const legend = panel.getByRole('img', { name: /^Colours from/u });
  await inEveryLook(app, page, 'layers', () => legend.scrollIntoViewIfNeeded());

  await map.focus();
  await page.keyboard.press('ArrowDown');
  await expect(panel.getByText(/^stem\.conv · step 9 · [\d.e-]+$/u)).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(panel.getByText(/^stem\.conv · step 7 · [\d.e-]+$/u)).toBeVisible();
  await map.hover();
  await expect(panel.getByText(/ · step 5 · [\d.e-]+$/u)).toBeVisible();

  await panel.getByRole('switch', { name: 'With batch norm' }).click();
  await expect(map).toHaveAttribute('data-rows', '39');
  await panel.getByRole('combobox', { name: 'Figure' }).click();
  await page.getByRole('option', { name: 'Dead channels' }).click();
  await expect(panel.getByRole('img', { name: 'Dead channels of every layer over the steps' })).toHaveAttribute(
    'data-rows',
    '19',
  );
  await panel.getByRole('radio', { name: 'Table' }).click();
  const table = panel.getByRole('table');
  await expect(table.getByRole('columnheader')).toHaveText(['Layer', 'step 1', 'step 3', 'step 5', 'step 7', 'step 9']);
  await expect(table.getByRole('row')).toHaveCount(20);
  await expect(table.getByRole('row').nth(1)).toContainText('%');
});
