import type { SettingValue } from '../../protocol/flat-settings.ts';
import { partOf, ticksOf, valueAt, type Scale } from '../scale.ts';
import type { RunField } from './run-fields.ts';

/** A field laid out along an axis. */
export interface FieldAxis {
  readonly field: RunField;
  /** Of numbers, and of the places of categories. */
  readonly scale: Scale;
  /** Where every run stands, 0..1; NaN for one without a value. */
  readonly places: Float64Array;
  readonly ticks: readonly { readonly place: number; readonly value: SettingValue }[];
}

/** From this ratio of the largest to the smallest value on an axis of positive numbers is logarithmic. */
const logRatio = 30;
const mostMarks = 6;

/** @param log undefined: where numbers span so much that they need it */
export function fieldAxis(field: RunField, log?: boolean): FieldAxis {
  return field.kind === 'number' ? numberAxis(field, log) : categoryAxis(field);
}

function numberAxis(field: RunField, log: boolean | undefined): FieldAxis {
  const numbers = Float64Array.from(field.values, (value) => (typeof value === 'number' ? value : NaN));
  const known = numbers.filter((value) => !Number.isNaN(value));
  const low = known.reduce((least, value) => Math.min(least, value), Infinity);
  const high = known.reduce((most, value) => Math.max(most, value), -Infinity);
  const scale: Scale =
    known.length === 0
      ? { low: 0, high: 0, log: false }
      : { low, high, log: low > 0 && (log ?? (isCount(field) || high / low >= logRatio)) };
  return {
    field,
    scale,
    places: numbers.map((value) => partOf(value, scale) ?? NaN),
    ticks: marksOf(known, scale).map((value) => ({ value, place: partOf(value, scale) ?? 0 })),
  };
}

/** The values themselves where they are few, as settings that were tried are; else round ones. */
function marksOf(known: Float64Array, scale: Scale): readonly number[] {
  const values = [...new Set(known)].sort((a, b) => a - b);
  return values.length <= mostMarks ? values : ticksOf(scale, mostMarks);
}

/** Numbers that are compared by their ratio, as sizes of networks are. */
function isCount({ figure }: RunField): boolean {
  return figure === 'parameters' || figure === 'multiplyAdds';
}

/** In the order of the alphabet, and numbers in theirs, each in the middle of a part of equal length. */
function categoryAxis(field: RunField): FieldAxis {
  const categories = [...new Set(field.values.filter((value) => value !== undefined))].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
  const scale: Scale = { low: -0.5, high: categories.length - 0.5, log: false };
  const placeOf = new Map(categories.map((value, index) => [value, partOf(index, scale) ?? NaN]));
  return {
    field,
    scale,
    places: Float64Array.from(field.values, (value) => (value === undefined ? NaN : (placeOf.get(value) ?? NaN))),
    ticks: categories.map((value) => ({ value, place: placeOf.get(value) ?? NaN })),
  };
}

/** The value of a place, 0..1, on an axis: a number, or the nearest category. */
export function valueAtPlace({ field, scale, ticks }: FieldAxis, place: number): SettingValue {
  if (field.kind === 'number') return valueAt(place, scale);
  return ticks[Math.max(0, Math.min(ticks.length - 1, Math.round(valueAt(place, scale))))]?.value;
}
