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

  // What is chosen is written into the filter, and the other way round.
  await filter.fill('rate');
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Completed (2)' }).check();
  await expect(filter).toHaveValue('rate status=completed');
  await inEveryLook(app, page, 'runs-facets');
  await filter.fill('status=failed');
  await expect(page.getByRole('checkbox', { name: 'Failed (0)' })).toBeChecked();
  await filter.fill('lr < 1');
  await page.getByRole('button', { name: 'Hide the filters' }).click();

  await page.getByRole('button', { name: 'Group by' }).click();
  await page.getByRole('radio', { name: 'Learning rate' }).check();
  await page.keyboard.press('Escape');
  const group = page.getByRole('button', { name: /^Learning rate 0\.02 1 run/u });
  await group.press('ArrowLeft');
  await runs.toHaveNames(['Slow rate']);
  await inEveryLook(app, page, 'runs-groups');
  await group.press('Enter');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('textbox', { name: 'Keep this as' }).fill('By rate');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^By rate/u })).toHaveAttribute('aria-pressed', 'true');
  await inEveryLook(app, page, 'runs-views');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Grouped by Learning rate' }).click();
  await page.getByRole('radio', { name: 'Not grouped' }).check();
  await page.keyboard.press('Escape');
  await filter.fill('');

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
  await again.page.getByRole('button', { name: 'Views' }).click();
  await again.page.getByRole('button', { name: /^By rate/u }).click();
  await again.page.keyboard.press('Escape');
  await expect(again.page.getByRole('searchbox', { name: 'Search runs' })).toHaveValue('lr < 1');
  await expect(again.page.getByRole('button', { name: /^Learning rate 0\.02 1 run/u })).toBeVisible();
});
