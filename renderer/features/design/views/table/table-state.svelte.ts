import { SvelteSet } from 'svelte/reactivity';
import type { Architecture, Target } from '../../../../../core/model/index.ts';
import { orderRows, type TableOrder } from './table-order.ts';
import { buildTable, type TableRow } from './table-rows.ts';

/** What the table gets from the editor. */
interface Source {
  readonly architecture: Architecture;
  readonly target: Target | undefined;
}

/** The rows of the edited network, which of them are folded, and in which order they are shown. */
export class TableState {
  readonly #source: Source;
  /** Rows that are the other way than they are at first. */
  readonly #turned = new SvelteSet<string>();
  order = $state<TableOrder>('tree');
  readonly table = $derived.by(() =>
    this.#source.target === undefined ? undefined : buildTable(this.#source.architecture, this.#source.target),
  );
  readonly shown: readonly TableRow[] = $derived.by(() =>
    this.table === undefined ? [] : orderRows(this.table.rows, this.order, (row) => this.isOpen(row)),
  );

  constructor(source: Source) {
    this.#source = source;
  }

  isOpen(row: TableRow): boolean {
    return row.opened !== this.#turned.has(row.id);
  }

  toggle(row: TableRow): void {
    if (!this.#turned.delete(row.id)) this.#turned.add(row.id);
  }

  /** Opens or closes every row that holds others. */
  setAll(open: boolean): void {
    this.#turned.clear();
    for (const row of this.table?.byId.values() ?? [])
      if (row.children.length > 0 && row.opened !== open) this.#turned.add(row.id);
  }
}
