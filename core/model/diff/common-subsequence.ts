/** Edits past which the shortest script is no longer looked for: the work grows with their number times the length. */
const mostEdits = 400;

/**
 * Pairs of indices of a longest common subsequence of two lists of keys, in order: Myers 1986, "An O(ND) difference algorithm and its
 * variations". Lists that have little in common get a good one instead of the longest, in O(n log n).
 */
export function commonSubsequence(
  a: readonly unknown[],
  b: readonly unknown[],
): readonly (readonly [number, number])[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const between =
    shortestScript(a.slice(start, a.length - end), b.slice(start, b.length - end)) ??
    inOrder(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return [
    ...Array.from({ length: start }, (_, index) => [index, index] as const),
    ...between.map(([i, j]) => [i + start, j + start] as const),
    ...Array.from({ length: end }, (_, index) => [a.length - end + index, b.length - end + index] as const),
  ];
}

function shortestScript(
  a: readonly unknown[],
  b: readonly unknown[],
): readonly (readonly [number, number])[] | undefined {
  const trace: ReadonlyMap<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  const last = Math.min(a.length + b.length, mostEdits);
  for (let edits = 0; edits <= last; edits += 1) {
    trace.push(reach);
    const next = new Map<number, number>();
    for (let k = -edits; k <= edits; k += 2) {
      let x = stepsDown(reach, k, edits) ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtrack(a, b, trace);
    }
    reach = next;
  }
  return undefined;
}

const stepsDown = (reach: ReadonlyMap<number, number>, k: number, edits: number): boolean =>
  k === -edits || (k !== edits && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));

function backtrack(
  a: readonly unknown[],
  b: readonly unknown[],
  trace: readonly ReadonlyMap<number, number>[],
): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let x = a.length;
  let y = b.length;
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const reach = trace[edits] ?? new Map<number, number>();
    const k = x - y;
    const before = stepsDown(reach, k, edits) ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : (reach.get(before) ?? 0);
    const fromY = edits === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
    }
    x = fromX;
    y = fromY;
  }
  return pairs.reverse();
}

/** Pairs the n-th of each key here with the n-th there, and keeps the longest run of pairs that is in order. */
function inOrder(a: readonly unknown[], b: readonly unknown[]): readonly (readonly [number, number])[] {
  const places = new Map<unknown, number[]>();
  for (const [index, key] of b.entries()) places.set(key, [...(places.get(key) ?? []), index].slice(-mostEdits));
  const pairs = a.flatMap((key, index) => {
    const place = places.get(key)?.shift();
    return place === undefined ? [] : [[index, place] as const];
  });
  const kept = longestIncreasing(pairs.map(([, place]) => place));
  return pairs.filter((_, index) => kept.has(index));
}

/** Indices of a longest increasing subsequence (Fredman 1975), in O(n log n). */
export function longestIncreasing(values: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const before: (number | undefined)[] = [];
  for (const [index, value] of values.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? undefined : tails[low - 1];
    tails[low] = index;
  }
  const kept = new Set<number>();
  for (let at = tails[tails.length - 1]; at !== undefined; at = before[at]) kept.add(at);
  return kept;
}
