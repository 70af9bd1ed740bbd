import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from './blockyard.ts';
import { goTo, quick, TrainPlace } from './experiment.ts';
import { inEveryLook, screens } from './looks.ts';

test('a small degradation study: set up, trained, told, and its report opened', async ({ open, home }) => {
  const { app, page } = await open();
  await goTo(page, 'Studies');
  await page.getByRole('checkbox', { name: '20 layers' }).uncheck();
  await page.getByRole('checkbox', { name: '14 layers' }).check();
  for (const [label, value] of [
    ['Seeds', '2'],
    ['Use only the first', '200'],
    ['Epochs', '2'],
    ['Batch size', '25'],
  ] as const)
    await page.getByRole('textbox', { name: label, exact: true }).fill(value);
  await expect(page.getByText('8 trainings')).toBeVisible();
  await inEveryLook(app, page, 'studies-form');
  await page.getByRole('button', { name: 'Start the study' }).click();

  const study = page.getByRole('region', { name: 'Degradation on MNIST', exact: true });
  await expect(study.getByRole('progressbar', { name: 'Progress of all trainings' })).toBeVisible();
  await expect(study.getByText('Nothing can be said yet')).toBeVisible();
  await expect(study.getByText('8 of 8 trainings ended')).toBeVisible({ timeout: 120_000 });

  // Two errors of four networks, each with a line.
  await expect(study.getByRole('img', { name: 'Error over the training' })).toHaveAttribute('data-curves', '8');
  const table = study.getByRole('region', { name: 'After the last epoch' }).getByRole('row');
  await expect(table).toHaveCount(5);
  await expect(table.filter({ hasText: 'Plain-14' })).toContainText(/173,146.*2 of 2.*\d%.*\d%/u);
  await expect(table.filter({ hasText: 'ResNet-14' })).toContainText('173,146');
  await expect(study.getByText('Nothing can be said yet')).toHaveCount(0);
  await expect(study.getByRole('listitem').filter({ hasText: '2 pairs of equal seeds' })).toHaveCount(3);
  const maps = study.getByRole('img', { name: /Gradients of the layers$/u });
  await expect(maps).toHaveCount(4);
  await expect(maps.nth(3)).toHaveAttribute('data-rows', '14');
  await inEveryLook(app, page, 'studies-result');
  await maps.nth(3).scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(screens, 'studies-maps.png') });

  const path = join(home, 'study.html');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
  await study.getByRole('button', { name: 'Save report…' }).click();
  await expect(page.getByRole('log')).toContainText('study.html');
  await readReport(app, path);

  await study.getByRole('link', { name: /ResNet-14, seed 2: Completed$/u }).click();
  await expect(page.getByRole('heading', { name: 'Degradation on MNIST: ResNet-14, seed 2' })).toBeVisible();
  await page.keyboard.press('5');
  await page.getByRole('link', { name: /^Degradation on MNIST/u }).click();
  await page.getByRole('button', { name: 'Remove from the list' }).click();
  await expect(page.getByRole('navigation', { name: 'Studies and sweeps' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('link', { name: /^Degradation on MNIST/u })).toBeVisible();
});

test('a learning rate is found by a range test, and a sweep around it tells which is best, once', async ({ open }) => {
  const { app, page } = await open();
  const place = new TrainPlace(page);
  await place.fill({ ...quick, network: 'Baseline', images: 640, epochs: 3 });
  await page.getByRole('button', { name: 'Find a rate…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Find a learning rate' });
  await dialog.getByRole('textbox', { name: 'Steps' }).fill('60');
  await dialog.getByRole('button', { name: 'Start the test' }).click();
  await expect(dialog.getByRole('status')).toContainText('falls the most steeply at', { timeout: 60_000 });
  await expect(dialog.getByRole('img', { name: 'Loss by learning rate' })).toHaveAttribute('data-curves', '3');
  await inEveryLook(app, page, 'rates');
  await dialog.getByRole('button', { name: /^Use /u }).click();
  const rate = await page.getByRole('textbox', { name: 'Learning rate', exact: true }).inputValue();
  expect(Number(rate)).toBeLessThan(0.1);

  await goTo(page, 'Studies');
  await page.getByRole('radio', { name: 'Sweep' }).click();
  const axis = page.getByRole('group', { name: 'Learning rate', exact: true });
  await axis.getByRole('textbox').fill(`${rate}, 1e-7`);
  await page.getByRole('button', { name: 'Vary something more' }).click();
  await page.getByRole('combobox', { name: 'Early stopping' }).click();
  await page.getByRole('option', { name: 'Patience' }).click();
  await page.getByRole('textbox', { name: 'Patience' }).fill('1');
  await inEveryLook(app, page, 'sweep-form');
  await page.getByRole('button', { name: /^Do not vary (?!Learning)/u }).click();
  await expect(page.getByText('2 trainings')).toBeVisible();
  await page.getByRole('button', { name: 'Start the sweep' }).click();
  // Elsewhere, where the end is told.
  await goTo(page, 'Runs');
  const log = page.getByRole('log');
  await expect(log).toContainText('All trainings have ended: Sweep: Baseline on MNIST', { timeout: 60_000 });
  await expect(log).not.toContainText('learningRate');
  await log.getByRole('button', { name: 'Show' }).click();
  const rows = page.getByRole('region', { name: 'Leader board' }).getByRole('row');
  await expect(rows.nth(1)).toContainText(`learningRate ${rate}`);
  await expect(rows.nth(2)).toContainText('learningRate 1e-7');
  await inEveryLook(app, page, 'sweep-result');
});

/** Opens a report as a browser would, in a window of its own that may load nothing else. */
async function readReport(app: ElectronApplication, path: string): Promise<void> {
  const html = readFileSync(path, 'utf8');
  expect(html).not.toMatch(/(?:src|href)=/u);
  const [report] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(async ({ BrowserWindow, session }, url) => {
      const own = session.fromPartition('report');
      await new BrowserWindow({ width: 1000, height: 900, webPreferences: { session: own } }).loadURL(url);
    }, pathToFileURL(path).href),
  ]);
  await expect(report.getByRole('heading', { name: 'Degradation on MNIST', level: 1 })).toBeVisible();
  await expect(report.getByRole('img', { name: 'Error over the training' })).toBeVisible();
  await expect(report.getByRole('img', { name: /Gradients of the layers$/u })).toHaveCount(4);
  await expect(report.getByRole('table').last().getByRole('row')).toHaveCount(9);
  const data = JSON.parse((await report.locator('#study').textContent()) ?? '') as { runs: { epochs: unknown[] }[] };
  expect(data.runs.map(({ epochs }) => epochs.length)).toEqual(Array(8).fill(2));
  await report.screenshot({ path: join(screens, 'studies-report.png'), fullPage: true });
  await report.close();
}
