import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './blockyard.ts';
import { goTo, long, quick, TrainPlace } from './experiment.ts';
import { screens } from './looks.ts';
import { RunsPlace, trainAll } from './runs.ts';

/** The panel of the runs that wait. */
class Queue {
  readonly panel: Locator;
  readonly links: Locator;

  constructor(page: Page) {
    this.panel = page.getByRole('region', { name: 'Queue', exact: true });
    this.links = this.panel.getByRole('link');
  }

  async toHaveNames(names: readonly string[]): Promise<void> {
    await expect(this.links).toHaveText([...names]);
  }

  async press(name: string): Promise<void> {
    await this.panel.getByRole('button', { name, exact: true }).click();
  }
}

async function newExperiment(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New experiment', exact: true }).click();
}

test('what is started while a run trains waits in an order of one’s own, outlasts a restart, and trains by itself', async ({
  open,
}) => {
  const first = await open();
  const { page } = first;
  const place = new TrainPlace(page);
  const queue = new Queue(page);
  await place.start({ ...long, name: 'Long' });
  await place.toHaveStatus('running');
  await newExperiment(page);
  const enqueue = page.getByRole('button', { name: 'Add to queue', exact: true });
  for (const name of ['One', 'Two', 'Three']) {
    await page.getByRole('textbox', { name: 'Epochs', exact: true }).fill('1');
    await page.getByRole('textbox', { name: 'Use only the first', exact: true }).fill('600');
    await page.getByRole('textbox', { name: 'Name of the run' }).fill(name);
    await enqueue.click();
    await expect(queue.links.filter({ hasText: name })).toBeVisible();
  }
  await queue.toHaveNames(['One', 'Two', 'Three']);
  await expect(queue.panel).toContainText('3 runs wait');
  await queue.press('Train Three next');
  await queue.toHaveNames(['Three', 'One', 'Two']);
  mkdirSync(screens, { recursive: true });
  await page.screenshot({ path: join(screens, 'queue.png') });

  // By keyboard: down past the next one, then another out and back.
  await queue.links.first().focus();
  await page.keyboard.press('Alt+ArrowDown');
  await queue.toHaveNames(['One', 'Three', 'Two']);
  await expect(queue.links.nth(1)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Delete');
  await queue.toHaveNames(['One', 'Three']);
  await page.getByRole('log').getByRole('button', { name: 'Undo' }).click();
  await queue.toHaveNames(['One', 'Three', 'Two']);
  await queue.press('Pause the queue');
  await expect(queue.panel).toContainText('Paused');
  await first.close();

  const again = await open();
  const kept = new Queue(again.page);
  await goTo(again.page, 'Train');
  await kept.toHaveNames(['One', 'Three', 'Two']);
  // What is started by hand does not wait while there is room.
  await expect(new TrainPlace(again.page).train).toBeEnabled();
  await kept.press('Resume the queue');
  const runs = new RunsPlace(again.page);
  await runs.open();
  for (const name of ['One', 'Three', 'Two'])
    await expect(runs.row(name).locator('[data-status="completed"]')).toBeVisible({ timeout: 60_000 });
});

test('a run is run again, forked with its changes shown, and gone on with, and each knows where it comes from', async ({
  open,
}) => {
  const { page } = await open();
  await trainAll(page, [{ ...quick, epochs: 1, name: 'Parent' }]);
  const place = new TrainPlace(page);
  const runs = new RunsPlace(page);
  const weights = async (): Promise<string> => {
    const fact = page.getByRole('term').filter({ hasText: 'Weights (SHA-256)' }).locator('xpath=following-sibling::*');
    return (await fact.textContent()) ?? '';
  };
  const openRun = async (name: string, nth = 0): Promise<void> => {
    await runs.open();
    await runs.row(name).nth(nth).click();
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  };
  await openRun('Parent');
  const before = await weights();

  await page.getByRole('button', { name: 'Run again', exact: true }).click();
  await place.toHaveStatus('completed');
  await openRun('Parent', 0);
  const lineage = page.getByRole('region', { name: 'Where it comes from' });
  await expect(lineage).toContainText('Run again from');
  expect(await weights()).toBe(before);

  await page.getByRole('button', { name: 'Change and run' }).click();
  const changes = page.getByRole('region', { name: 'Changes to “Parent”' });
  await expect(changes).toContainText('Nothing is changed yet');
  await place.fill({ name: 'Fork', learningRate: 0.0125 });
  await expect(changes).toContainText('0.0125');
  await page.screenshot({ path: join(screens, 'fork.png') });
  await place.train.click();
  await place.toHaveStatus('completed');
  await openRun('Fork');
  await expect(lineage).toContainText('Forked from');
  await expect(lineage).toContainText('0.0125');
  await page.screenshot({ path: join(screens, 'lineage.png') });

  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('It has trained 1 of 1 epochs');
  await dialog.getByRole('textbox', { name: 'Epochs in all' }).fill('1');
  await expect(dialog.getByRole('alert')).toContainText('Give more than that');
  await dialog.getByRole('textbox', { name: 'Epochs in all' }).fill('3');
  await page.screenshot({ path: join(screens, 'continue.png') });
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('region', { name: 'Epochs' }).getByRole('row')).toHaveCount(4, { timeout: 60_000 });
  await place.toHaveStatus('completed');
  await page.getByRole('button', { name: 'Open in Runs' }).first().click();
  await expect(lineage).toContainText('Goes on from');
  await lineage.getByRole('link', { name: 'Fork' }).click();
  await expect(lineage).toContainText('Goes on in');
});

test('a training that was stopped goes on as the same run', async ({ open }) => {
  const { page } = await open();
  const place = new TrainPlace(page);
  await place.start({ ...long, images: 2000, epochs: 8, name: 'In two parts' });
  await expect(page.getByRole('region', { name: 'Epochs' }).getByRole('row').nth(1)).toBeVisible({ timeout: 60_000 });
  await place.stopTraining();
  await place.toHaveStatus('stopped');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('It goes on as the same run');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await place.toHaveStatus('completed');
  const runs = new RunsPlace(page);
  await runs.open();
  await runs.toHaveNames(['In two parts']);
});
