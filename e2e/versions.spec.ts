import { expect, test } from './blockyard.ts';
import { goTo, TrainPlace } from './experiment.ts';
import { lenetBlocks, network, openDesign } from './library.ts';

test('a ready network becomes one’s own with the first edit, which survives closing at once and kill -9', async ({
  open,
}) => {
  const first = await open();
  const library = await openDesign(first.page);
  await library.openReady('LeNet-5');
  await library.toHave('LeNet-5', lenetBlocks);
  await library.removeBlock();
  await library.toHave('LeNet-5 copy', lenetBlocks - 1);
  await first.close();

  const second = await open();
  const again = await openDesign(second.page);
  await again.toHave('LeNet-5 copy', lenetBlocks - 1);
  await again.removeBlock();
  await again.toHave('LeNet-5 copy', lenetBlocks - 2);
  await second.page.waitForTimeout(300);
  const closed = second.app.waitForEvent('close');
  second.app.process().kill('SIGKILL');
  await closed;

  const third = await open();
  const last = await openDesign(third.page);
  await last.toHave('LeNet-5 copy', lenetBlocks - 2);
  await last.openReady('LeNet-5');
  await last.toHave('LeNet-5', lenetBlocks);
});

test('a version is looked at and restored, and that is undone like an edit', async ({ open }) => {
  const { page } = await open();
  const library = await openDesign(page);
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
  const library = await openDesign(page);
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

test('while saving fails it is said, and once it works everything is saved', async ({ open }) => {
  const first = await open();
  const { app, page } = first;
  const library = await openDesign(page);
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
  const again = await openDesign((await open()).page);
  await again.toHave('One', 2);
});
