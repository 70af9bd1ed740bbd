import { expect, it } from 'vitest';
import { toRgba } from './to-rgba.ts';

it.each([
  ['grey', 1, [7, 9], [7, 7, 7, 255, 9, 9, 9, 255]],
  ['colour', 3, [1, 2, 3, 4, 5, 6], [1, 2, 3, 255, 4, 5, 6, 255]],
  ['two channels', 2, [1, 2, 3, 4], [1, 1, 1, 255, 3, 3, 3, 255]],
  ['four channels', 4, [1, 2, 3, 4], [1, 2, 3, 255]],
] as const)('shows %s', (_, channels, pixels, expected) => {
  expect([...toRgba(Uint8Array.from(pixels), channels)]).toEqual(expected);
});
