import type { Locator, Page } from '@playwright/test';
import { expect } from './blockyard.ts';
import { goTo } from './experiment.ts';

/** The window's library of networks, as a person uses it. */
export class Library {
  readonly page: Page;
  readonly button: Locator;
  readonly dialog: Locator;
  readonly blocks: Locator;

  constructor(page: Page) {
    this.page = page;
    this.button = page.getByRole('button', { name: /^Networks of the library/u });
    this.dialog = page.getByRole('dialog', { name: 'Networks' });
    this.blocks = page.getByRole('tree').getByRole('treeitem');
  }

  async show(tab: 'Yours' | 'Ready networks' | 'Deleted' = 'Yours'): Promise<void> {
    if (!(await this.dialog.isVisible())) await this.button.click();
    await this.dialog.getByRole('radio', { name: tab }).click();
  }

  /** The lines of the list, by the name they show. */
  row(name: string): Locator {
    return this.dialog.getByRole('listitem').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  async act(name: string, action: string): Promise<void> {
    await this.row(name).hover();
    await this.row(name).getByRole('button', { name: action, exact: true }).click();
  }

  async openReady(title: string): Promise<void> {
    await this.show('Ready networks');
    await this.row(title).getByRole('button').click();
    await expect(this.dialog).toBeHidden();
  }

  async openOwn(name: string): Promise<void> {
    await this.show();
    await this.row(name).locator('[data-row]').click();
    await expect(this.dialog).toBeHidden();
  }

  async importFile(name: string, text: string | Buffer): Promise<void> {
    await this.show();
    await this.dialog
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  }

  /** The network in the editor has this name and so many blocks. */
  async toHave(name: string, blocks: number): Promise<void> {
    await expect(this.button).toHaveAccessibleName(`Networks of the library: ${name}`);
    await expect(this.blocks).toHaveCount(blocks);
  }

  /** Removes the first block. */
  async removeBlock(): Promise<void> {
    await this.blocks.first().click();
    await this.page.keyboard.press('Delete');
  }
}

/** Of LeNet-5, each on its own in the tower. */
export const lenetBlocks = 8;

export async function openDesign(page: Page): Promise<Library> {
  await goTo(page, 'Design');
  const library = new Library(page);
  await expect(library.button).toBeVisible();
  return library;
}

/** The text of a file with a small network. */
export function network(name: string, filters: number): string {
  const children = [{ kind: 'conv', filters }, { kind: 'globalAvgPool' }, { kind: 'dense', units: 'classes' }];
  return JSON.stringify({ format: 'blockyard.architecture', version: 1, name, root: { kind: 'sequence', children } });
}
