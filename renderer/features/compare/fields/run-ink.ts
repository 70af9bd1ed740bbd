import { fieldAxis, heatColour, type FieldAxis, type RunField } from '../../../../core/analysis/index.ts';
import { colourCount, colourToken } from '../compare-view.svelte.ts';

/** Colours of runs after a field of theirs. */
export interface FieldInk {
  readonly axis: FieldAxis;
  readonly of: (run: number) => string;
}

/** The ends of the scale that are too near to the ground to be seen on it. */
const seen = { light: { from: 0, to: 0.86 }, dark: { from: 0.22, to: 1 } };
export type Ground = keyof typeof seen;

/** Numbers along the scale of heat maps, categories in the colours of runs; a run without a value is grey. */
export function fieldInk(field: RunField, ground: Ground): FieldInk {
  const axis = fieldAxis(field);
  const categories = new Map(axis.ticks.map(({ value }, index) => [value, index]));
  const of = (run: number): string => {
    const place = axis.places[run] ?? NaN;
    if (Number.isNaN(place)) return '--faint';
    if (field.kind === 'number') return placeColour(place, ground);
    return colourToken((categories.get(field.values[run]) ?? 0) % colourCount);
  };
  return { axis, of };
}

/** Of a place on an axis of numbers. */
export function placeColour(place: number, ground: Ground): string {
  const { from, to } = seen[ground];
  return `rgb(${heatColour(from + place * (to - from)).join(' ')})`;
}
