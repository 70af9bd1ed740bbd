import { expect, type Locator, type Page } from '@playwright/test';

/** A place to drop at: in front of the block `before`, or behind all blocks of the tower. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** The window's Design place, as a person uses it. */
export class DesignPlace {
  readonly page: Page;
  readonly tree: Locator;
  /** All blocks that can be seen, in the order of the document. */
  readonly blocks: Locator;
  readonly selected: Locator;
  readonly palette: Locator;
  readonly inspector: Locator;

  constructor(page: Page) {
    this.page = page;
    this.tree = page.getByRole('tree', { name: 'Architecture' });
    this.blocks = this.tree.getByRole('treeitem');
    this.selected = this.tree.locator('[aria-selected="true"]');
    this.palette = page.getByRole('navigation', { name: 'Blocks' });
    this.inspector = page.getByRole('complementary', { name: 'Selected block' });
  }

  /** The first block whose accessible name begins with a text, or all whose name matches. */
  block(name: string | RegExp): Locator {
    if (typeof name !== 'string') return this.tree.getByRole('treeitem', { name });
    return this.tree.getByRole('treeitem', { name: new RegExp(`^${name}`) }).first();
  }

  /** An entry of the palette, by what it is called; a figure may stand behind that. */
  entry(title: string): Locator {
    return this.palette.getByRole('button', { name: new RegExp(`^${title}( |$)`) }).first();
  }

  setting(name: string): Locator {
    return this.inspector.getByRole('textbox', { name, exact: true });
  }

  /** Parameters of the network, as the bar shows them. */
  get parameters(): Locator {
    return this.figure('parameters').locator('dd').first();
  }

  /** Writes into the command palette and does the first thing that it offers. */
  async command(text: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await expect(this.page.getByRole('combobox', { name: 'Insert or do' })).toBeFocused();
    await this.page.keyboard.type(text);
    await expect(this.page.getByRole('option', { selected: true })).toBeVisible();
    await this.page.keyboard.press('Enter');
    await expect(this.page.getByRole('combobox', { name: 'Insert or do' })).toBeHidden();
  }

  async openPreset(title: string): Promise<void> {
    await this.entry(title).click();
    await expect(this.page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }

  /** Takes everything away, so that there is an empty canvas. */
  async clear(): Promise<void> {
    await this.block('').click({ position: { x: 20, y: 10 } });
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.press('Delete');
    await expect(this.blocks).toHaveCount(0);
  }

  /** Ids of the blocks of the tower itself, or of those in a block. */
  async ids(): Promise<readonly string[]> {
    return this.blocks.evaluateAll((items) => items.map((item) => item.getAttribute('data-node') ?? ''));
  }

  /** A figure of the bar, such as `11.2 M`, by its label. */
  figure(label: string): Locator {
    return this.page.locator('dl.figures > *').filter({ has: this.page.getByText(label, { exact: true }) });
  }

  /** The middle of a block's upper edge. */
  async grip(block: Locator): Promise<Point> {
    await block.scrollIntoViewIfNeeded();
    const box = await block.boundingBox();
    if (box === null) throw new Error('The block is not on the screen.');
    return { x: box.x + box.width / 2, y: box.y + 15 };
  }

  /** Presses on a block, and moves it a little, so that it is dragged. */
  async lift(from: Locator): Promise<void> {
    const { x, y } = await this.grip(from);
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + 4, y + 4);
    await this.page.mouse.move(x + 8, y + 8);
  }

  /** Takes what is dragged above or below a block, where a place opens for it. */
  async carryTo(block: Locator, side: 'above' | 'below'): Promise<void> {
    // Places that open on the way move the block, so that one looks where it is and goes on, as a person does.
    for (let look = 0; look < 3; look += 1) {
      const box = await block.boundingBox();
      if (box === null) throw new Error('The block is not on the screen.');
      const y = side === 'above' ? box.y - 4 : box.y + box.height + 4;
      await this.page.mouse.move(box.x + box.width / 2, y, { steps: 4 });
      await expect(this.tree.locator('.slot')).toHaveCount(1);
    }
  }

  async drag(from: Locator, to: Locator, side: 'above' | 'below'): Promise<void> {
    await this.lift(from);
    await this.carryTo(to, side);
    await this.page.mouse.up();
  }

  /** Drags a kind of block from the palette onto the empty canvas, or above or below a block; it is selected then. */
  async dragFromPalette(title: string, to: Locator, side?: 'above' | 'below'): Promise<void> {
    await this.lift(this.entry(title));
    if (side === undefined) {
      const box = await to.boundingBox();
      if (box === null) throw new Error('The canvas is not on the screen.');
      await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
    } else {
      await to.scrollIntoViewIfNeeded();
      await this.carryTo(to, side);
    }
    await this.page.mouse.up();
    await expect(this.selected).toHaveCount(1);
  }

  /** Pastes blocks behind the selection, as text from another program. */
  async paste(nodes: readonly object[]): Promise<void> {
    await this.tree.evaluate((tree, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      const target = tree.contains(document.activeElement) ? document.activeElement : tree;
      target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, JSON.stringify({ nodes }));
  }
}
