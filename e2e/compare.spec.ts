import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './blockyard.ts';
import { inEveryLook } from './looks.ts';
import { RunsPlace, trainAll } from './runs.ts';

test('three short runs are compared: curves, what differs, settings against results, and all of it is saved', async ({
  open,
  home,
}) => {
  const { app, page } = await open();
  await trainAll(page, [
    { name: 'Slow', learningRate: 0.0005 },
    { name: 'Fast', learningRate: 0.02 },
    { name: 'Wide batches', learningRate: 0.02, batchSize: 64 },
  ]);
  const runs = new RunsPlace(page);
  await runs.open();
  await runs.select('Slow', 'Fast', 'Wide batches');
  await runs.act('Compare');

  const chart = page.getByRole('img', { name: 'Accuracy' });
  await expect(chart).toHaveAttribute('data-points', '64');
  const differences = page.getByRole('region', { name: 'Differences' });
  await expect(differences.getByRole('row', { name: /^Learning rate/u })).toContainText(/0\.02.*0\.0005/u);
  await expect(differences.getByRole('row', { name: /^Batch size/u })).toContainText('64');
  await expect(differences.getByRole('row', { name: /^Optimizer/u })).toHaveCount(0);
  await expect(differences.getByRole('row', { name: /^Validation loss/u })).toContainText('best');
  await expect(page.getByText('No seed is repeated here')).toBeVisible();

  await inEveryLook(app, page, 'compare');

  // Grouped: the means of two parts of each of the two rates, all with the same seed.
  await page.getByRole('combobox', { name: 'Group curves by' }).click();
  await page.getByRole('option', { name: 'By Learning rate' }).click();
  await expect(chart).toHaveAttribute('data-curves', '4');
  await expect(page.getByRole('button', { name: /^Learning rate 0\.02 \(2\)/u })).toBeVisible();
  await inEveryLook(app, page, 'compare-grouped');
  await page.getByRole('combobox', { name: 'Group curves by' }).click();
  await page.getByRole('option', { name: 'Not grouped' }).click();

  // Alone, and all again: raw, smooth and validation of one run; with all three the same of each.
  await expect(chart).toHaveAttribute('data-curves', '9');
  await page.getByRole('button', { name: 'Show Fast alone' }).click();
  await expect(chart).toHaveAttribute('data-curves', '3');
  await page.getByRole('button', { name: 'Show Fast alone' }).click();
  await expect(chart).toHaveAttribute('data-curves', '9');

  // Another colour, by keyboard; who leaves the palette is back where it was opened.
  const swatch = page.getByRole('button', { name: 'Colour of Fast' });
  await swatch.press('Enter');
  const seventh = page.getByRole('button', { name: 'Colour 7', exact: true });
  await seventh.press('Enter');
  await expect(seventh).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Escape');
  await expect(swatch).toBeFocused();
  await expect(swatch.locator('i')).toHaveAttribute('style', /--run-7/u);
  await page.getByRole('radio', { name: 'Time' }).click();
  await page.getByRole('combobox', { name: 'Figure', exact: true }).click();
  await page.getByRole('option', { name: 'Loss' }).click();
  await expect(page.getByRole('img', { name: 'Loss' })).toHaveAttribute('data-points', '64');

  const saved = async (button: string, name: string): Promise<Buffer> => {
    const path = join(home, name);
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await page.getByRole('button', { name: button }).click();
    await expect(page.getByRole('log')).toContainText(name);
    return readFileSync(path);
  };
  const csv = (await saved('Save CSV', 'curves.csv')).toString().trimEnd().split('\n');
  expect(csv[0]).toBe('run,name,curve,step,epoch,seconds,loss');
  expect(csv).toHaveLength(1 + 64 + 64 + 32 + 3 * 2);
  expect((await saved('Save SVG', 'curves.svg')).toString()).toContain('Wide batches');
  const png = await saved('Save PNG', 'curves.png');
  expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);

  await page.getByRole('button', { name: 'Export these runs' }).click();
  const everything = JSON.parse((await saved('Everything recorded (JSON)', 'runs.json')).toString()) as {
    runs: { summary: { name: string }; steps: { loss: number[] } }[];
  };
  expect(everything.runs.map(({ summary }) => summary.name)).toEqual(['Wide batches', 'Fast', 'Slow']);
  expect(everything.runs.map(({ steps }) => steps.loss.length)).toEqual([32, 64, 64]);

  await page.getByRole('radio', { name: 'Settings and results' }).click();
  const parallel = page.getByRole('img', { name: 'Parallel coordinates' });
  await expect(parallel).toHaveAttribute('data-runs', '3');
  await expect(page.getByRole('img', { name: 'Best validation accuracy against Parameters' })).toHaveAttribute(
    'data-runs',
    '3',
  );
  await expect(page.getByRole('img', { name: 'Best validation accuracy against Multiply-adds' })).toBeVisible();
  await inEveryLook(app, page, 'compare-fields');
  await inEveryLook(app, page, 'compare-fields-end', () =>
    page.getByRole('region', { name: /^Runs within/u }).scrollIntoViewIfNeeded(),
  );
  // By keyboard alone: the lower end of the brush goes up past the slow run, and a run is opened out of the figure.
  await page.getByRole('slider', { name: 'Lower end of the brush on Learning rate' }).press('PageUp');
  await expect(parallel).toHaveAttribute('data-runs', '2');
  await expect(page.getByRole('heading', { name: '2 runs of 3' })).toBeVisible();
  const within = page.getByRole('region', { name: 'Runs within the brushes' });
  await expect(within.getByRole('link')).toHaveCount(2);
  await expect(within).not.toContainText('Slow');
  const table = (await saved('Save CSV: Parallel coordinates', 'fields.csv')).toString().trimEnd().split('\n');
  expect(table).toHaveLength(1 + 2);
  expect(table[0]).toMatch(/^run,name,.*recipe\.learningRate.*bestAccuracy/u);
  expect((await saved('Save SVG: Parallel coordinates', 'fields.svg')).toString()).toContain('<polyline');
  await parallel.press('ArrowRight');
  await expect(page.getByText(/^(?:Fast|Wide batches) · .*Learning rate 0\.02/u)).toBeVisible();
  await parallel.press('Enter');
  await expect(page.getByRole('heading', { name: /^(?:Fast|Wide batches)$/u })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Compare 3 runs' })).toBeVisible();
  await page.getByRole('radio', { name: 'Curves', exact: true }).click();
  await page.getByRole('button', { name: 'Take Slow out of the comparison' }).click();
  await expect(page.getByRole('heading', { name: 'Compare 2 runs' })).toBeVisible();
});
