import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from './blockyard.ts';
import { goTo, long, quick, TrainPlace } from './experiment.ts';

test('a learning rate that makes the loss infinite stops the run and says what to do', async ({ open }) => {
  const { page } = await open();
  const place = new TrainPlace(page);
  await place.start({ network: 'AlexNet-8', images: 320, batchSize: 32, epochs: 20, learningRate: 900_000 });
  await place.toHaveStatus('failed', 90_000);
  const alert = page.getByRole('main').getByRole('alert');
  await expect(alert).toContainText('Training failed');
  await expect(alert).toContainText(/at step \d+/u);
  await expect(alert).toContainText(/lower learning rate/u);
  await goTo(page, 'Runs');
  await expect(page.getByRole('row').filter({ hasText: 'Failed' })).toBeVisible();
});

test('an engine that is killed costs nothing but the training: the app says so and trains again', async ({
  open,
  home,
}) => {
  const { page, app } = await open();
  const place = new TrainPlace(page);
  await place.start({ ...long, name: 'Killed' });
  await expect(page.getByRole('region', { name: 'Epochs' })).toBeVisible({ timeout: 60_000 });
  const points = await place.points('Loss');
  execFileSync('kill', ['-9', String(await enginePid(app))]);
  await place.toHaveStatus('failed');
  await expect(page.getByRole('main').getByRole('alert')).toContainText('Training failed');
  expect(await place.points('Loss')).toBeGreaterThanOrEqual(points);

  const [run] = readdirSync(join(home, 'runs'));
  const folder = join(home, 'runs', String(run));
  expect(readFileSync(join(folder, 'events.jsonl'), 'utf8').split('\n').length).toBeGreaterThan(3);
  expect(readdirSync(join(folder, 'weights'))).not.toEqual([]);

  await page.getByRole('button', { name: 'New experiment' }).click();
  await place.start({ ...quick, name: 'After' });
  await place.toHaveStatus('completed');
});

test('a page that crashes comes back, and its training has gone on', async ({ open }) => {
  const { page, app } = await open();
  const place = new TrainPlace(page);
  await place.start(long);
  await place.toHavePoints('Loss', 30);
  const before = await place.points('Loss');
  const engine = await enginePid(app);
  const loaded = await app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) return 'no window';
    const finished = new Promise((resolve) => contents.once('did-finish-load', () => resolve(undefined)));
    contents.forcefullyCrashRenderer();
    await finished;
    return 'loaded';
  });
  expect(loaded).toBe('loaded');
  // Playwright has lost the page that crashed; the new one is asked through the main process.
  const points = () =>
    app.evaluate(async ({ BrowserWindow }) => {
      const script = `Number(document.querySelector('canvas[data-points]')?.dataset.points ?? -1)`;
      return Number(await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script));
    });
  await expect.poll(points, { timeout: 30_000 }).toBeGreaterThan(before);
  expect(await enginePid(app)).toBe(engine);
});

/** Process id of the engine that trains now. */
async function enginePid(app: ElectronApplication): Promise<number> {
  const pid = await app.evaluate(
    ({ app: electronApp }) =>
      electronApp.getAppMetrics().find((process) => process.name === 'Blockyard training')?.pid ?? 0,
  );
  expect(pid, 'an engine runs').toBeGreaterThan(0);
  return pid;
}
