import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { expect, test } from './blockyard.ts';
import { goTo, TrainPlace } from './experiment.ts';

/** The window's library of networks, as a person uses it. */
class Library {
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
const lenetBlocks = 8;

async function design(page: Page): Promise<Library> {
  await goTo(page, 'Design');
  const library = new Library(page);
  await expect(library.button).toBeVisible();
  return library;
}

/** From now on the native dialog for saving answers with this path, or with nothing. */
async function answerSaveDialog(app: ElectronApplication, path: string | undefined): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () =>
      Promise.resolve(filePath === undefined ? { canceled: true, filePath: '' } : { canceled: false, filePath });
  }, path);
}

function network(name: string, filters: number): string {
  const children = [{ kind: 'conv', filters }, { kind: 'globalAvgPool' }, { kind: 'dense', units: 'classes' }];
  return JSON.stringify({ format: 'blockyard.architecture', version: 1, name, root: { kind: 'sequence', children } });
}

test('a ready network becomes one’s own with the first edit, which survives closing at once and kill -9', async ({
  open,
}) => {
  const first = await open();
  const library = await design(first.page);
  await library.openReady('LeNet-5');
  await library.toHave('LeNet-5', lenetBlocks);
  await library.removeBlock();
  await library.toHave('LeNet-5 copy', lenetBlocks - 1);
  await first.close();

  const second = await open();
  const again = await design(second.page);
  await again.toHave('LeNet-5 copy', lenetBlocks - 1);
  await again.removeBlock();
  await again.toHave('LeNet-5 copy', lenetBlocks - 2);
  await second.page.waitForTimeout(300);
  const closed = second.app.waitForEvent('close');
  second.app.process().kill('SIGKILL');
  await closed;

  const third = await open();
  const last = await design(third.page);
  await last.toHave('LeNet-5 copy', lenetBlocks - 2);
  await last.openReady('LeNet-5');
  await last.toHave('LeNet-5', lenetBlocks);
});

test('a file that is no network is refused with the place of the mistake, and what is open stays', async ({ open }) => {
  const { page } = await open();
  const library = await design(page);
  await library.importFile('good.json', network('Good', 8));
  await library.toHave('Good', 3);
  const messages = page.locator('.toasts');
  await library.importFile('wrong.json', network('Wrong', -8));
  await expect(messages).toContainText('wrong.json is not imported');
  await expect(messages).toContainText('At root/children/0/filters');
  await library.importFile('binary.json', Buffer.from([0xff, 0xfe, 0x00, 0x01]));
  await expect(messages).toContainText('binary.json is not imported');
  await expect(library.row('Good')).toHaveCount(1);
  await expect(library.dialog.getByRole('listitem')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await library.toHave('Good', 3);

  const dropped = async (name: string, text: string): Promise<void> => {
    const dataTransfer = await page.evaluateHandle(
      ([file, content]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content ?? ''], file ?? ''));
        return transfer;
      },
      [name, text],
    );
    await page.dispatchEvent('main', 'dragenter', { dataTransfer });
    await expect(page.getByText('Drop a network’s .json file to import it')).toBeVisible();
    await page.dispatchEvent('main', 'drop', { dataTransfer });
    await expect(page.getByText('Drop a network’s .json file to import it')).toBeHidden();
  };
  await dropped('half.json', network('Half', 8).slice(0, 80));
  await expect(messages).toContainText('half.json is not imported');
  await library.toHave('Good', 3);
  await dropped('dropped.json', network('Dropped', 9));
  await library.toHave('Dropped', 3);
});

test('an exported file reads back as the same network, and a place that cannot be written is said', async ({
  open,
  home,
}) => {
  const { app, page } = await open();
  const library = await design(page);
  await library.openReady('ResNet-18');
  await library.removeBlock();
  const name = 'ResNet-18 copy';
  await library.show();
  const file = join(home, 'exported.json');
  await answerSaveDialog(app, file);
  await library.act(name, 'Export as a file');
  await expect(page.locator('.toasts')).toContainText(file);
  const text = readFileSync(file, 'utf8');

  await answerSaveDialog(app, join(home, 'nowhere', 'exported.json'));
  await library.act(name, 'Export as a file');
  await expect(page.locator('.toasts')).toContainText('cannot write to');
  await answerSaveDialog(app, undefined);
  await library.act(name, 'Export as a file');

  await library.act(name, 'Delete');
  await library.importFile('exported.json', text);
  await expect(library.dialog).toBeHidden();
  const second = join(home, 'second.json');
  await answerSaveDialog(app, second);
  await library.show();
  await library.act(name, 'Export as a file');
  await expect(page.locator('.toasts')).toContainText(second);
  expect(readFileSync(second, 'utf8')).toBe(text);
});

test('a deleted network comes back by Undo and from the deleted ones, until it is erased', async ({ open }) => {
  const { page } = await open();
  const library = await design(page);
  await library.importFile('one.json', network('One', 8));
  await library.toHave('One', 3);
  await library.importFile('two.json', network('Two', 9));
  await library.toHave('Two', 3);
  await library.show();
  await library.act('Two', 'Delete');
  await expect(library.row('Two')).toHaveCount(0);
  await expect(library.button).toHaveAccessibleName('Networks of the library: One');
  await page.locator('.toasts').getByRole('button', { name: 'Undo' }).click();
  await expect(library.dialog).toBeVisible();
  await expect(library.row('Two')).toHaveCount(1);
  await expect(library.button).toHaveAccessibleName('Networks of the library: Two');

  await library.act('One', 'Delete');
  await library.show('Deleted');
  await library.act('One', 'Bring back');
  await expect(library.row('One')).toHaveCount(0);
  await library.show();
  await library.act('One', 'Delete');
  await library.show('Deleted');
  await library.act('One', 'Erase');
  await page
    .getByRole('dialog', { name: /^Erase/u })
    .getByRole('button', { name: 'Erase' })
    .click();
  await expect(library.row('One')).toHaveCount(0);
});

test('a version is looked at and restored, and that is undone like an edit', async ({ open }) => {
  const { page } = await open();
  const library = await design(page);
  await library.openReady('LeNet-5');
  await library.removeBlock();
  const name = 'LeNet-5 copy';
  await library.show();
  await library.act(name, 'Versions');
  await library.dialog.getByRole('button', { name: 'Keep this version' }).click();
  await expect(library.dialog.getByRole('listitem')).toContainText('as it is now');
  await page.keyboard.press('Escape');
  await library.removeBlock();
  await library.removeBlock();
  await library.toHave(name, lenetBlocks - 3);

  await library.show();
  await library.act(name, 'Versions');
  await library.dialog.getByRole('button', { name: /^Look at it/u }).click();
  await library.toHave(name, lenetBlocks - 1);
  await page.getByRole('button', { name: 'Back to now' }).click();
  await library.toHave(name, lenetBlocks - 3);

  await library.show();
  await library.act(name, 'Versions');
  await library.dialog.getByRole('button', { name: /^Restore/u }).click();
  await expect(library.dialog).toBeHidden();
  await library.toHave(name, lenetBlocks - 1);
  await library.show();
  await library.act(name, 'Versions');
  await expect(library.dialog.getByRole('listitem')).toHaveCount(2);
  await page.keyboard.press('Escape');
  await page.getByRole('tree').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('Control+z');
  await library.toHave(name, lenetBlocks - 3);
});

test('a run opens back into the editor as it was, and its version of the network is marked with it', async ({
  open,
}) => {
  const { page } = await open();
  const library = await design(page);
  await library.openReady('LeNet-5');
  await library.blocks.last().click();
  await library.blocks.nth(1).click();
  await page.keyboard.press('Delete');
  const name = 'LeNet-5 copy';
  await library.toHave(name, lenetBlocks - 1);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const place = new TrainPlace(page);
  await place.start({ epochs: 1, images: 320, batchSize: 32, name: 'Marked' });
  await place.toHaveStatus('completed');

  await goTo(page, 'Design');
  await library.removeBlock();
  await library.toHave(name, lenetBlocks - 2);
  await library.show();
  await library.act(name, 'Versions');
  await expect(library.dialog.getByRole('listitem')).toContainText('for a training');
  await library.dialog.getByRole('link', { name: 'Marked' }).click();
  await page.getByRole('button', { name: 'View in Design' }).click();
  await expect(library.blocks).toHaveCount(lenetBlocks - 1);

  // Of its own, since the library's has gone on; with the first edit it is kept beside it.
  await library.removeBlock();
  await library.toHave('LeNet-5 copy 2', lenetBlocks - 2);
});

test('the library is used with the keyboard alone', async ({ open }) => {
  const { page } = await open();
  const library = await design(page);
  await library.importFile('one.json', network('One', 8));
  await library.toHave('One', 3);
  await library.importFile('two.json', network('Two', 9));
  await library.toHave('Two', 3);
  await goTo(page, 'Train');
  await page.keyboard.press('Control+o');
  await expect(library.dialog.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('on');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('F2');
  await page.keyboard.type('网络 1');
  await page.keyboard.press('Enter');
  await expect(library.row('网络 1')).toHaveCount(0);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('网');
  await page.keyboard.press('ArrowDown');
  await expect(library.row('网络 1').locator('[data-row]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(library.dialog).toBeHidden();
  await library.toHave('网络 1', 3);
  await page.keyboard.press('Control+o');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Delete');
  await expect(library.dialog.getByRole('listitem')).toHaveCount(1);
  await expect(library.row('Two').locator('[data-row]')).toBeFocused();
  await page.keyboard.press('Escape');
  await library.toHave('Two', 3);
});

test('while saving fails it is said, and once it works everything is saved', async ({ open }) => {
  const first = await open();
  const { app, page } = first;
  const library = await design(page);
  await library.importFile('one.json', network('One', 8));
  await library.toHave('One', 3);
  await app.evaluate(({ ipcMain }) => {
    const channel = 'blockyard:request';
    // The handler that is there, which Electron keeps to itself.
    const { _invokeHandlers: handlers } = ipcMain as unknown as {
      _invokeHandlers: Map<string, (event: unknown, name: string, input: unknown) => Promise<unknown>>;
    };
    const real = handlers.get(channel);
    const own = globalThis as unknown as { full: boolean };
    own.full = true;
    ipcMain.removeHandler(channel);
    ipcMain.handle(channel, (event, name: string, input: unknown) =>
      own.full && name === 'architectures.save'
        ? { ok: false, problem: { code: 'no-space', facts: { path: '/library' } } }
        : real?.(event, name, input),
    );
  });
  await library.removeBlock();
  const notice = page.getByRole('alert').filter({ hasText: 'not saved yet' });
  await expect(notice).toContainText('is full');
  await goTo(page, 'Runs');
  await expect(notice).toBeVisible();
  await app.evaluate(() => {
    (globalThis as unknown as { full: boolean }).full = false;
  });
  await expect(notice).toBeHidden();
  await first.close();
  const again = await design((await open()).page);
  await again.toHave('One', 2);
});
