/**
 * Seeded streams of uniform numbers in [0, 1). A stream is named, so that what one part of the program draws never shifts what another gets:
 * weights, shuffles and splits each have their own.
 *
 * The generator is sfc32 (C. Doty-Humphrey, PractRand), seeded from a hash of (seed, name) by cyrb128; both are pure 32-bit integer
 * arithmetic and so the same on every machine.
 */
export function randomStream(seed: number, name: string): () => number {
  let [a, b, c, d] = hash128(`${String(seed)}:${name}`);
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  // The first outputs still show the seed's structure.
  for (let i = 0; i < 15; i += 1) next();
  return next;
}

/** A permutation of 0..length-1 by Fisher and Yates; the same for the same (seed, name, length). */
export function permutation(length: number, seed: number, name: string): Uint32Array {
  const uniform = randomStream(seed, name);
  const order = Uint32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i -= 1) {
    const j = Math.floor(uniform() * (i + 1));
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
  return order;
}

function hash128(text: string): [number, number, number, number] {
  let h1 = 1779033703;
  let h2 = 3144134277;
  let h3 = 1013904242;
  let h4 = 2773480762;
  for (let i = 0; i < text.length; i += 1) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  const mixed = h1 ^ h2 ^ h3 ^ h4;
  return [mixed, h2 ^ mixed, h3 ^ mixed, h4 ^ mixed];
}
