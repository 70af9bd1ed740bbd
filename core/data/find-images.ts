import type { Labels } from './dataset.ts';

export interface ImageFilter {
  /** Class index; left out, every class. */
  readonly label?: number | undefined;
  /** Part of the file name, in whichever case; without names nothing matches. */
  readonly search?: string | undefined;
}

/** Indices of the images that match, in the order of the dataset. */
export function findImages(
  labels: Labels,
  names: readonly string[] | undefined,
  { label, search = '' }: ImageFilter,
): Uint32Array {
  const text = search.trim().toLowerCase();
  const found = new Uint32Array(labels.length);
  let count = 0;
  for (let index = 0; index < labels.length; index += 1) {
    if (label !== undefined && labels[index] !== label) continue;
    if (text !== '' && names?.[index]?.toLowerCase().includes(text) !== true) continue;
    found[count++] = index;
  }
  return found.slice(0, count);
}
