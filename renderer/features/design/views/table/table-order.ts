import type { Cost } from '../../../../../core/model/index.ts';
import type { TableRow } from './table-rows.ts';

export const metrics = ['params', 'macs', 'memory'] as const;
export type Metric = (typeof metrics)[number];

/** The tree as the network is written, or all layers with the most expensive first. */
export type TableOrder = 'tree' | Metric;

export function metricOf(cost: Cost, metric: Metric): number {
  if (metric === 'params') return cost.params.total;
  return metric === 'macs' ? cost.macs : cost.activationBytes;
}

/** The rows to show: in the tree those whose holders are all open; sorted, every row that holds no others. */
export function orderRows(
  rows: readonly TableRow[],
  order: TableOrder,
  isOpen: (row: TableRow) => boolean,
): readonly TableRow[] {
  const shown: TableRow[] = [];
  const walk = (list: readonly TableRow[]): void => {
    for (const row of list) {
      const leaf = row.children.length === 0;
      if (order === 'tree' || leaf) shown.push(row);
      if (!leaf && (order !== 'tree' || isOpen(row))) walk(row.children);
    }
  };
  walk(rows);
  if (order === 'tree') return shown;
  return shown.sort((a, b) => metricOf(b.cost, order) - metricOf(a.cost, order));
}

/** Titles of what holds a row, outermost first. */
export function holdersOf(row: TableRow, byId: ReadonlyMap<string, TableRow>): readonly TableRow[] {
  const holders: TableRow[] = [];
  for (let holder = byId.get(row.parent ?? ''); holder !== undefined; holder = byId.get(holder.parent ?? ''))
    holders.unshift(holder);
  return holders;
}
