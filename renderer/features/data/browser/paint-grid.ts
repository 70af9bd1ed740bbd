import { placeOf, type GridLayout } from './grid-layout.ts';
import type { PlacedImage } from './image-pages.ts';
import type { Atlas } from './pixels.ts';

export interface GridScene {
  readonly layout: GridLayout;
  /** Places in sight, the last excluded. */
  readonly range: { readonly first: number; readonly last: number };
  /** How far down the rows are. */
  readonly top: number;
  /** Of what is in sight, CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly at: (place: number) => PlacedImage<Atlas> | undefined;
}

/** Draws the images in sight; those that have not come yet are empty frames. Small images stay sharp, large ones are made smaller smoothly. */
export function paintGrid(canvas: HTMLCanvasElement, { layout, range, top, width, height, at }: GridScene): void {
  const ratio = devicePixelRatio;
  const size = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
  if (canvas.width !== size.width || canvas.height !== size.height) {
    Object.assign(canvas, size);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.fillStyle = getComputedStyle(canvas).getPropertyValue('--line');
  const { tile, gap } = layout;
  for (let place = range.first; place < range.last; place += 1) {
    const { x, y: row } = placeOf(layout, place);
    const y = row - top;
    if (y > height || y + tile + gap < 0) continue;
    const image = at(place);
    if (image === undefined) {
      context.fillRect(x, y, tile, tile);
      continue;
    }
    const { picture } = image;
    const from = picture.place(image.at);
    // The longer side fills the tile.
    const scale = tile / Math.max(picture.width, picture.height);
    const shown = { width: picture.width * scale, height: picture.height * scale };
    context.imageSmoothingEnabled = scale * ratio < 1;
    context.drawImage(
      picture.canvas,
      from.x,
      from.y,
      picture.width,
      picture.height,
      x + (tile - shown.width) / 2,
      y + (tile - shown.height) / 2,
      shown.width,
      shown.height,
    );
  }
}
