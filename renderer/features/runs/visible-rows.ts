/** Which rows of a long list are made, and how high the room is of those before and after them, px. */
export interface VisibleRows {
  readonly from: number;
  /** One past the last. */
  readonly to: number;
  readonly before: number;
  readonly after: number;
}

/** Rows made beyond each edge, so that what comes into sight is there already. */
const spare = 6;

/** @param top how far the first row has been scrolled out of sight, px; negative while it has not */
export function visibleRows(count: number, rowHeight: number, top: number, height: number): VisibleRows {
  const first = Math.floor(Math.max(0, top) / rowHeight) - spare;
  const from = Math.max(0, Math.min(first, count - 1));
  const to = Math.max(from, Math.min(count, Math.ceil((Math.max(0, top) + height) / rowHeight) + spare));
  return { from, to, before: from * rowHeight, after: (count - to) * rowHeight };
}

/**
 * How many places for rows take turns: a row that comes into sight takes the place of one that left it, as what a place shows is changed in a tenth of the
 * time in which a new one is made. Of the rows that are made at once no two have the same place, which is their number modulo this.
 */
export function rowPlaces(rowHeight: number, height: number): number {
  return Math.ceil(height / rowHeight) + 2 * spare + 2;
}
