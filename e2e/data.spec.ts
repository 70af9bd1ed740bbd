import { mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonWithNumpy, writeCifar } from '../core/data/written-cifar.test-support.ts';
import { expect, test } from './blockyard.ts';
import { DataPlace, writeIdx, writePictures } from './data.ts';
import { goTo, long, quick, TrainPlace } from './experiment.ts';

test('a folder of pictures is dropped, looked at, imported, reported on and trained on', async ({ open, home }) => {
  test.setTimeout(180_000);
  const folder = join(home, 'sides of things 两边');
  writePictures(folder, 60);
  const left = join(folder, 'train', 'left');
  writeFileSync(join(left, 'broken.png'), readFileSync(join(left, 'left-000.png')).subarray(0, 60));
  writeFileSync(join(left, 'twice.png'), readFileSync(join(left, 'left-001.png')));
  writeFileSync(join(folder, 'test', 'left', 'leak.png'), readFileSync(join(left, 'left-002.png')));
  const { app, page } = await open();
  const data = new DataPlace(app, page);
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeEnabled();

  // From wherever one is.
  await data.drop([folder]);
  await expect(data.dialog.getByText('Folders of pictures: 123 files')).toBeVisible({ timeout: 30_000 });
  await expect(data.dialog.getByText('98 training, 25 test, 0 validation')).toBeVisible();
  await expect(data.dialog.getByRole('textbox', { name: 'Title of the dataset' })).toHaveValue('sides of things 两边');
  const previews = data.dialog.getByRole('region', { name: 'Before and after' });
  await expect(previews.getByRole('img', { name: /, after$/ }).first()).toBeVisible({ timeout: 30_000 });
  await data.dialog.getByRole('textbox', { name: 'Height' }).fill('16');
  await data.dialog.getByRole('textbox', { name: 'Width' }).fill('20');
  await data.dialog.getByRole('radio', { name: 'Grey' }).click();
  await data.dialog.getByRole('radio', { name: 'Pad' }).click();
  await expect(previews.getByText('16×20×1')).toBeVisible();
  await expect(previews.getByRole('status')).toHaveText('', { timeout: 30_000 });
  const size = await previews
    .getByRole('img', { name: /, after$/ })
    .first()
    .evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.height]);
  expect(size).toEqual([20, 16]);
  await data.startImport('Sides');
  await expect(page.getByText('“Sides” was imported')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Look at it' }).click();

  await data.show('Import report');
  const figure = (label: string) => page.locator('.figure', { hasText: label });
  await expect(figure('Images read')).toContainText('122');
  await expect(figure('Files refused')).toContainText('1');
  // Drawn by the same rule, pictures are alike; one of them is equal.
  const leaks = page.getByRole('region', { name: 'Test images that are training images' });
  const equal = leaks.getByRole('listitem').filter({ hasText: 'Equal' });
  await expect(equal).toHaveCount(1);
  await expect(equal).toContainText('left-002.png');
  await expect(equal).toContainText('leak.png');
  await expect(page.getByRole('cell', { name: 'train/left/broken.png' })).toBeVisible();

  await data.show('Images');
  await expect(page.getByText('97 images')).toBeVisible();
  await page.getByRole('searchbox', { name: 'Search file names' }).fill('TWICE');
  await expect(page.getByText('1 image', { exact: true })).toBeVisible();
  await expect(data.activeImage).toHaveAccessibleName(/^Image 1 of 1: left, .*twice\.png$/);

  await data.button('Train on this').click();
  const train = new TrainPlace(page);
  await expect(page.getByRole('combobox', { name: 'Dataset' })).toHaveText('Sides');
  await page.getByRole('combobox', { name: 'Network', exact: true }).click();
  await page.getByRole('option', { name: 'Baseline' }).click();
  await page.getByRole('textbox', { name: 'Epochs', exact: true }).fill('2');
  await train.train.click();
  await train.toHaveStatus('completed', 90_000);
});

test('files are chosen, imported, browsed, renamed, removed and brought back', async ({ open, home }) => {
  test.setTimeout(120_000);
  const files = writeIdx(join(home, 'my-patterns'), 3000);
  const { app, page } = await open();
  const data = new DataPlace(app, page);
  await goTo(page, 'Data');
  await expect(data.row('MNIST')).toHaveAttribute('aria-current', 'true');
  await data.button('Import').click();
  await data.willChoose([files]);
  await data.dialog.getByRole('button', { name: 'Choose a folder…' }).click();
  await expect(data.dialog.getByText('IDX files: 4 files')).toBeVisible({ timeout: 30_000 });
  await data.startImport('Patterns');
  await expect(data.row('Patterns')).toBeVisible({ timeout: 60_000 });
  await data.row('Patterns').click();
  await expect(page.getByText('3,000 images')).toBeVisible();

  // By class, by part, by keyboard.
  await page.getByRole('combobox', { name: 'Class' }).click();
  await page.getByRole('option', { name: '2', exact: false }).first().click();
  await expect(page.getByText('750 images')).toBeVisible();
  await page.getByRole('radio', { name: 'Test', exact: true }).click();
  await expect(page.getByText('150 images')).toBeVisible();
  await data.grid.focus();
  await page.keyboard.press('ArrowRight');
  await expect(data.activeImage).toHaveAccessibleName('Image 2 of 150: 2');
  await page.keyboard.press('End');
  await expect(data.activeImage).toHaveAccessibleName('Image 150 of 150: 2');

  await data.button('Rename').click();
  await data.dialog.getByRole('textbox', { name: 'Title' }).fill('Stripes');
  await page.keyboard.press('Enter');
  await expect(data.row('Stripes')).toBeVisible();
  await data.button('Rename classes').click();
  await data.dialog.getByRole('textbox', { name: 'Class 0' }).fill('1');
  await expect(data.dialog.getByText('Two classes are called “1”.').first()).toBeVisible();
  await expect(data.dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
  await data.dialog.getByRole('textbox', { name: 'Class 0' }).fill('zero');
  await data.dialog.getByRole('button', { name: 'Save' }).click();
  await data.show('Overview');
  await expect(page.getByRole('img', { name: 'Images per class' })).toBeVisible();
  await expect(page.getByText('Counted over all 3,000 training images.', { exact: true })).toBeVisible({
    timeout: 30_000,
  });

  await data.button('Remove').click();
  await expect(data.row('Stripes')).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(data.row('Stripes')).toBeVisible();
  await expect(page.getByText('zero', { exact: true }).or(data.row('Stripes')).first()).toBeVisible();
});

test('a dataset is exported as pictures and as IDX files, and CIFAR-100 is imported with its coarse labels', async ({
  open,
  home,
}) => {
  const { app, page } = await open();
  const data = new DataPlace(app, page);
  await goTo(page, 'Data');
  await data.drop([writeIdx(join(home, 'small'), 40)]);
  await expect(data.dialog.getByText('IDX files: 4 files')).toBeVisible({ timeout: 30_000 });
  await data.startImport('Small');
  await expect(data.row('Small')).toBeVisible({ timeout: 60_000 });
  await data.row('Small').click();
  const target = join(home, 'as pictures');
  await data.willExportTo(target);
  await data.button('Export as pictures').click();
  await expect(page.getByText('“Small” was exported')).toBeVisible({ timeout: 60_000 });
  expect(readdirSync(target).sort()).toEqual(['test', 'train']);
  expect(readdirSync(join(target, 'train', '0'))).toHaveLength(10);
  const files = join(home, 'as files');
  await data.willExportTo(files);
  await data.button('Export as IDX files').click();
  await expect(page.getByText(files)).toBeVisible({ timeout: 60_000 });
  expect(readdirSync(files)).toContain('train-images-idx3-ubyte.gz');

  // Of CIFAR-100's two kinds of labels, the coarse ones.
  const cifar = await writeCifar(await pythonWithNumpy(), join(home, 'cifar'), 100, 'python2');
  await data.drop([cifar.archive]);
  await expect(data.dialog.getByText('CIFAR files: 1 file')).toBeVisible({ timeout: 30_000 });
  await expect(data.dialog.getByRole('radio', { name: '100 classes' })).toBeChecked();
  await data.dialog.getByRole('radio', { name: '20 groups of them' }).click();
  await data.startImport('Coarse');
  await data.row('Coarse').click({ timeout: 60_000 });
  await expect(page.getByText('50 images')).toBeVisible();
  await page.getByRole('combobox', { name: 'Class' }).click();
  const classes = page.getByRole('option').filter({ hasNotText: 'All classes' });
  await expect(classes).toHaveCount(20);
  await expect(classes.first()).toContainText(cifar.classes.coarse[0] ?? '?');
  await page.keyboard.press('Escape');
  await expect(data.activeImage).toHaveAccessibleName(
    `Image 1 of 50: ${cifar.classes.coarse[cifar.train.coarse[0] ?? -1] ?? '?'}`,
  );
});

test('what cannot be imported says why, and a damaged dataset can be removed', async ({ open, home }) => {
  const folder = join(home, 'nothing');
  mkdirSync(folder);
  writeFileSync(join(folder, 'readme.txt'), 'no pictures here');
  const { app, page } = await open();
  const data = new DataPlace(app, page);
  await goTo(page, 'Data');
  await data.drop([folder]);
  await expect(data.dialog.getByRole('alert')).toContainText('This cannot be imported', { timeout: 30_000 });
  await page.keyboard.press('Escape');

  await data.drop([writeIdx(join(home, 'fine'), 40)]);
  await expect(data.dialog.getByText('IDX files: 4 files')).toBeVisible({ timeout: 30_000 });
  await data.startImport('Fine');
  await expect(data.row('Fine')).toBeVisible({ timeout: 60_000 });
  truncateSync(join(home, 'datasets', 'fine', 'manifest.json'), 30);
  await goTo(page, 'Train');
  await goTo(page, 'Data');
  await data.row('fine').click();
  await expect(page.getByText('This dataset cannot be read')).toBeVisible();
  await data.button('Remove').click();
  await expect(data.row('fine')).toBeHidden();
});

test('a dataset that a run trains on is kept', async ({ open, home }) => {
  const { app, page } = await open();
  const data = new DataPlace(app, page);
  await goTo(page, 'Data');
  await data.drop([writeIdx(join(home, 'busy'), 2000)]);
  await expect(data.dialog.getByText('IDX files: 4 files')).toBeVisible({ timeout: 30_000 });
  await data.startImport('Busy');
  await expect(data.row('Busy')).toBeVisible({ timeout: 60_000 });
  await data.row('Busy').click();
  await data.button('Train on this').click();
  const train = new TrainPlace(page);
  await train.start({ network: long.network ?? '', epochs: 500, batchSize: quick.batchSize ?? 32 });
  await train.toHaveStatus('running', 60_000);
  await goTo(page, 'Data');
  await data.button('Remove').click();
  await expect(page.getByText(/trains on the dataset "busy" or waits to/)).toBeVisible();
  await expect(data.row('Busy')).toBeVisible();
});
