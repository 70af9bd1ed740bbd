import { z } from 'zod';
import { formatPair } from '../block.ts';
import { type Field, pairSchema } from '../fields.ts';
import { limits } from '../limits.ts';
import { numberText } from '../problem.ts';
import type { Pair } from '../network.ts';

const unitLayers = ['conv', 'maxPool', 'avgPool'] as const;

/** One step of an Inception branch: a convolution with batch norm and activation, or a pooling that keeps the size. */
export interface InceptionUnit {
  readonly layer: (typeof unitLayers)[number];
  /** Of the kernel or the window. */
  readonly size: Pair;
  /** Of a convolution; null: the block's. Poolings have none. */
  readonly filters: number | null;
}

export type InceptionBranches = readonly (readonly InceptionUnit[])[];

const conv = (side: number): InceptionUnit => ({ layer: 'conv', size: [side, side], filters: null });

/** Szegedy et al. 2014 (arXiv:1409.4842), figure 2b: 1x1; 1x1 then 3x3; 1x1 then 5x5; max pooling then 1x1. */
export const classicBranches: InceptionBranches = [
  [conv(1)],
  [conv(1), conv(3)],
  [conv(1), conv(5)],
  [{ layer: 'maxPool', size: [3, 3], filters: null }, conv(1)],
];

const counts = { branches: { min: 2, max: 8 }, units: { min: 1, max: 8 } } as const;

const unitSchema = z
  .strictObject({
    layer: z.enum(unitLayers),
    size: pairSchema(1, limits.kernelSize),
    filters: z.int().min(1).max(limits.filters).nullable().default(null),
  })
  .transform((unit): InceptionUnit => (unit.layer === 'conv' ? unit : { ...unit, filters: null }));

/** The length is looked at first, so that a list of a million is not read to its end. */
function listSchema<T>(item: z.ZodType<T>, { min, max }: { min: number; max: number }): z.ZodType<readonly T[]> {
  return z.array(z.unknown()).min(min).max(max).pipe(z.array(item));
}

export function branchesField(): Field<InceptionBranches> {
  const { branches, units } = counts;
  return {
    schema: listSchema(listSchema(unitSchema, units), branches),
    default: classicBranches,
    control: {
      type: 'branches',
      ...counts,
      layers: unitLayers,
      size: { min: 1, max: limits.kernelSize },
      filters: { min: 1, max: limits.filters },
    },
    expected:
      `${String(branches.min)} to ${String(branches.max)} branches, each a list of ${String(units.min)} to ${String(units.max)} units such as ` +
      `{ "layer": "conv", "size": [3, 3], "filters": null }: "layer" is ${unitLayers.map((layer) => `"${layer}"`).join(', ')}, "size" is two ` +
      `whole numbers from 1 to ${String(limits.kernelSize)}, "filters" is a whole number from 1 to ${numberText(limits.filters)}, or null for the block's`,
  };
}

/** `1x1, 1x1-3x3/32, max3x3-1x1`: branches, the units of each, and filters where they are not the block's. */
export function formatBranches(branches: InceptionBranches): string {
  return branches.map((units) => units.map(formatUnit).join('-')).join(', ');
}

function formatUnit({ layer, size, filters }: InceptionUnit): string {
  const prefix = { conv: '', maxPool: 'max', avgPool: 'avg' }[layer];
  return `${prefix}${formatPair(size)}${filters === null ? '' : `/${String(filters)}`}`;
}

/**
 * A name for each unit, unique in the block, from which its layers get theirs. A convolution is called by its kernel; a 1x1 in front of a larger one
 * reduces for that (`3x3reduce`), and one behind a pooling is that pooling's (`pool1x1`). What comes again gets a number (`3x3-2`).
 */
export function unitNames(branches: InceptionBranches): readonly (readonly string[])[] {
  const taken = new Set<string>();
  return branches.map((units) =>
    units.map((unit, index) => {
      const name = plainName(unit, units[index - 1], units[index + 1]);
      let unique = name;
      for (let number = 2; taken.has(unique); number += 1) unique = `${name}-${String(number)}`;
      taken.add(unique);
      return unique;
    }),
  );
}

function plainName(unit: InceptionUnit, before: InceptionUnit | undefined, after: InceptionUnit | undefined): string {
  if (unit.layer === 'maxPool') return 'pool';
  if (unit.layer === 'avgPool') return 'avgPool';
  const size = formatPair(unit.size);
  if (before?.layer === 'maxPool') return `pool${size}`;
  if (before?.layer === 'avgPool') return `avgPool${size}`;
  if (size === '1x1' && after?.layer === 'conv' && formatPair(after.size) !== size)
    return `${formatPair(after.size)}reduce`;
  return size;
}
