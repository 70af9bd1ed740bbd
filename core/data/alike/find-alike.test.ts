import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream, type ImageShape } from '../../model/index.ts';
import { findAlike, type Alike } from './find-alike.ts';
import { mostDistance, nearHashes } from './near-hashes.ts';

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'blockyard-alike-'));
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

const shape: ImageShape = [24, 32, 3];
const [height, width, channels] = shape;

/** A picture of large shapes: a few waves. */
function scene(seed: number): Uint8Array {
  const next = randomStream(seed, 'test');
  const waves = Array.from({ length: 5 }, () => [next() * 0.4, next() * 0.4, next() * 7] as const);
  return Uint8Array.from({ length: height * width * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return 128 + waves.reduce((sum, [a, b, phase]) => sum + 22 * Math.sin(a * x + b * y + phase + (at % channels)), 0);
  });
}

const brighter = (image: Uint8Array): Uint8Array => image.map((value) => Math.min(255, 0.8 * value + 40));
function noisy(image: Uint8Array): Uint8Array {
  const next = randomStream(9, 'noise');
  return image.map((value) => Math.max(0, Math.min(255, value + 6 * next() - 3)));
}

function find(train: readonly Uint8Array[], test: readonly Uint8Array[], near = true): Alike {
  const parts = [train, test].map((images, at) => {
    const path = join(scratch, `${String(at)}.u8`);
    writeFileSync(path, Buffer.concat(images));
    return { path, count: images.length };
  });
  return findAlike({ kind: 'alike', shape, parts, near });
}

describe('alike images', () => {
  it('are found where they are equal, brighter or noisy, and no others', () => {
    const all = Array.from({ length: 300 }, (_, seed) => scene(seed));
    const [first = all[0], second = all[0]] = [all[3], all[7]];
    if (first === undefined || second === undefined) throw new Error('there are too few');
    const train = [...all, first.slice(), noisy(second)];
    const test = [brighter(first), second.slice(), scene(1000)];
    const { exact, near, nearAcross } = find(train, test);
    expect(exact).toEqual([
      [3, 300],
      [7, 303],
    ]);
    expect(near).toEqual([
      [3, 302],
      [7, 301],
    ]);
    expect(nearAcross).toEqual([[3, 302]]);
    expect(find(train, test, false)).toEqual({ exact, near: [], nearAcross: [] });
  });

  it('are not all those of one shade', () => {
    const flat = (value: number): Uint8Array => new Uint8Array(height * width * channels).fill(value);
    expect(find([flat(0), flat(10), flat(10)], [flat(200)])).toEqual({ exact: [[1, 2]], near: [], nearAcross: [] });
  });
});

it('finds the very pairs of hashes that comparing each with each finds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1 }), fc.integer({ min: 2, max: 120 }), (seed, count) => {
      const next = randomStream(seed, 'test');
      const word = (): number => Math.floor(next() * 2 ** 32);
      const low = new Uint32Array(count).map(word);
      const high = new Uint32Array(count).map(word);
      // Most are one of the others with some bits changed.
      for (let at = 1; at < count; at += 1) {
        const from = Math.floor(next() * at);
        [low[at], high[at]] = [low[from] ?? 0, high[from] ?? 0];
        for (let flips = Math.floor(next() * 7); flips > 0; flips -= 1) {
          const half = next() < 0.5 ? low : high;
          half[at] = ((half[at] ?? 0) ^ (1 << Math.floor(next() * 32))) >>> 0;
        }
      }
      const expected: string[] = [];
      const bits = (word_: number): number => word_.toString(2).replaceAll('0', '').length;
      for (let a = 0; a < count; a += 1)
        for (let b = a + 1; b < count; b += 1) {
          const lows = ((low[a] ?? 0) ^ (low[b] ?? 0)) >>> 0;
          const highs = ((high[a] ?? 0) ^ (high[b] ?? 0)) >>> 0;
          if (bits(lows) + bits(highs) <= mostDistance) expected.push(`${String(a)} ${String(b)}`);
        }
      const found: string[] = [];
      nearHashes(low, high, (a, b) => found.push(`${String(a)} ${String(b)}`));
      expect(found.sort()).toEqual(expected.sort());
    }),
    { numRuns: 60 },
  );
});
