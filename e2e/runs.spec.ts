import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './blockyard.ts';
import { goTo, long, TrainPlace } from './experiment.ts';
import { screens } from './looks.ts';
import { RunsPlace, trainAll } from './runs.ts';

test('runs are tagged, starred, noted, renamed and archived, one or many at once', async ({ open }) => {
  const first = await open();
  const { page } = first;
  await trainAll(page, [{ name: 'One' }, { name: 'Two' }]);
  const runs = new RunsPlace(page);
  await runs.open();
  await runs.select('One', 'Two');
  await runs.act('Tags');
  await page.getByRole('combobox', { name: 'Add a tag' }).fill('week 1, small');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(runs.row('One')).toContainText('week 1small');
  await runs.act('Star');
  await expect(page.getByRole('button', { name: 'Star Two' })).toHaveAttribute('aria-pressed', 'true');

  await runs.row('One').click();
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'New name of One' }).fill('The first');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'The first' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Notes' }).fill('Sigmoids learn slowly.');
  await page.getByRole('button', { name: 'Remove the tag small' }).click();
  await page.screenshot({ path: join(screens, 'run-notes.png') });
  await page.getByRole('button', { name: 'All runs' }).click();

  await runs.act('Clear the selection');
  await runs.select('Two');
  await runs.act('Archive');
  await runs.toHaveNames(['The first']);
  await runs.open('Archived');
  await runs.toHaveNames(['Two']);
  await first.close();

  const again = await open();
  const kept = new RunsPlace(again.page);
  await kept.open();
  await kept.toHaveNames(['The first']);
  await expect(kept.row('The first')).toContainText('week 1');
  await kept.row('The first').click();
  await expect(again.page.getByRole('textbox', { name: 'Notes' })).toHaveValue('Sigmoids learn slowly.');
});

test('deleted runs come back with undo or out of the bin, until they are erased', async ({ open }) => {
  const { page } = await open();
  await trainAll(page, [{ name: 'One' }, { name: 'Two' }, { name: 'Three' }]);
  const runs = new RunsPlace(page);
  await runs.open();
  await runs.toHaveNames(['Three', 'Two', 'One']);
  mkdirSync(screens, { recursive: true });

  await runs.select('One', 'Three');
  await page.screenshot({ path: join(screens, 'runs-selected.png') });
  await runs.act('Delete');
  await runs.toHaveNames(['Two']);
  await page.getByRole('log').getByRole('button', { name: 'Undo' }).click();
  await runs.toHaveNames(['Three', 'Two', 'One']);

  // By keyboard: two rows down, both selected on the way, deleted.
  await runs.row('Three').getByRole('link').focus();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(runs.selection).toContainText('2 runs selected');
  await page.keyboard.press('Delete');
  await runs.toHaveNames(['One']);
  await expect(runs.row('One').getByRole('link')).toBeFocused();

  await runs.open('Deleted');
  await runs.select('Two');
  await runs.act('Restore');
  await runs.select('Three');
  await runs.act('Erase');
  await page.getByRole('dialog').getByRole('button', { name: 'Keep' }).click();
  await runs.toHaveNames(['Three']);
  await runs.act('Erase');
  await page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click();
  await expect(page.getByText('No run is deleted')).toBeVisible();
  await runs.open();
  await runs.toHaveNames(['Two', 'One']);
});

test('a run that trains is not deleted, and what else was selected is not either', async ({ open }) => {
  const { page } = await open();
  await trainAll(page, [{ name: 'Done' }]);
  const place = new TrainPlace(page);
  await page.getByRole('button', { name: 'New experiment', exact: true }).click();
  await place.start({ ...long, name: 'Trains' });
  await place.toHaveStatus('running');
  const runs = new RunsPlace(page);
  await runs.open();
  await runs.select('Done', 'Trains');
  await runs.act('Delete');
  await expect(page.getByRole('log')).toContainText('The run "Trains"');
  await expect(page.getByRole('log')).toContainText('Stop it first');
  await runs.toHaveNames(['Trains', 'Done']);
  await goTo(page, 'Train');
  await place.stopTraining();
  await place.toHaveStatus('stopped');
  await runs.open();
  await runs.act('Delete');
  await expect(page.getByText('No runs yet')).toBeVisible();
});
