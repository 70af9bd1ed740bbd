import type { Brush, Brushes, FigureName } from '../../../../core/analysis/index.ts';

export interface ScatterChoice {
  /** Ids of fields. */
  readonly x: string;
  readonly y: string;
}

const usualScatters: readonly ScatterChoice[] = [
  { x: 'parameters', y: 'bestAccuracy' },
  { x: 'multiplyAdds', y: 'bestAccuracy' },
] satisfies readonly { x: FigureName; y: FigureName }[];

/** How a person looks at fields of runs, for as long as the page is open. */
class FieldsView {
  /** Ids of the fields that have an axis; undefined: those that tell most. */
  axes = $state.raw<readonly string[] | undefined>();
  /** Id of the field that colours runs; empty: each has its own colour; undefined: whichever suits how many they are. */
  colour = $state<string | undefined>();
  brushes = $state.raw<Brushes>({});
  scatters = $state.raw<readonly ScatterChoice[]>(usualScatters);
  #of = '';

  /** What was brushed of other runs means nothing. */
  look(runs: readonly string[]): void {
    const key = runs.join();
    if (key === this.#of) return;
    this.#of = key;
    this.brushes = {};
  }

  brush(field: string, brush: Brush | undefined): void {
    const others = Object.entries(this.brushes).filter(([id]) => id !== field);
    this.brushes = Object.fromEntries(brush === undefined ? others : [...others, [field, brush]]);
  }

  clear(): void {
    this.brushes = {};
  }

  choose(at: number, choice: ScatterChoice): void {
    this.scatters = this.scatters.map((known, index) => (index === at ? choice : known));
  }
}

export const fieldsView = new FieldsView();
