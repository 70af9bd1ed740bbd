import { getContext, setContext } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';

interface Links {
  selected(): string | undefined;
  select(id: string): void;
  side(): number;
}

/** What all parts of a drawn tower share. */
export class TowerState {
  readonly #links: Links;
  readonly #collapsed = new SvelteSet<string>();

  constructor(links: Links) {
    this.#links = links;
  }

  get selected(): string | undefined {
    return this.#links.selected();
  }

  /** Side of the largest feature map, to which all are drawn. */
  get side(): number {
    return this.#links.side();
  }

  select(id: string): void {
    this.#links.select(id);
  }

  isCollapsed(id: string): boolean {
    return this.#collapsed.has(id);
  }

  toggle(id: string): void {
    if (!this.#collapsed.delete(id)) this.#collapsed.add(id);
  }
}

const key = Symbol('tower');

export function provideTower(state: TowerState): void {
  setContext(key, state);
}

export function getTower(): TowerState {
  return getContext<TowerState>(key);
}
