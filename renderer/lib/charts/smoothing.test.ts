import { describe, expect, it } from 'vitest';
import { Smoothing } from './smoothing.ts';

/** TensorBoard's own loop, value by value. */
function tensorBoard(values: readonly number[], weight: number): number[] {
  let last = 0;
  let count = 0;
  return values.map((value) => {
    last = last * weight + (1 - weight) * value;
    count += 1;
    return last / (1 - weight ** count);
  });
}

describe('Smoothing', () => {
  const values = [2.3, 1.9, 2.1, 1.4, 0.9, 1.2, 0.4];

  it('equals the debiased moving average of TensorBoard', () => {
    const smoothed = new Smoothing(0.6).extend(values);
    for (const [index, expected] of tensorBoard(values, 0.6).entries())
      expect(smoothed[index]).toBeCloseTo(expected, 5);
  });

  it('gives the same however the column grows, past its first capacity', () => {
    const long = Array.from({ length: 5000 }, (_, index) => Math.sin(index / 40) + 1);
    const grown = new Smoothing(0.9);
    for (let end = 700; end <= 5000; end += 700) grown.extend(long.slice(0, end));
    expect(grown.extend(long)).toEqual(new Smoothing(0.9).extend(long));
  });

  it('starts at the first value and changes nothing at weight 0', () => {
    expect(new Smoothing(0.99).extend(values)[0]).toBeCloseTo(2.3, 5);
    expect([...new Smoothing(0).extend([1, 5, 3])]).toEqual([1, 5, 3]);
  });

  it('leaves values that are no numbers in their place and out of the average', () => {
    const smoothed = new Smoothing(0.5).extend([1, NaN, 1]);
    expect(smoothed[1]).toBeNaN();
    expect(smoothed[2]).toBeCloseTo(1, 6);
  });

  it('starts over when the column becomes shorter or the weight another', () => {
    const smoothing = new Smoothing(0.5);
    smoothing.extend([9, 9, 9]);
    expect([...smoothing.extend([4])]).toEqual([4]);
    smoothing.reset(0);
    expect([...smoothing.extend([4, 8])]).toEqual([4, 8]);
  });
});
