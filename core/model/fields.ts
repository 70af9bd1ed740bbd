import { z } from 'zod';
import type { Pair } from './network.ts';
import { limits } from './limits.ts';
import { numberText } from './problem.ts';

/** One field of a block: how to read it, what it is when left out, and what a form needs to show it. */
export interface Field<T> {
  /** Reads JSON; the output is what nodes hold. */
  readonly schema: z.ZodType<T>;
  readonly default: T;
  readonly control: Control;
  /** What the field takes, in words that follow "Give". */
  readonly expected: string;
}

/** What a form needs to know about a field, without reading the schema. */
export type Control =
  | { readonly type: 'integer' | 'number'; readonly min: number; readonly max: number; readonly nullable: boolean }
  | { readonly type: 'pair'; readonly min: number; readonly max: number; readonly nullable: boolean }
  | { readonly type: 'choice'; readonly options: readonly string[] }
  | { readonly type: 'boolean' }
  | { readonly type: 'units'; readonly min: number; readonly max: number }
  | { readonly type: 'sides'; readonly min: number; readonly max: number }
  | { readonly type: 'overrides' }
  /** Branches of an Inception block: lists of units. */
  | {
      readonly type: 'branches';
      readonly branches: Span;
      readonly units: Span;
      readonly layers: readonly string[];
      readonly size: Span;
      readonly filters: Span;
    }
  /** The id of a person's own block. */
  | { readonly type: 'definition' }
  /** Values of an own block's knobs, by name. */
  | { readonly type: 'knobs' };

interface Span {
  readonly min: number;
  readonly max: number;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** What a node of a block with these fields holds. */
export type FieldValues<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

interface Range<T> {
  readonly min: number;
  readonly max: number;
  readonly default: T;
}

/** Adding zero turns -0, which JSON cannot hold, into 0. */
const plainZero = (value: number): number => value + 0;

export function integerField({ min, max, default: initial }: Range<number>): Field<number> {
  return {
    schema: z.int().min(min).max(max).transform(plainZero),
    default: initial,
    control: { type: 'integer', min, max, nullable: false },
    expected: `a whole number from ${numberText(min)} to ${numberText(max)}`,
  };
}

export function numberField({ min, max, default: initial }: Range<number>): Field<number> {
  return {
    schema: z.number().min(min).max(max).transform(plainZero),
    default: initial,
    control: { type: 'number', min, max, nullable: false },
    expected: `a number from ${numberText(min)} to ${numberText(max)}`,
  };
}

/** A number, or null for what the block does by itself. */
export function optionalNumberField({ min, max }: Omit<Range<number>, 'default'>): Field<number | null> {
  return {
    schema: z.number().min(min).max(max).transform(plainZero).nullable(),
    default: null,
    control: { type: 'number', min, max, nullable: true },
    expected: `a number from ${numberText(min)} to ${numberText(max)}, or null`,
  };
}

/** [vertical, horizontal]; one number stands for both. */
export function pairField({ min, max, default: initial }: Range<Pair>): Field<Pair> {
  return {
    schema: pairSchema(min, max),
    default: initial,
    control: { type: 'pair', min, max, nullable: false },
    expected: `two whole numbers from ${numberText(min)} to ${numberText(max)}, such as [${initial.join(', ')}]`,
  };
}

/** A pair, or null for what the block does by itself. */
export function optionalPairField({ min, max }: Omit<Range<Pair>, 'default'>): Field<Pair | null> {
  return {
    schema: pairSchema(min, max).nullable(),
    default: null,
    control: { type: 'pair', min, max, nullable: true },
    expected: `two whole numbers from ${numberText(min)} to ${numberText(max)}, or null`,
  };
}

export function choiceField<const T extends string>(options: readonly [T, ...T[]], initial: NoInfer<T>): Field<T> {
  return {
    schema: z.enum(options),
    default: initial,
    control: { type: 'choice', options },
    expected: `one of ${options.map((option) => `"${option}"`).join(', ')}`,
  };
}

export function booleanField(initial: boolean): Field<boolean> {
  return { schema: z.boolean(), default: initial, control: { type: 'boolean' }, expected: 'true or false' };
}

/** A number of units, or "classes" for one unit for each class of the data. */
export function unitsField(): Field<number | 'classes'> {
  return {
    schema: z.union([z.int().min(1).max(limits.units), z.literal('classes')]),
    default: 'classes',
    control: { type: 'units', min: 1, max: limits.units },
    expected: `a whole number from 1 to ${numberText(limits.units)}, or "classes"`,
  };
}

/** [[top, bottom], [left, right]]; one number stands for all four. */
export function sidesField({ min, max, default: initial }: Range<readonly [Pair, Pair]>): Field<readonly [Pair, Pair]> {
  const pair = pairSchema(min, max);
  return {
    schema: z.union([
      z.tuple([pair, pair]),
      z
        .int()
        .min(min)
        .max(max)
        .transform((side): [Pair, Pair] => [
          [side, side],
          [side, side],
        ]),
    ]),
    default: initial,
    control: { type: 'sides', min, max },
    expected: `[[top, bottom], [left, right]] in whole numbers from ${numberText(min)} to ${numberText(max)}`,
  };
}

export function pairSchema(min: number, max: number): z.ZodType<Pair> {
  const side = z.int().min(min).max(max).transform(plainZero);
  return z.union([z.tuple([side, side]), side.transform((both): Pair => [both, both])]);
}

/** Fields that a container changes in what it holds, by name; checked against the blocks that they reach. */
export function overridesField(): Field<Readonly<Record<string, unknown>>> {
  return {
    schema: namedValuesSchema(20),
    default: {},
    control: { type: 'overrides' },
    expected: 'fields and their values, such as { "strides": [2, 2] }',
  };
}

/** The own block that an instance is one of. */
export function definitionField(): Field<string> {
  return {
    schema: z.string().max(limits.idLength),
    default: '',
    control: { type: 'definition' },
    expected: 'the id of one of the "definitions"',
  };
}

/** Knobs of an own block that are not at their defaults, by name; checked against its definition. */
export function knobsField(): Field<Readonly<Record<string, unknown>>> {
  return {
    schema: namedValuesSchema(limits.knobs),
    default: {},
    control: { type: 'knobs' },
    expected: 'knobs and their values, such as { "filters": 32 }',
  };
}

/** What a field or a knob can be called. */
export const fieldName = /^[A-Za-z][A-Za-z0-9]{0,39}$/;

/** Their number is looked at first, so that an object of a million is not read to its end. */
function namedValuesSchema(most: number): z.ZodType<Readonly<Record<string, unknown>>> {
  return z
    .custom<object>((value) => {
      if (typeof value !== 'object' || value === null) return false;
      const names = Object.keys(value);
      return names.length <= most && names.every((name) => fieldName.test(name));
    })
    .pipe(z.record(z.string(), z.unknown()));
}
