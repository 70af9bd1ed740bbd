import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ElectronApplication } from '@playwright/test';
import { debianFashionMnist, publishedFiles } from '../core/data/fashion-mnist.test-support.ts';
import { serveFiles, type FileServer } from '../core/data/http-server.test-support.ts';
import { idxHeader } from '../core/data/idx.ts';
import { expect, test } from './blockyard.ts';
import { DataPlace, writeIdx } from './data.ts';
import { goTo } from './experiment.ts';

let server: FileServer;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  server = await serveFiles(publishedFiles(await debianFashionMnist()));
  process.env['BLOCKYARD_MIRROR'] = server.address;
});
test.afterAll(async () => {
  delete process.env['BLOCKYARD_MIRROR'];
  await server.close();
});

/** Of the training images, the server sends so many bytes and then nothing, until it is let go. */
const firstBytes = 20_000_000;
let held = true;
test.beforeEach(() => {
  server.asked.length = 0;
  held = true;
  server.misbehave = ({ url, headers }, response, file) => {
    if (!held || url?.includes('train-images') !== true) return false;
    if (headers.range !== undefined) return true;
    response.writeHead(200, { 'content-length': file.length });
    response.write(file.subarray(0, firstBytes));
    return true;
  };
});

/** Asks the app to quit and answers its question with the button of this number; the question. */
function quit(app: ElectronApplication, answer: number): Promise<string> {
  return app.evaluate(async ({ app: electronApp, dialog }, response) => {
    const question = new Promise<string>((resolve) => {
      dialog.showMessageBox = (...options: unknown[]) => {
        resolve((options[options.length - 1] as { message: string }).message);
        return Promise.resolve({ response, checkboxChecked: false });
      };
    });
    electronApp.quit();
    return question;
  }, answer);
}

test('a dataset is downloaded, stopped, gone on with and found, while another is imported', async ({ open, home }) => {
  const { app, page } = await open();
  const data = new DataPlace(app, page);
  await goTo(page, 'Data');
  await page.getByRole('button', { name: 'Download Fashion-MNIST, 30.9 MB' }).click();
  const jobs = page.getByRole('list', { name: 'Imports, downloads and exports' });
  const download = page.getByRole('progressbar', { name: 'Download of “Fashion-MNIST”' });
  await expect(jobs).toContainText('20 MB of 30.9 MB', { timeout: 60_000 });
  await expect(download).toHaveAttribute('aria-valuenow', /^6[45]$/u);

  // It waits for the network, and the import does not wait for it.
  await data.drop([writeIdx(join(home, 'meanwhile'), 40)]);
  await expect(data.dialog.getByText('IDX files: 4 files')).toBeVisible({ timeout: 30_000 });
  await data.startImport('Meanwhile');
  await expect(data.row('Meanwhile')).toBeVisible({ timeout: 60_000 });
  await expect(download).toBeVisible();

  await page.getByRole('button', { name: 'Cancel: Download of “Fashion-MNIST”' }).click();
  await expect(page.getByText('The download of “Fashion-MNIST” was stopped; what has arrived is kept')).toBeVisible();
  const part = join(home, 'downloads', 'fashion-mnist', 'train-images-idx3-ubyte.gz.part');
  const arrived = statSync(part).size;
  expect(arrived).toBeGreaterThan(firstBytes / 2);
  await expect(page.getByText(/^6\d% is here already$/u)).toBeVisible();

  held = false;
  server.asked.length = 0;
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('“Fashion-MNIST” was imported')).toBeVisible({ timeout: 90_000 });
  expect(server.asked[0]).toBe(`/fashion-mnist/train-images-idx3-ubyte.gz bytes=${String(arrived)}-`);
  await data.row('Fashion-MNIST').click();
  await expect(page.getByText('60,000 images')).toBeVisible();
  await expect(page.getByRole('button', { name: /Download Fashion-MNIST/u })).toBeHidden();
  expect(existsSync(part)).toBe(false);
});

test('quitting during an import or a download asks first, and nothing half-done stays', async ({ open, home }) => {
  const first = await open();
  const { app, page } = first;
  const data = new DataPlace(app, page);
  await goTo(page, 'Data');
  await page.getByRole('button', { name: 'Download Fashion-MNIST, 30.9 MB' }).click();
  await expect(page.getByText('20 MB of 30.9 MB')).toBeVisible({ timeout: 60_000 });
  expect(await quit(app, 1)).toBe('Data is being imported, downloaded or exported');
  await expect(page.getByRole('progressbar', { name: 'Download of “Fashion-MNIST”' })).toBeVisible();

  // Small files, and seconds of work.
  const many = join(home, 'many');
  mkdirSync(many);
  const count = 400_000;
  const images = Buffer.concat([idxHeader([count, 28, 28]), Buffer.alloc(count * 28 * 28)]);
  const labels = Buffer.concat([idxHeader([count]), Buffer.alloc(count).fill(1, 9)]);
  writeFileSync(join(many, 'train-images.gz'), gzipSync(images, { level: 1 }));
  writeFileSync(join(many, 'train-labels.gz'), gzipSync(labels, { level: 1 }));
  await data.drop([many]);
  await expect(data.dialog.getByText('IDX files: 2 files')).toBeVisible({ timeout: 30_000 });
  await data.startImport('Many');
  const datasets = join(home, 'datasets');
  const made = (): string[] => (existsSync(datasets) ? readdirSync(datasets) : []);
  await expect.poll(made).toEqual([expect.stringMatching(/^\.scratch-/u)]);
  const closed = app.waitForEvent('close');
  expect(await quit(app, 0)).toBe('Data is being imported, downloaded or exported');
  await closed;
  expect(made()).toEqual([]);
  expect(readdirSync(join(home, 'downloads', 'fashion-mnist'))).toEqual(['train-images-idx3-ubyte.gz.part']);

  const again = await open();
  await goTo(again.page, 'Data');
  await expect(again.page.getByText(/^6\d% is here already$/u)).toBeVisible();
});
