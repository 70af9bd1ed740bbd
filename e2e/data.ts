import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type ElectronApplication, type Locator, type Page } from '@playwright/test';
import { PNG } from 'pngjs';
import { writeIdxPair } from '../core/data/idx.test-support.ts';

/** The window's Data place, as a person uses it. */
export class DataPlace {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly list: Locator;
  readonly grid: Locator;
  readonly dialog: Locator;

  constructor(app: ElectronApplication, page: Page) {
    this.app = app;
    this.page = page;
    this.list = page.getByRole('navigation', { name: 'Datasets' });
    this.grid = page.getByRole('grid', { name: 'Images' });
    this.dialog = page.getByRole('dialog');
  }

  /** The row of a dataset in the list. */
  row(title: string): Locator {
    return this.list.getByRole('link', { name: title });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async show(tab: 'Images' | 'Overview' | 'Import report'): Promise<void> {
    await this.page.getByRole('radio', { name: tab, exact: true }).click();
  }

  /** Drops files or folders on the window as the system would. */
  async drop(paths: string[]): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: paths, dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
    await session.detach();
  }

  /** The system's dialog for choosing, when it opens next, answers with these. */
  async willChoose(paths: string[]): Promise<void> {
    await this.app.evaluate(({ dialog }, filePaths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths });
    }, paths);
  }

  async willExportTo(folder: string): Promise<void> {
    await this.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, folder);
  }

  /** In the dialog, once what is there has been looked at. */
  async startImport(title: string): Promise<void> {
    await this.dialog.getByRole('textbox', { name: 'Title of the dataset' }).fill(title);
    await this.dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(this.dialog).toBeHidden();
  }

  /** What is said of the image that the keys are at. */
  get activeImage(): Locator {
    return this.grid.getByRole('gridcell');
  }
}

/** Writes a folder with PNG pictures in a folder for each class: squares on the left of `left`, on the right of `right`, of different sizes. */
export function writePictures(folder: string, perClass: number): void {
  for (const [label, name] of ['left', 'right'].entries()) {
    for (const part of ['train', 'test']) mkdirSync(join(folder, part, name), { recursive: true });
    for (let index = 0; index < perClass; index += 1) {
      const [height, width] = [24 + (index % 5), 20 + (index % 7)];
      const png = new PNG({ width, height });
      for (let at = 0; at < width * height; at += 1) {
        const onRight = at % width >= width / 2;
        const bright = onRight === (label === 1) ? 200 : 30;
        png.data.set([bright, (index * 9) % 256, (at * 3 + index) % 256, 255], 4 * at);
      }
      const part = index % 5 === 4 ? 'test' : 'train';
      writeFileSync(join(folder, part, name, `${name}-${String(index).padStart(3, '0')}.png`), PNG.sync.write(png));
    }
  }
}

/** Writes IDX files of 28x28 images for training and testing. Returns their folder. */
export function writeIdx(folder: string, count: number): string {
  mkdirSync(folder, { recursive: true });
  writeIdxPair(folder, { count, shape: [28, 28], classes: 4, gzip: true });
  writeIdxPair(folder, { count: Math.ceil(count / 5), shape: [28, 28], classes: 4, gzip: true, prefix: 't10k' });
  return folder;
}
