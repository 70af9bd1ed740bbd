import type { LayerTransfer, NodeReport } from '../../../core/model/index.ts';
import type { Transfer } from '../../../core/protocol/transfer.ts';

/** Whether something was chosen for a block itself, or for one around it. */
export type Chosen = 'no' | 'yes' | 'within';

/** A block with weights, and what becomes of them. */
export interface TransferRow {
  readonly id: string;
  readonly label: string;
  /** What tells it from others of its kind. */
  readonly summary: string;
  readonly depth: number;
  /** Layers with weights in it, those that could take over trained ones, and those that do. */
  readonly layers: number;
  readonly fitting: number;
  readonly taken: number;
  /** The first layer in it that could not. */
  readonly misfit: LayerTransfer | undefined;
  readonly fresh: Chosen;
  readonly frozen: Chosen;
  /** The last layer with weights, which gives the scores of the classes, is in it. */
  readonly holdsHead: boolean;
}

interface OpenRow extends TransferRow {
  layers: number;
  fitting: number;
  taken: number;
  misfit: LayerTransfer | undefined;
  holdsHead: boolean;
}

/**
 * The blocks of a network that have weights, in the order of the document.
 * @param reports of all nodes, parents before children
 * @param matched as they would be if nothing began anew by choice
 */
export function transferRows(
  reports: readonly NodeReport[],
  matched: readonly LayerTransfer[],
  { fresh, frozen }: Pick<Transfer, 'fresh' | 'frozen'>,
): readonly TransferRow[] {
  const chosen = { fresh: new Set(fresh), frozen: new Set(frozen) };
  /** Of a node, itself and the nodes around it, the innermost first. */
  const lines = new Map<string, readonly OpenRow[]>();
  const around: OpenRow[] = [];
  for (const { id, label, summary, depth } of reports) {
    around.length = depth;
    const parent = around[depth - 1];
    const inherited = (of: 'fresh' | 'frozen'): Chosen =>
      parent !== undefined && parent[of] !== 'no' ? 'within' : chosen[of].has(id) ? 'yes' : 'no';
    const row: OpenRow = {
      id,
      label,
      summary,
      depth,
      layers: 0,
      fitting: 0,
      taken: 0,
      misfit: undefined,
      fresh: inherited('fresh'),
      frozen: inherited('frozen'),
      holdsHead: false,
    };
    around.push(row);
    lines.set(id, [...around].reverse());
  }
  for (const match of matched) {
    const line = lines.get(match.layer.nodeId) ?? [];
    const isTaken = match.fresh === undefined && line[0]?.fresh === 'no';
    for (const row of line) {
      row.layers += 1;
      if (match.fresh === undefined) row.fitting += 1;
      else row.misfit ??= match;
      if (isTaken) row.taken += 1;
    }
  }
  for (const row of lines.get(matched[matched.length - 1]?.layer.nodeId ?? '') ?? []) row.holdsHead = true;
  return [...lines.values()].flatMap(([row]) => (row !== undefined && row.depth > 0 && row.layers > 0 ? [row] : []));
}

/** Ids of the outermost blocks that take over everything in them, but for what gives the scores of the classes. */
export function bodyOf(rows: readonly TransferRow[]): string[] {
  const ids: string[] = [];
  /** Deeper rows that follow are in a block that is among them. */
  let covered = Infinity;
  for (const { id, depth, taken, layers, holdsHead } of rows) {
    if (depth > covered) continue;
    covered = Infinity;
    if (holdsHead || taken < layers) continue;
    ids.push(id);
    covered = depth;
  }
  return ids;
}

/** The same ids with one more, or without it. */
export function toggled(ids: readonly string[], id: string, on: boolean): string[] {
  return on ? [...ids.filter((known) => known !== id), id] : ids.filter((known) => known !== id);
}
