export const smallestTile = 10;
export const largestTile = 224;
/** Engines lay out nothing higher than some 33 million px. */
const highest = 30_000_000;

/** Between two tiles, px. */
function gapFor(tile: number): number {
  return tile < 24 ? 1 : 2;
}

/** How many images lie where, all in CSS pixels. */
export interface GridLayout {
  /** Between two tiles. */
  readonly gap: number;
  readonly total: number;
  readonly tile: number;
  readonly columns: number;
  readonly rows: number;
  /** Of all rows together. */
  readonly height: number;
  /** Of what scrolls: less than the height where that is more than can be laid out. */
  readonly scrollHeight: number;
}

/** @param tile side of an image */
export function layOut(total: number, width: number, tile: number): GridLayout {
  const gap = gapFor(tile);
  const columns = Math.max(1, Math.floor((width + gap) / (tile + gap)));
  const rows = Math.ceil(total / columns);
  const height = Math.max(0, rows * (tile + gap) - gap);
  return { gap, total, tile, columns, rows, height, scrollHeight: Math.min(height, highest) };
}

/** How far down the rows are when the element is scrolled so far. */
export function contentTop(layout: GridLayout, scrollTop: number, viewHeight: number): number {
  if (layout.scrollHeight === layout.height) return scrollTop;
  const room = Math.max(1, layout.scrollHeight - viewHeight);
  return Math.min(1, scrollTop / room) * (layout.height - viewHeight);
}

/** The reverse of `contentTop`. */
export function scrollTopOf(layout: GridLayout, top: number, viewHeight: number): number {
  if (layout.scrollHeight === layout.height) return top;
  return (top / Math.max(1, layout.height - viewHeight)) * (layout.scrollHeight - viewHeight);
}

/** Places of the images in sight, the last excluded. */
export function visibleRange(layout: GridLayout, top: number, viewHeight: number): { first: number; last: number } {
  const step = layout.tile + layout.gap;
  const firstRow = Math.max(0, Math.floor(top / step));
  const lastRow = Math.max(firstRow, Math.ceil((top + viewHeight) / step));
  const first = Math.min(layout.total, firstRow * layout.columns);
  return { first, last: Math.min(layout.total, lastRow * layout.columns) };
}

/** Left and upper edge of an image within all rows. */
export function placeOf(layout: GridLayout, at: number): { x: number; y: number } {
  const step = layout.tile + layout.gap;
  return { x: (at % layout.columns) * step, y: Math.floor(at / layout.columns) * step };
}

/** Which image lies there; undefined between them and past the end. */
export function imageAt(layout: GridLayout, x: number, y: number): number | undefined {
  const step = layout.tile + layout.gap;
  const column = Math.floor(x / step);
  if (column >= layout.columns || x < 0 || y < 0 || x % step >= layout.tile || y % step >= layout.tile)
    return undefined;
  const at = Math.floor(y / step) * layout.columns + column;
  return at < layout.total ? at : undefined;
}

/** How far down the rows must be so that an image is in sight, moved no more than needed. */
export function reveal(layout: GridLayout, at: number, top: number, viewHeight: number): number {
  const { y } = placeOf(layout, at);
  if (y < top) return y;
  return Math.max(top, y + layout.tile - viewHeight);
}

/** Where a key leads from an image; undefined for keys that lead nowhere. */
export function moveBy(layout: GridLayout, at: number, key: string, viewHeight: number): number | undefined {
  const { columns, total, tile, gap } = layout;
  const page = Math.max(1, Math.floor(viewHeight / (tile + gap))) * columns;
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -page,
    PageDown: page,
    Home: -at,
    End: total - 1 - at,
  };
  const step = steps[key];
  if (step === undefined || total === 0) return undefined;
  const next = at + step;
  if (next >= 0 && next < total) return next;
  // A key that goes by rows stays in its column, as far as there are rows.
  if (key === 'PageUp') return at % columns;
  if (key === 'PageDown') return total - 1;
  return at;
}
