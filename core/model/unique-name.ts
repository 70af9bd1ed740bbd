import { limits } from './limits.ts';

/** `name` if nobody has it, else `name 2`, `name 3` and so on, never longer than a network's name may be. */
export function uniqueName(name: string, taken: Iterable<string>): string {
  const known = new Set<string>();
  for (const other of taken) known.add(other.normalize('NFC'));
  let candidate = shorten(name, limits.nameLength);
  for (let number = 2; known.has(candidate.normalize('NFC')); number += 1) {
    const ending = ` ${String(number)}`;
    candidate = `${shorten(name, limits.nameLength - ending.length)}${ending}`;
  }
  return candidate;
}

/** The first `length` UTF-16 units, without half of a character at the end. */
function shorten(name: string, length: number): string {
  return name.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
