import { expect, test } from 'vitest';
import { best, median } from './statistics.ts';

test('median is the middle value, or the mean of the middle two', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 7])).toBe(6);
  expect(median([])).toBeNaN();
});

test('best is the largest value', () => {
  expect(best([3, 8, 2])).toBe(8);
  expect(best([])).toBeNaN();
});
