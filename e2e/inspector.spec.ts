import { expect, test } from './blockyard.ts';
import { DesignPlace } from './design.ts';
import { goTo } from './experiment.ts';

test('a setting changes the network as it is written, and is undone in one step', async ({ open }) => {
  const { page } = await open();
  const place = new DesignPlace(page);
  await goTo(page, 'Design');
  await place.openPreset('LeNet-5');
  await expect(place.parameters).toHaveText('44.4 k');
  await place
    .block(/^Convolution/)
    .first()
    .click();
  const filters = place.setting('Filters');
  await expect(filters).toHaveValue('6');
  await filters.press('Control+a');
  await filters.pressSequentially('128');
  await expect(place.block(/^Convolution.*128/)).toBeVisible();
  await expect(place.parameters).not.toHaveText('44.4 k');

  const changed = await place.parameters.textContent();
  await filters.press('Control+a');
  await filters.pressSequentially('0');
  await expect(filters).toHaveAttribute('aria-invalid', 'true');
  await expect(place.inspector).toContainText('Write a whole number from 1 to 16,384.');
  await expect(place.parameters).toHaveText(changed ?? '');
  await filters.press('Escape');
  await expect(filters).toHaveValue('128');

  await filters.press('Control+z');
  await expect(filters).toHaveValue('6');
  await expect(place.parameters).toHaveText('44.4 k');
  await filters.press('Control+Shift+z');
  await expect(filters).toHaveValue('128');
  await place.inspector.getByRole('button', { name: 'Filters: back to 32' }).click();
  await expect(filters).toHaveValue('32');
});

test('settings of both directions, of choices and of several blocks are set with the mouse', async ({ open }) => {
  const { page } = await open();
  const place = new DesignPlace(page);
  await goTo(page, 'Design');
  await place.openPreset('LeNet-5');
  const convolutions = place.block(/^Convolution/);
  await convolutions.first().click();
  await place.inspector.getByRole('button', { name: 'Different down and across' }).first().click();
  await place.inspector.getByRole('textbox', { name: 'Kernel, across' }).fill('3');
  await expect(place.block(/^Convolution, 5×3/)).toBeVisible();
  await place.inspector.getByRole('radio', { name: 'same' }).click();
  await convolutions.nth(1).click({ modifiers: ['Shift'] });
  await expect(place.inspector.getByRole('heading', { name: '3 blocks selected' })).toBeVisible();
  await convolutions.first().click();
  await convolutions.nth(1).click({ modifiers: ['Control'] });
  await expect(place.setting('Filters')).toHaveAttribute('placeholder', 'mixed');
  await place.setting('Filters').fill('10');
  await expect(place.block(/^Convolution.* \/ 10/)).toHaveCount(2);
});

test('blocks are inserted and the network is changed with the keyboard alone', async ({ open }) => {
  const { page } = await open();
  const place = new DesignPlace(page);
  await goTo(page, 'Design');
  await place.openPreset('ResNet-20');
  await place.command('conv 64 3x3 s2');
  await expect(place.block(/^Convolution, 3×3 \/ 64 s2/)).toHaveAttribute('aria-selected', 'true');
  await place.command('inception 24');
  await expect(place.block(/^Inception/)).toHaveAttribute('aria-selected', 'true');
  await place.command('undo');
  await expect(place.block(/^Inception/)).toHaveCount(0);
  await page.keyboard.press('/');
  await page.keyboard.type('drop');
  await page.keyboard.press('Enter');
  await expect(place.block(/^Dropout/)).toHaveAttribute('aria-selected', 'true');
});

test('a block that was made is used twice, each time with a knob of its own', async ({ open }) => {
  const { page } = await open();
  const place = new DesignPlace(page);
  await goTo(page, 'Design');
  await place.openPreset('LeNet-5');
  await place
    .block(/^Convolution/)
    .first()
    .click();
  await place
    .block(/^Max pool/)
    .first()
    .click({ modifiers: ['Shift'] });
  await page.keyboard.press('m');
  const dialog = page.getByRole('dialog', { name: 'Make a block' });
  await expect(dialog.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused();
  await page.keyboard.type('Stage of LeNet');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const own = place.block(/^Stage of LeNet/);
  await expect(own).toHaveCount(1);
  await expect(place.parameters).toHaveText('44.4 k');

  await place.entry('Stage of LeNet').click();
  await expect(own).toHaveCount(2);
  await place.setting('Filters').fill('9');
  await own.first().click();
  await expect(place.setting('Filters')).toHaveValue('6');
  await own.nth(1).click();
  await expect(place.setting('Filters')).toHaveValue('9');

  await place.entry('Baseline').click();
  await place.command('stage of lenet filters=12');
  await expect(place.setting('Filters')).toHaveValue('12');
});
