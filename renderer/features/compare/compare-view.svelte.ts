import type { VerdictFigure } from '../../../core/analysis/index.ts';
import type { CompareAxis, CompareFigure, CurvePart } from './compare-series.ts';

/** How many colours there are for runs: tokens --run-1 and on. */
export const colourCount = 10;

export const comparePages = ['curves', 'fields'] as const;
export type ComparePage = (typeof comparePages)[number];

/** How a person looks at comparisons: the same for every one, for as long as the page is open. */
class CompareView {
  figure = $state<CompareFigure>('accuracy');
  part = $state<CurvePart>('both');
  axis = $state<CompareAxis>('epoch');
  smoothing = $state(0.8);
  log = $state(false);
  verdict = $state<VerdictFigure>('lastAccuracy');
  /** A run of the variant that the others are compared with; the first one's where it is not among them. */
  base = $state<string | undefined>();
  /** Id of the field whose values group curves; empty: each run has its own. */
  group = $state('');
  page = $state<ComparePage | undefined>();
  /** Ids of runs whose curves are not drawn. */
  hidden = $state.raw<readonly string[]>([]);
  /** Chosen colours by run, from 0. */
  colours = $state.raw<Readonly<Record<string, number>>>({});

  toggle(id: string): void {
    this.hidden = this.hidden.includes(id) ? this.hidden.filter((other) => other !== id) : [...this.hidden, id];
  }

  /** Shows one run alone, or all again where it is alone already. */
  solo(id: string, all: readonly string[]): void {
    const alone = !this.hidden.includes(id) && all.every((other) => other === id || this.hidden.includes(other));
    this.hidden = alone ? [] : all.filter((other) => other !== id);
  }

  colourOf(id: string, index: number): number {
    return this.colours[id] ?? index % colourCount;
  }

  paint(id: string, colour: number): void {
    this.colours = { ...this.colours, [id]: colour };
  }
}

export const compareView = new CompareView();

/** The token of a colour from 0. */
export function colourToken(colour: number): string {
  return `--run-${colour + 1}`;
}
