import { expect, test } from './blockyard.ts';
import { goTo, long, quick, TrainPlace } from './experiment.ts';

test('a first start shows the ready experiment, and Train trains it', async ({ open }) => {
  const { page } = await open();
  const place = new TrainPlace(page);
  await expect(page.getByRole('textbox', { name: 'Name of the run' })).toHaveValue(/ResNet-?20 on MNIST/u);
  await expect(place.train).toBeEnabled();
  await place.train.click();
  await place.toHaveStatus('running');
  await place.toHavePoints('Loss', 3);
  await place.stopTraining();
  await place.toHaveStatus('stopped');
});

test('the curves grow while it trains, pause holds them, resume goes on, stop keeps the run', async ({ open }) => {
  const { page } = await open();
  const place = new TrainPlace(page);
  await place.start(long);
  await place.toHaveStatus('running');
  await place.toHavePoints('Accuracy', 20);
  const before = await place.points('Loss');
  await place.toHavePoints('Loss', before + 50);

  await expect(page.getByRole('region', { name: 'Machine' }).getByRole('img')).toHaveCount(4);
  await place.pause.click();
  await place.toHaveStatus('paused');
  await page.waitForTimeout(500);
  const held = await place.points('Loss');
  await page.waitForTimeout(1500);
  expect(await place.points('Loss')).toBe(held);

  await place.resume.click();
  await place.toHaveStatus('running');
  await place.toHavePoints('Loss', held + 50);

  await place.stopTraining();
  await place.toHaveStatus('stopped');
  await expect(page.getByRole('status').filter({ hasText: 'Training was stopped' })).toBeVisible();
});

test('training goes on while one looks elsewhere, and the window is told when it ends', async ({ open }) => {
  const { page } = await open();
  const place = new TrainPlace(page);
  await place.start({ ...long, epochs: 3, name: 'Looked away' });
  await place.toHavePoints('Loss', 10);
  const before = await place.points('Loss');
  await goTo(page, 'Design');
  await page.waitForTimeout(1500);
  await page.getByRole('navigation').getByRole('link', { name: 'Train' }).click();
  expect(await place.points('Loss')).toBeGreaterThan(before);
  await goTo(page, 'Runs');
  const toast = page.getByRole('log').getByText('Training is complete: Looked away');
  await expect(toast).toBeVisible({ timeout: 90_000 });
});

test('a run is in the history after a restart, with its curves and its recipe', async ({ open }) => {
  const first = await open();
  const place = new TrainPlace(first.page);
  await place.start({ ...quick, name: 'Kept', learningRate: 0.0021 });
  await place.toHaveStatus('completed');
  const points = await place.points('Loss');
  expect(points).toBe(2 * Math.ceil(1000 / 32));
  await first.close();

  const { page } = await open();
  await goTo(page, 'Runs');
  const row = page.getByRole('row').filter({ hasText: 'Kept' });
  await expect(row).toContainText('Completed');
  await row.click();
  await expect(page.getByRole('heading', { name: 'Kept' })).toBeVisible();
  await expect(page.getByText('0.0021').first()).toBeVisible();
  await expect.poll(() => new TrainPlace(page).points('Loss')).toBe(points);
});
