import { expect, test } from './blockyard.ts';
import { DesignPlace } from './design.ts';
import { goTo } from './experiment.ts';

test('blocks are dragged within the tower, into branches and out, copied, and put back by Escape', async ({ open }) => {
  const { page } = await open();
  await goTo(page, 'Design');
  const place = new DesignPlace(page);
  await place.openPreset('LeNet-5');
  expect(await place.ids()).toEqual(['conv1', 'pool1', 'conv2', 'pool2', 'flatten', 'dense1', 'dense2', 'output']);

  await test.step('past another block', async () => {
    await place.drag(place.block('Convolution'), place.blocks.nth(2), 'above');
    expect((await place.ids()).slice(0, 3)).toEqual(['pool1', 'conv1', 'conv2']);
    await page.keyboard.press('Control+z');
    expect((await place.ids()).slice(0, 3)).toEqual(['conv1', 'pool1', 'conv2']);
  });

  await test.step('Escape lets it stay', async () => {
    await place.lift(place.blocks.nth(0));
    await place.carryTo(place.blocks.nth(3), 'below');
    await page.keyboard.press('Escape');
    await expect(page.locator('.slot')).toHaveCount(0);
    await page.mouse.up();
    expect((await place.ids())[0]).toBe('conv1');
  });

  await test.step('several at once, as copies with Ctrl', async () => {
    await place.blocks.nth(0).click();
    await page.keyboard.down('Shift');
    await place.blocks.nth(1).click();
    await page.keyboard.up('Shift');
    await expect(place.selected).toHaveCount(2);
    await place.lift(place.blocks.nth(1));
    await place.carryTo(place.blocks.nth(3), 'below');
    await page.keyboard.down('Control');
    await page.mouse.up();
    await page.keyboard.up('Control');
    await expect(place.blocks).toHaveCount(10);
    expect((await place.ids()).slice(0, 6)).toEqual([
      'conv1',
      'pool1',
      'conv2',
      'pool2',
      ...(await place.ids()).slice(4, 6),
    ]);
    await page.keyboard.press('Control+z');
  });

  await test.step('into an empty branch, and as a new branch', async () => {
    await place.blocks.nth(2).click();
    await page.keyboard.press('w');
    await page.getByRole('menuitem', { name: 'Wrap in branches' }).click();
    const empty = page.getByText('Empty: passes its input on');
    await place.lift(place.block('Flatten'));
    const box = await empty.boundingBox();
    if (box === null) throw new Error('There is no empty branch.');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await expect(empty).toHaveCount(0);
    const group = page.getByRole('group', { name: 'Branch 2 of 2' });
    await expect(group.getByRole('treeitem', { name: /^Flatten/ })).toBeVisible();

    await place.lift(place.block('Dense'));
    const edge = page.locator('[data-edge="2"]');
    const side = await edge.boundingBox();
    const frame = await place.block('Branches').boundingBox();
    if (side === null || frame === null) throw new Error('The branches have no edge.');
    // The border of the frame belongs to it.
    await page.mouse.move(frame.x + frame.width - 3, side.y + side.height / 2, { steps: 4 });
    await expect(page.getByText('New branch')).toBeVisible();
    await page.mouse.up();
    await expect(page.getByRole('group', { name: 'Branch 3 of 3' }).getByRole('treeitem')).toHaveCount(1);
  });

  await test.step('all undone', async () => {
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('Control+z');
    expect(await place.ids()).toEqual(['conv1', 'pool1', 'conv2', 'pool2', 'flatten', 'dense1', 'dense2', 'output']);
  });
});

test('a drag near the edge scrolls the canvas', async ({ open }) => {
  const { page } = await open();
  await goTo(page, 'Design');
  const place = new DesignPlace(page);
  await place.openPreset('VGG-16');
  const box = await place.tree.boundingBox();
  if (box === null) throw new Error('There is no canvas.');
  await place.lift(place.blocks.nth(0));
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 10, { steps: 4 });
  const last = place.blocks.last();
  // Until it has come to the end, the canvas scrolls on under the pointer, and nothing stays where one looked.
  const left = (): Promise<number> =>
    place.tree.evaluate((tree) => tree.scrollHeight - tree.clientHeight - tree.scrollTop);
  await expect.poll(left).toBeLessThan(1);
  await expect(last).toBeInViewport({ ratio: 1 });
  await place.carryTo(last, 'below');
  await page.mouse.up();
  await expect(place.blocks.last()).toHaveAttribute('data-node', (await place.ids()).at(-1) ?? '');
  await expect(place.selected).toBeInViewport();
  expect((await place.ids()).at(-1)).not.toBe('output');
});

test('a block is exploded, edited, and everything undone again', async ({ open }) => {
  const { page } = await open();
  await goTo(page, 'Design');
  const place = new DesignPlace(page);
  await place.openPreset('ResNet-18');
  const before = await place.ids();
  await expect(place.figure('parameters')).toContainText('11.2 M');
  await place.block('ResNet stage').click();
  await page.keyboard.press('e');
  await expect(place.blocks).toHaveCount(before.length + 2);
  await expect(place.figure('parameters')).toContainText('11.2 M');
  await place.block('ResNet block').click();
  await page.keyboard.press('Delete');
  await expect(place.figure('parameters')).toContainText('11.1 M');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  expect(await place.ids()).toEqual(before);
  await page.keyboard.press('Control+Shift+z');
  await expect(place.blocks).toHaveCount(before.length + 2);
});

test('a deep plain stack gets shortcuts with one click', async ({ open }) => {
  const { page } = await open();
  await goTo(page, 'Design');
  const place = new DesignPlace(page);
  await place.openPreset('ResNet-20');
  await place.clear();
  const unit = [{ kind: 'conv', filters: 8, useBias: false }, { kind: 'batchNorm' }, { kind: 'activation' }];
  const end = [{ kind: 'globalAvgPool' }, { kind: 'dense', units: 'classes', activation: 'softmax' }];
  await place.paste([...Array.from({ length: 24 }, () => unit).flat(), ...end]);
  await expect(place.blocks).toHaveCount(74);
  await page.keyboard.press('Escape');
  await expect(place.inspector).toContainText('Every way through the network passes 25 convolution and dense layers.');
  await place.inspector.getByRole('button', { name: 'Wrap in Residual blocks (11)' }).click();
  await expect(place.block(/^Residual/)).toHaveCount(11);
  await expect(place.inspector).not.toContainText('Every way through');
  await page.keyboard.press('Control+z');
  await expect(place.blocks).toHaveCount(74);
});

test('an error sits on its block and is mended there, and what is pasted wrong changes nothing', async ({ open }) => {
  const { page } = await open();
  await goTo(page, 'Design');
  const place = new DesignPlace(page);
  await place.openPreset('LeNet-5');
  await place.block('Flatten').click();
  await page.keyboard.press('Delete');
  const note = place.block('Dense').getByRole('note');
  await expect(note).toContainText('needs a vector');
  await expect(place.blocks.last()).toHaveAccessibleName(/gives 10/);
  await note.getByRole('button').click();
  await expect(page.getByRole('note')).toHaveCount(0);
  await expect(place.figure('parameters')).toContainText('44.4 k');

  const before = await place.ids();
  await place.paste([{ kind: 'flatten' }, { kind: 'conv', filters: -1 }]);
  await expect(page.locator('.toasts')).toContainText('At root/children/1/filters');
  await place.paste(Array.from({ length: 10_001 }, () => ({ kind: 'conv' })));
  await expect(page.locator('.toasts')).toContainText('more than 10,000 blocks');
  expect(await place.ids()).toEqual(before);
});
