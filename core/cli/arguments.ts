import { InvalidArgumentError } from 'commander';
import { limits } from '../model/index.ts';
import { parseAugmentation } from '../protocol/augmentation-text.ts';
import type { Augmentation } from '../protocol/augmentation.ts';
import { mostFolds } from '../protocol/run-spec.ts';
import { runChangesSchema, tagSchema, type RunChanges } from '../protocol/runs.ts';
import { invalidSetting } from '../protocol/setting-fault.ts';

export const networkHelp = 'name of a preset, path of an architecture file (.json), or - for standard input';

/** Parsers of option values. What they throw, commander words as "error: option '--x' argument 'y' is invalid. <message>". */

interface Range {
  readonly min: number;
  readonly max: number;
}

export function wholeNumber({ min, max }: Range): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`Give a whole number from ${String(min)} to ${String(max)}.`);
    }
    return value;
  };
}

/** @param open whether `min` itself is too small */
export function number({ min, max, open = false }: Range & { readonly open?: boolean }): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < min || value > max || (open && value === min)) {
      throw new InvalidArgumentError(
        `Give a number ${open ? 'above' : 'from'} ${String(min)} ${open ? 'and up to' : 'to'} ${String(max)}.`,
      );
    }
    return value;
  };
}

/** One of a few words; upper case, and a hyphen between words, make no difference. */
export function word<T extends string>(allowed: readonly T[]): (text: string) => T {
  const plain = (text: string): string => text.toLowerCase().replaceAll('-', '');
  return (text) => {
    const found = allowed.find((candidate) => plain(candidate) === plain(text));
    if (found === undefined) throw new InvalidArgumentError(`Allowed: ${allowed.join(', ')}.`);
    return found;
  };
}

/** Forms in which weights are written one by one, or all in one file. */
export const tensorFormats = ['npy', 'csv', 'safetensors'] as const;
export type TensorFormat = (typeof tensorFormats)[number];

/** Ids of blocks, with commas between them. */
export function blockIds(text: string): readonly string[] {
  return text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

/** `32x32x3`: height, width, channels. */
export function imageShape(text: string): readonly [number, number, number] {
  const match = /^(\d{1,6})x(\d{1,6})x(\d{1,6})$/i.exec(text.trim());
  const [height, width, channels] = (match ?? []).slice(1).map(Number);
  if (!height || !width || !channels) {
    throw new InvalidArgumentError('Give height x width x channels, for example 32x32x3.');
  }
  return [height, width, channels];
}

/** `32x32`: height, width; or one number for both. */
export function imageSize(text: string): [number, number] {
  const match = /^(\d{1,5})(?:x(\d{1,5}))?$/i.exec(text.trim());
  const height = Number(match?.[1]);
  const width = Number(match?.[2] ?? match?.[1]);
  if (!(height >= 1 && height <= limits.imageSide && width >= 1 && width <= limits.imageSide))
    throw new InvalidArgumentError('Give height x width, for example 32x32.');
  return [height, width];
}

/** The short notation of an augmentation: `flip,crop4,rotate15`. */
export function augmentation(text: string): Augmentation {
  const parsed = parseAugmentation(text);
  if (parsed.ok) return parsed.value;
  throw new InvalidArgumentError(`"${parsed.error.item}": ${parsed.error.detail}.`);
}

/** `baseline,week 1` */
export function tagList(text: string): string[] {
  return text.split(',').map((part) => {
    const tag = tagSchema.safeParse(part);
    if (tag.success) return tag.data;
    throw new InvalidArgumentError(`"${part.trim()}" cannot be a tag: ${tag.error.issues[0]?.message ?? ''}.`);
  });
}

/** @throws BlockyardError invalid-run-spec */
export function parseChanges(input: Record<keyof RunChanges, unknown>): RunChanges {
  const parsed = runChangesSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalidSetting(parsed.error, '');
}

/** One of several folds, both counted from 1. */
export interface Fold {
  readonly index: number;
  readonly of: number;
}

/** `2/5`: the second of five folds. */
export function fold(text: string): Fold {
  const match = /^(\d{1,3})\/(\d{1,3})$/.exec(text.trim());
  const [index = 0, of = 0] = (match ?? []).slice(1).map(Number);
  if (index < 1 || of < 2 || of > mostFolds || index > of)
    throw new InvalidArgumentError(`Give a fold and their number, from 2 to ${String(mostFolds)}, for example 1/5.`);
  return { index, of };
}
