import { expect, test } from './blockyard.ts';
import { goTo, quick, TrainPlace } from './experiment.ts';

test('a run validates on a fold, with balanced class weights, and its recipe says so', async ({ open }) => {
  const { page } = await open();
  const place = new TrainPlace(page);
  await place.fill({ ...quick, name: 'Second fold' });
  await page.getByRole('radio', { name: 'Fold', exact: true }).click();
  await page.getByRole('textbox', { name: 'Folds', exact: true }).fill('4');
  await page.getByRole('textbox', { name: 'Validating fold', exact: true }).fill('2');
  await expect(page.getByText('750 images for training')).toBeVisible();
  await expect(page.getByText('250 images for validation')).toBeVisible();
  await page.getByRole('radio', { name: 'Balanced', exact: true }).click();
  await place.train.click();
  await place.toHaveStatus('completed');
  await goTo(page, 'Runs');
  await page.getByRole('row').filter({ hasText: 'Second fold' }).click();
  await expect(page.getByText('Fold 2 of 4')).toBeVisible();
  await expect(page.getByText('Balanced')).toBeVisible();
});
