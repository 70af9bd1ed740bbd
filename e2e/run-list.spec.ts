import { expect, test } from './blockyard.ts';
import { inEveryLook } from './looks.ts';
import { RunsPlace, trainAll } from './runs.ts';

test('the list is filtered by a query, with help and words where it cannot be read, and shows the columns one wants', async ({
  open,
}) => {
  const first = await open();
  const { app, page } = first;
  await trainAll(page, [
    { name: 'Slow rate', epochs: 1, learningRate: 0.001 },
    { name: 'Fast rate', epochs: 1, learningRate: 0.02 },
  ]);
  const runs = new RunsPlace(page);
  await runs.open();
  const filter = page.getByRole('searchbox', { name: 'Search runs' });
  await page.keyboard.press('/');
  await expect(filter).toBeFocused();
  await filter.fill('lr >= 0.01');
  await runs.toHaveNames(['Fast rate']);
  await filter.fill('-lr >= 0.01 status:completed');
  await runs.toHaveNames(['Slow rate']);
  // Half written: the list stays as it was, and the place is told.
  await filter.fill('lr >=');
  await expect(page.getByRole('alert')).toContainText('At “');
  await runs.toHaveNames(['Slow rate']);
  await inEveryLook(app, page, 'runs-filter-fault');

  await page.getByRole('button', { name: 'How to filter' }).click();
  await inEveryLook(app, page, 'runs-filter-help');
  await page.getByRole('button', { name: 'params < 1M time < 2h' }).click();
  await page.keyboard.press('Escape');
  await expect(filter).toHaveValue('params < 1M time < 2h');
  await runs.toHaveNames(['Fast rate', 'Slow rate']);

  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Learning rate' }).check();
  await inEveryLook(app, page, 'runs-columns');
  await page.keyboard.press('Escape');
  await page.getByRole('columnheader', { name: 'Learning rate' }).getByRole('button').click();
  await runs.toHaveNames(['Fast rate', 'Slow rate']);
  await page.getByRole('columnheader', { name: 'Learning rate' }).getByRole('button').click();
  await runs.toHaveNames(['Slow rate', 'Fast rate']);
  await first.close();

  const again = await open();
  const kept = new RunsPlace(again.page);
  await kept.open();
  await expect(again.page.getByRole('columnheader', { name: 'Learning rate' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  );
  await kept.toHaveNames(['Slow rate', 'Fast rate']);
});
