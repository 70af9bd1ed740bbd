/** Bits in which two hashes may differ. */
export const mostDistance = 4;

/** Bits of the parts that a hash is cut into: one more part than bits may differ, so that at least one part is equal. */
const widths = [13, 13, 13, 13, 12];
/** Of one part that is equal, with how many hashes a hash is compared: an end to what thousands of images of nearly one kind would cost. */
const mostCompared = 500;

/**
 * Calls back for every pair of 64-bit hashes that differ in few bits, each once: multi-index hashing (M. Norouzi, A. Punjani and D. Fleet, "Fast search
 * in Hamming space with multi-index hashing", CVPR 2012). Where many agree in a part, only the last of them are compared.
 *
 * @param low the lower 32 bits of every hash
 * @param high the upper ones
 */
export function nearHashes(low: Uint32Array, high: Uint32Array, isNear: (a: number, b: number) => void): void {
  /** The parts of every hash, one part after the other. */
  const keys = widths.map((width, part) => {
    const from = widths.slice(0, part).reduce((sum, before) => sum + before, 0);
    return Uint16Array.from(low, (_, at) => bits(low[at] ?? 0, high[at] ?? 0, from, width));
  });
  keys.forEach((key, part) => {
    const buckets = new Map<number, number[]>();
    for (let at = 0; at < low.length; at += 1) {
      const bucket = buckets.get(key[at] ?? 0) ?? [];
      buckets.set(key[at] ?? 0, bucket);
      for (let index = Math.max(0, bucket.length - mostCompared); index < bucket.length; index += 1) {
        const other = bucket[index] ?? 0;
        const distance = ones((low[at] ?? 0) ^ (low[other] ?? 0)) + ones((high[at] ?? 0) ^ (high[other] ?? 0));
        // Those that agree in an earlier part were found there.
        const isKnown = (): boolean => keys.slice(0, part).some((earlier) => earlier[at] === earlier[other]);
        if (distance <= mostDistance && !isKnown()) isNear(other, at);
      }
      bucket.push(at);
    }
  });
}

function bits(low: number, high: number, from: number, width: number): number {
  const value = from >= 32 ? high >>> (from - 32) : from === 0 ? low : (low >>> from) | (high << (32 - from));
  return value & ((1 << width) - 1);
}

/** How many bits of 32 are set (H. Warren, "Hacker's Delight", figure 5-2). */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
