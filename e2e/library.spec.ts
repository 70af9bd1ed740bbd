import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from './blockyard.ts';
import { goTo } from './experiment.ts';
import { network, openDesign } from './library.ts';

/** From now on the native dialog for saving answers with this path, or with nothing. */
async function answerSaveDialog(app: ElectronApplication, path: string | undefined): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () =>
      Promise.resolve(filePath === undefined ? { canceled: true, filePath: '' } : { canceled: false, filePath });
  }, path);
}

test('a file that is no network is refused with the place of the mistake, and what is open stays', async ({ open }) => {
  const { page } = await open();
  const library = await openDesign(page);
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
  const library = await openDesign(page);
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
  const library = await openDesign(page);
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

test('the library is used with the keyboard alone', async ({ open }) => {
  const { page } = await open();
  const library = await openDesign(page);
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
