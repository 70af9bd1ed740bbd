/**
 * TensorFlow's StatelessRandomUniform in TypeScript, bit for bit: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"), its key and
 * counter scrambled from the two int64 of the seed, and float32 made of the low 23 bits of each word.
 * @param seed two whole numbers from 0 to 2^53
 * @returns numbers in [0, 1)
 */
export function statelessUniform(seed: readonly [number, number], length: number): Float32Array {
  const [mixed0, mixed1, mixed2, mixed3] = philox(
    [low(seed[0]), high(seed[0]), low(seed[1]), high(seed[1])],
    [0x3ec8f720, 0x02461e29],
  );
  const values = new Float32Array(length);
  for (let block = 0; block * 4 < length; block += 1) {
    const words = philox([block, 0, mixed2, mixed3], [mixed0, mixed1]);
    for (let i = 0; i < 4 && block * 4 + i < length; i += 1)
      values[block * 4 + i] = ((words[i] ?? 0) & 0x7fffff) / 2 ** 23;
  }
  return values;
}

type Counter = readonly [number, number, number, number];

/** Ten rounds; all are uint32. */
function philox(counter: Counter, key: readonly [number, number]): Counter {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round += 1) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0) >>> 0;
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    [c0, c1, c2, c3] = [(high1 ^ c1 ^ k0) >>> 0, low1, (high0 ^ c3 ^ k1) >>> 0, low0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The upper 32 of the 64 bits of a product, from products of halves that a double holds. */
function multiplyHigh(a: number, b: number): number {
  const [aLow, aHigh, bLow, bHigh] = [a & 0xffff, a >>> 16, b & 0xffff, b >>> 16];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  return aHigh * bHigh + (middle >>> 16) + ((aLow * bHigh + (middle & 0xffff)) >>> 16);
}

const low = (value: number): number => value >>> 0;
const high = (value: number): number => Math.floor(value / 2 ** 32);
