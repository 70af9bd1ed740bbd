/** Which rows of a long list are made, and how high the room is of those before and after them, px. */
export interface VisibleRows {
  readonly from: number;
  /** One past the last. */
  readonly to: number;
  readonly before: number;
  readonly after: number;
}

/** Rows made beyond each edge, so that what comes into sight is there already. */
const spare = 12;

/** @param top how far the first row has been scrolled out of sight, px; negative while it has not */
export function visibleRows(count: number, rowHeight: number, top: number, height: number): VisibleRows {
  const first = Math.floor(Math.max(0, top) / rowHeight) - spare;
  const from = Math.max(0, Math.min(first, count - 1));
  const to = Math.max(from, Math.min(count, Math.ceil((Math.max(0, top) + height) / rowHeight) + spare));
  return { from, to, before: from * rowHeight, after: (count - to) * rowHeight };
}
