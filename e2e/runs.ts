import { expect, type Locator, type Page } from '@playwright/test';
import { goTo, quick, TrainPlace, type Experiment } from './experiment.ts';

/** The window's Runs place, as a person uses it. */
export class RunsPlace {
  readonly page: Page;
  readonly table: Locator;
  readonly selection: Locator;

  constructor(page: Page) {
    this.page = page;
    this.table = page.getByRole('table');
    this.selection = page.getByRole('toolbar', { name: /selected$/u });
  }

  async open(tab: 'Runs' | 'Archived' | 'Deleted' = 'Runs'): Promise<void> {
    if (!(await this.page.getByRole('radio', { name: tab }).isVisible())) await goTo(this.page, 'Runs');
    await this.page.getByRole('radio', { name: tab, exact: true }).click();
  }

  row(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('link', { name, exact: true }) });
  }

  async select(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.page.getByRole('checkbox', { name: `Select ${name}`, exact: true }).check();
  }

  async act(action: string): Promise<void> {
    await this.selection.getByRole('button', { name: action, exact: true }).click();
  }

  /** The names in the list, as it is sorted. */
  async toHaveNames(names: readonly string[]): Promise<void> {
    await expect(this.table.getByRole('link')).toHaveText([...names]);
  }
}

/** Trains one run after the other, each to its end. */
export async function trainAll(
  page: Page,
  experiments: readonly (Experiment & { readonly name: string })[],
): Promise<void> {
  const place = new TrainPlace(page);
  for (const experiment of experiments) {
    await goTo(page, 'Train');
    const fresh = page.getByRole('button', { name: 'New experiment', exact: true });
    await expect(place.train.or(fresh).first()).toBeVisible();
    if (await fresh.isVisible()) await fresh.click();
    await place.start({ ...quick, ...experiment });
    await place.toHaveStatus('completed');
  }
}
