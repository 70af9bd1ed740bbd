/** A place in a figure, in its own units, from its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Name of a colour token, `--muted`, or a colour as CSS writes it. */
export type Ink = string;

/** What a figure is drawn of, on a screen as on paper; the first lies lowest. */
export type PlotMark =
  | {
      readonly kind: 'line';
      readonly points: readonly Place[];
      readonly ink: Ink;
      readonly width: number;
      readonly opacity?: number;
    }
  | { readonly kind: 'dot'; readonly at: Place; readonly radius: number; readonly ink: Ink; readonly opacity?: number }
  | {
      readonly kind: 'text';
      readonly at: Place;
      readonly text: string;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly ink: Ink;
      readonly strong?: boolean;
      /** Of the ground around its letters, where lines pass behind them. */
      readonly halo?: Ink;
    };

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
