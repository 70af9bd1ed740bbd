import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './blockyard.ts';
import { TrainPlace } from './experiment.ts';
import { inEveryLook } from './looks.ts';
import { RunsPlace, trainAll } from './runs.ts';

test('a trained network is exported to a chosen place, with what came of trying it', async ({ open, home }) => {
  const { app, page } = await open();
  await trainAll(page, [{ name: 'Digits', network: 'Baseline', images: 1000, epochs: 1, batchSize: 64 }]);
  const runs = new RunsPlace(page);
  await runs.open();
  await runs.row('Digits').click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export the trained model' });
  const answer = async (filePath: string): Promise<void> => {
    await app.evaluate(({ dialog: native }, path) => {
      native.showSaveDialog = () => Promise.resolve({ canceled: path === '', filePath: path });
    }, filePath);
    await dialog.getByRole('button', { name: 'Choose a place…' }).click();
  };

  // Nothing happens where the person changes their mind.
  await answer('');
  await expect(dialog.getByRole('button', { name: 'Choose a place…' })).toBeEnabled();

  await dialog.getByRole('radio', { name: 'TensorFlow.js' }).click();
  await answer(join(home, 'web'));
  await expect(dialog.getByText('The model was exported')).toBeVisible({ timeout: 60_000 });
  await expect(dialog.getByRole('status')).toContainText(/Tried with TensorFlow\.js [\d.]+ on 100 test images/u);
  expect(existsSync(join(home, 'web', 'model.json'))).toBe(true);

  await dialog.getByRole('button', { name: 'Export another' }).click();
  await dialog.getByRole('radio', { name: 'TensorFlow.js' }).focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(dialog.getByRole('radio', { name: 'Keras', exact: true })).toBeChecked();
  await answer(join(home, 'digits.keras'));
  await expect(dialog.getByRole('status')).toContainText('Keras reads it', { timeout: 60_000 });
  expect(existsSync(join(home, 'digits.keras'))).toBe(true);

  await dialog.getByRole('button', { name: 'Export another' }).click();
  await dialog.getByRole('radio', { name: 'Weights' }).click();
  await answer(join(home, 'digits.safetensors'));
  await expect(dialog.getByText('The model was exported')).toBeVisible({ timeout: 60_000 });

  // A folder with other things in it is not taken away.
  await dialog.getByRole('button', { name: 'Export another' }).click();
  await dialog.getByRole('radio', { name: 'TensorFlow SavedModel' }).click();
  await answer(home);
  await expect(dialog.getByRole('alert')).toContainText('is no earlier export of this kind', { timeout: 60_000 });
  await page.screenshot({ path: join('test-results', 'screens', 'export-light.png') });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: join('test-results', 'screens', 'export-dark.png') });
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  // The run as a whole: taken out of the library for good, and back in from its bundle.
  const bundle = join(home, 'digits.blockyard');
  await app.evaluate(({ dialog: native }, path) => {
    native.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
    native.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
  }, bundle);
  await page.getByRole('button', { name: 'Export run', exact: true }).click();
  await expect(page.getByRole('button', { name: /^TensorBoard/u })).toBeVisible();
  await page.screenshot({ path: join('test-results', 'screens', 'export-run-dark.png') });
  await page.getByRole('button', { name: /^Run bundle/u }).click();
  await expect(page.getByRole('log')).toContainText('digits.blockyard');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await runs.open('Deleted');
  await page.getByRole('button', { name: 'Erase all' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Erase', exact: true }).click();
  await expect(page.getByText('No runs yet')).toBeVisible();
  await page.getByRole('button', { name: 'Import a run bundle' }).click();
  await expect(page.getByRole('heading', { name: 'Digits' })).toBeVisible();
  await expect(page.getByText('Imported from a bundle')).toBeVisible();
  await page.getByRole('radio', { name: 'Evaluation' }).click();
  await expect(page.getByRole('region', { name: 'Classes' })).toBeVisible({ timeout: 60_000 });

  // Another run begins with these weights: its own head anew, and all before it frozen.
  await page.getByRole('button', { name: 'Start from these weights' }).click();
  const card = page.getByRole('region', { name: 'Begin with' });
  await expect(card.getByRole('combobox', { name: 'Begin with the weights of' })).toContainText('Digits');
  await expect(card.getByRole('status')).toContainText('4 of 4 layers with weights begin trained.');

  // A file with weights does as well; another is refused.
  const source = card.getByRole('combobox', { name: 'Begin with the weights of' });
  const choose = async (name: string): Promise<void> => {
    await app.evaluate(
      ({ dialog: native }, path) => {
        native.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
      },
      join(home, name),
    );
    await source.click();
    await page.getByRole('option', { name: 'A file…' }).click();
  };
  await choose('digits.keras');
  await expect(card.getByRole('alert')).toContainText('digits.keras are damaged');
  await choose('digits.safetensors');
  await expect(card.getByRole('status')).toContainText('4 of 4 layers with weights begin trained.');
  await source.click();
  await page.getByRole('option', { name: /^Digits/u }).click();
  await expect(card.getByRole('status')).toContainText('4 of 4 layers with weights begin trained.');

  await card
    .getByRole('checkbox', { name: /^Take over the weights of Dense/u })
    .last()
    .uncheck();
  await expect(card.getByRole('status')).toContainText('3 of 4 layers');
  await card.getByRole('button', { name: 'Freeze all but the last' }).click();
  await expect(card.getByRole('checkbox', { name: /^Freeze/u, checked: true })).toHaveCount(2);
  await inEveryLook(app, page, 'transfer', () => card.scrollIntoViewIfNeeded());
  const train = new TrainPlace(page);
  await train.start({ name: 'Transferred' });
  await train.toHaveStatus('completed');
  await runs.open();
  await runs.row('Transferred').click();
  await expect(page.getByText('Frozen blocks')).toBeVisible();
  await page.locator('summary', { hasText: /^Log/u }).click();
  await expect(page.getByText(/Trained weights in 3 of the 4 layers .* Training leaves as they are:/u)).toBeVisible();
});
