import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permutation, randomStream } from './random.ts';

/** Pearson's chi-square of counts that should all be equal. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** Upper 0.1% point of chi-square with 99 degrees of freedom. */
const critical99 = 148.23;

describe('randomStream', () => {
  it.each([0, 1, 2, 12345, -7])('fills 100 bins evenly from seed %d', (seed) => {
    const uniform = randomStream(seed, 'test');
    const counts = new Array<number>(100).fill(0);
    for (let i = 0; i < 100_000; i += 1) {
      const bin = Math.floor(uniform() * 100);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    expect(chiSquare(counts)).toBeLessThan(critical99);
  });

  it('fills 10 x 10 bins evenly with successive pairs', () => {
    const uniform = randomStream(3, 'pairs');
    const counts = new Array<number>(100).fill(0);
    for (let i = 0; i < 100_000; i += 1) {
      const bin = Math.floor(uniform() * 10) * 10 + Math.floor(uniform() * 10);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    expect(chiSquare(counts)).toBeLessThan(critical99);
  });

  it('gives evenly spread first numbers to neighbouring seeds and names', () => {
    const counts = new Array<number>(100).fill(0);
    for (let seed = 0; seed < 200; seed += 1) {
      for (let name = 0; name < 200; name += 1) {
        const bin = Math.floor(randomStream(seed, `layer${String(name)}`)() * 100);
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
    }
    expect(chiSquare(counts)).toBeLessThan(critical99);
  });

  it('is the same for the same seed and name, on every machine', () => {
    const first = randomStream(42, 'conv1/kernel');
    const numbers = [first(), first(), first()];
    const second = randomStream(42, 'conv1/kernel');
    expect([second(), second(), second()]).toEqual(numbers);
    expect(numbers).toEqual([0.659535427344963, 0.16935841226950288, 0.45652417792007327]);
    expect(randomStream(43, 'conv1/kernel')()).not.toBe(numbers[0]);
    expect(randomStream(42, 'conv1/bias')()).not.toBe(numbers[0]);
  });
});

describe('permutation', () => {
  it('holds every index once, and is the same for the same seed', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer(), fc.string(), (length, seed, name) => {
        const order = permutation(length, seed, name);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
        expect(permutation(length, seed, name)).toEqual(order);
      }),
    );
  });

  it('gives each of the 120 orders of five its share', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 24_000; seed += 1) {
      const order = permutation(5, seed, 'epoch').join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(120);
    // Upper 0.1% point of chi-square with 119 degrees of freedom.
    expect(chiSquare([...counts.values()])).toBeLessThan(172.42);
  });
});
