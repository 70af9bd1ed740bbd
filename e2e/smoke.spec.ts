import { expect, packaged, test } from './blockyard.ts';
import { goTo, quick, TrainPlace } from './experiment.ts';

/** The whole path in one test. Also for a packaged app: `BLOCKYARD_PACKAGED=<folder> npx playwright test smoke`. */
test('the app opens, trains on real data and keeps the run', async ({ open }) => {
  const { app, page } = await open();
  expect(await app.evaluate(({ app: electronApp }) => electronApp.isPackaged)).toBe(packaged !== undefined);
  await expect(page).toHaveTitle(/Blockyard/u);
  const place = new TrainPlace(page);
  await place.start({ ...quick, name: 'Smoke', images: 5000, epochs: 3 });
  await place.toHaveStatus('completed');
  await place.toHavePoints('Accuracy', 3 * Math.ceil(5000 / 32));
  await goTo(page, 'Runs');
  const row = page.getByRole('row').filter({ hasText: 'Smoke' });
  await expect(row).toContainText('Completed');
  await expect(row).toContainText(/[89]\d\.\d+%/u);
});
