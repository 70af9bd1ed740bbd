import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { projectRoot } from '../scripts/setup/paths.mjs';
import { expect, test } from './blockyard.ts';
import { DesignPlace } from './design.ts';
import { goTo, TrainPlace } from './experiment.ts';

test.describe('views of a network', () => {
  test('the table adds up to what the terminal counts, and unfolds', async ({ open }) => {
    const { page } = await open();
    await openDesign(page, 'ResNet-18');
    await setOwnSize(page, { Height: 32, Width: 32, Channels: 3 });
    await page.keyboard.press('Alt+2');
    const described = JSON.parse(blockyard('describe', 'resnet18', '--input', '32x32x3', '--json')) as Described;
    const table = page.getByRole('treegrid', { name: 'Layers' });
    expect(described.params.total).toBe(11_183_562);
    await expect(total(table, 'params')).toHaveText('11,183,562');
    await expect(total(table, 'macs')).toHaveText(described.macs.toLocaleString('en-GB'));

    await table.focus();
    await page.keyboard.press('Home');
    for (let row = 0; row < 2; row += 1) await page.keyboard.press('ArrowDown');
    const stage = table.getByRole('row', { selected: true });
    await expect(stage).toContainText('ResNet stage');
    await expect(stage).toHaveAttribute('aria-expanded', 'false');
    await expect(page.getByRole('complementary')).toContainText('ResNet blocks of one width in a row');
    await page.keyboard.press('ArrowRight');
    await expect(stage).toHaveAttribute('aria-expanded', 'true');
    await page.keyboard.press('ArrowRight');
    await expect(stage).toContainText('ResNet block');
    await page.keyboard.press('End');
    await expect(stage).toContainText('Dense');

    await page.getByRole('button', { name: 'Unfold all' }).click();
    const rows = Number(await table.getAttribute('aria-rowcount')) - 2;
    expect(rows).toBe(66);
    // Rows far from the window are not there at all.
    expect(await table.locator('[data-row]').count()).toBeLessThan(rows);
  });

  test('the table is copied as text', async ({ open }) => {
    const { app, page } = await open();
    await openDesign(page, 'LeNet-5');
    await page.keyboard.press('Alt+2');
    await page.getByRole('button', { name: 'Copy as CSV' }).click();
    await expect(page.getByText('Copied').first()).toBeVisible();
    const lines = (await clipboard(app)).trim().split('\r\n');
    expect(lines[0]).toContain('Layer,Settings,Output,Parameters,Trainable');
    expect(lines.at(-1)).toContain(',44426,44426,100,281640,100,');
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    await expect.poll(() => clipboard(app)).toMatch(/^\| Level \| Layer +\|/u);
  });

  test('the code is what the terminal writes, copied and saved', async ({ open, home }) => {
    const { app, page } = await open();
    await openDesign(page, 'ResNet-20');
    await page.keyboard.press('Alt+3');
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    const program = blockyard('code', 'resnet20', '--input', '28x28x1');
    expect(await clipboard(app)).toBe(program);
    const path = join(home, 'resnet.py');
    await answerSaving(app, path);
    await page.getByRole('button', { name: 'Save as .py' }).click();
    await expect(page.getByText(path)).toBeVisible();
    expect(readFileSync(path, 'utf8')).toBe(program);

    await page.getByRole('radio', { name: 'JSON' }).click();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    expect(JSON.parse(await clipboard(app))).toMatchObject({ format: 'blockyard.architecture', name: 'ResNet-20' });
  });

  test('the command palette changes the view, and the keyboard goes along', async ({ open }) => {
    const { page } = await open();
    await goTo(page, 'Design');
    const place = new DesignPlace(page);
    await place.openPreset('LeNet-5');
    await place.block('Flatten').click();
    const table = page.getByRole('treegrid', { name: 'Layers' });
    await place.command('table');
    await expect(table).toBeFocused();
    await expect(table.getByRole('row', { selected: true })).toContainText('Flatten');
    // What is put in from here is shown here.
    await place.command('dropout');
    await expect(table.getByRole('row', { selected: true })).toContainText('Dropout');
    await page.keyboard.press('Alt+3');
    await expect(page.locator('pre')).toBeFocused();
    await place.command('tower');
    await expect(place.block('Dropout')).toBeFocused();
    await place.command('picture');
    await expect(page.getByRole('dialog', { name: 'Save a picture' })).toBeVisible();
  });

  test('only the code near the window is laid out line by line, and all of it can be copied', async ({ open }) => {
    const { app, page } = await open();
    await goTo(page, 'Design');
    const place = new DesignPlace(page);
    await place.openPreset('LeNet-5');
    await place.block('Convolution').click();
    await place.paste(Array.from({ length: 300 }, () => ({ kind: 'batchNorm' })));
    await expect(place.selected).toHaveCount(300);
    await place.command('code');
    await page.getByRole('radio', { name: 'JSON' }).click();
    const code = page.locator('pre');
    await expect(code.locator('.line').first()).toHaveText('{');
    expect(await code.locator('.line').count()).toBeLessThan(200);
    await code.focus();
    await page.keyboard.press('End');
    await expect(code.locator('.line').last()).toHaveText('}');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    const document = JSON.parse(await clipboard(app)) as { root: { children: readonly unknown[] } };
    expect(document.root.children).toHaveLength(308);
  });

  test('nothing is cut off in a small window', async ({ open }) => {
    const { app, page } = await open();
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 700));
    await openDesign(page, 'InceptionNet-10');
    const place = new DesignPlace(page);
    const sideways = () => place.tree.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    await expect(place.blocks.first()).toBeVisible();
    expect(await sideways()).toBe(0);
    for (const title of ['CBAPD', 'Repeat']) {
      await place.block(title).click({ position: { x: 60, y: 12 } });
      const cut = await place.inspector
        .getByRole('radio')
        .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent));
      expect(cut).toEqual([]);
    }
    // The button for the palette stands beside the views, not on them.
    await page.keyboard.press('Alt+2');
    await page.getByRole('treegrid', { name: 'Layers' }).getByText('CBAPD', { exact: true }).click();
    await page.getByRole('button', { name: 'Blocks', exact: true }).click();
    await expect(place.entry('Convolution')).toBeVisible();
  });

  test('a network that does not fit has its problems instead of a program', async ({ open }) => {
    const { page } = await open();
    await openDesign(page, 'LeNet-5');
    await setOwnSize(page, { Height: 2 });
    await page.keyboard.press('Alt+3');
    await expect(page.getByRole('heading', { name: /There is no program/u })).toBeVisible();
    await page.getByRole('button', { name: 'Show the block' }).first().click();
    await expect(page.getByRole('radio', { name: 'Tower' })).toBeChecked();
  });

  test('the bar tells what a training takes, and follows the batch', async ({ open }) => {
    const { page } = await open();
    await openDesign(page, 'LeNet-5');
    const memory = page.getByRole('button', { name: /^Memory for training/u });
    await expect(memory).toHaveAccessibleName(/at a batch of/u);
    const before = await memory.textContent();
    await memory.click();
    await page.getByRole('textbox', { name: 'Batch size', exact: true }).fill('60000');
    await expect(memory).not.toHaveText(before ?? '');
    await expect(memory).toHaveAccessibleName(/at a batch of 60,000/u);
    await page.keyboard.press('Escape');
    // The first look has the machine measured.
    await expect(page.getByRole('button', { name: /^Time per epoch on this machine: ≈/u })).toBeVisible({
      timeout: 120_000,
    });
  });

  test('pictures are saved as SVG and PNG, and hold their text', async ({ open }) => {
    const { app, page } = await open();
    const folder = mkdtempSync(join(tmpdir(), 'blockyard-pictures-'));
    await openDesign(page, 'InceptionNet-10');
    const svg = join(folder, 'picture.svg');
    const png = join(folder, 'picture.png');
    await savePicture(app, page, 'Save SVG', svg);
    await savePicture(app, page, 'Save PNG', png);

    const image = readFileSync(png);
    expect(image.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    const measured = await measure(page, readFileSync(svg, 'utf8'));
    expect(measured.error).toBeNull();
    expect(measured.texts).toBeGreaterThan(40);
    expect(measured.tooWide).toEqual([]);
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([2 * measured.width, 2 * measured.height]);
    rmSync(folder, { recursive: true, force: true });
  });
});

interface Described {
  readonly params: { readonly total: number };
  readonly macs: number;
}

function blockyard(...args: readonly string[]): string {
  return execFileSync(process.execPath, [join(projectRoot, 'scripts', 'blockyard.mjs'), ...args], { encoding: 'utf8' });
}

function total(table: Locator, metric: string): Locator {
  return table.locator(`[data-total="${metric}"]`);
}

async function openDesign(page: Page, network: string): Promise<void> {
  await new TrainPlace(page).fill({ network });
  await page.getByRole('button', { name: 'View in Design' }).click();
  await expect(page.getByRole('radiogroup', { name: 'View' })).toBeVisible();
}

/** What a person finds when they paste. */
function clipboard(app: ElectronApplication): Promise<string> {
  return app.evaluate((electron) => electron.clipboard.readText());
}

async function setOwnSize(page: Page, sizes: Readonly<Record<string, number>>): Promise<void> {
  await page.getByRole('button', { name: /^Input/u }).click();
  await page.getByRole('radio', { name: 'Own size' }).click();
  for (const [label, value] of Object.entries(sizes))
    await page.getByRole('textbox', { name: label, exact: true }).fill(String(value));
  await page.keyboard.press('Escape');
}

/** The system's dialog is answered with this path. */
async function answerSaving(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
}

async function savePicture(app: ElectronApplication, page: Page, button: string, path: string): Promise<void> {
  await answerSaving(app, path);
  await page.getByRole('button', { name: 'Picture…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save a picture' });
  await dialog.getByRole('button', { name: button }).click();
  await expect(dialog).toBeHidden();
}

/** Draws an SVG in the page, and looks for text that leaves its box in the fonts of this machine. */
function measure(page: Page, svg: string) {
  return page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
    const error = parsed.querySelector('parsererror')?.textContent ?? null;
    const root = document.importNode(parsed.documentElement, true) as unknown as SVGSVGElement;
    document.body.append(root);
    const boxes = Array.from(root.querySelectorAll('rect'))
      .slice(1)
      .map((rect) => rect.getBBox());
    const texts = Array.from(root.querySelectorAll('text'));
    const tooWide = texts.flatMap((text) => {
      const { x, y, width, height } = text.getBBox();
      const middle = y + height / 2;
      const holders = boxes.filter(
        (box) =>
          box.x <= x + width / 2 &&
          x + width / 2 <= box.x + box.width &&
          box.y <= middle &&
          middle <= box.y + box.height,
      );
      const holder = holders.sort((a, b) => a.width * a.height - b.width * b.height)[0];
      if (holder === undefined) return [];
      return x < holder.x || x + width > holder.x + holder.width ? [text.textContent] : [];
    });
    const { width, height } = root.viewBox.baseVal;
    root.remove();
    return { error, texts: texts.length, tooWide, width, height };
  }, svg);
}
