import { describe, expect, it } from 'vitest';
import { centreDigit, isBlank, shrink, type Ink } from './drawing.ts';

/** A sheet with a filled rectangle. */
function sheet(left: number, top: number, width: number, height: number, side = 280): Ink {
  const values = new Uint8Array(side * side);
  for (let y = top; y < top + height; y += 1) values.fill(255, y * side + left, y * side + left + width);
  return { width: side, height: side, values };
}

function inked(image: Uint8Array, side: number): { rows: number[]; columns: number[]; mass: [number, number] } {
  const places = [...image.keys()].filter((at) => (image[at] ?? 0) > 0);
  const total = image.reduce((a, b) => a + b, 0);
  const mean = (of: (at: number) => number) => image.reduce((sum, value, at) => sum + value * of(at), 0) / total;
  return {
    rows: [...new Set(places.map((at) => Math.floor(at / side)))],
    columns: [...new Set(places.map((at) => at % side))],
    mass: [mean((at) => Math.floor(at / side)), mean((at) => at % side)],
  };
}

describe('a drawn digit', () => {
  it('fills a box of 20 with its longer side, its mass in the middle, wherever and however large it was drawn', () => {
    for (const [left, top, width, height] of [
      [200, 10, 30, 60],
      [10, 100, 120, 240 - 60],
      [0, 0, 280, 40],
    ] as const) {
      const image = centreDigit(sheet(left, top, width, height), [28, 28]);
      const { rows, columns, mass } = inked(image ?? new Uint8Array(), 28);
      expect(Math.max(rows.length, columns.length)).toBe(20);
      expect(Math.min(rows.length, columns.length)).toBe(
        Math.round((20 * Math.min(width, height)) / Math.max(width, height)),
      );
      for (const centre of mass) expect(Math.abs(centre - 13.5)).toBeLessThanOrEqual(0.5);
    }
  });

  it('that is heavier on one side is moved to the other', () => {
    const heavy = sheet(100, 40, 12, 200);
    // A hook at the foot: the box is wider than the mass is.
    heavy.values.set(sheet(100, 228, 100, 12).values.subarray(228 * 280, 240 * 280), 228 * 280);
    const { mass, rows } = inked(centreDigit(heavy, [28, 28]) ?? new Uint8Array(), 28);
    expect(rows).toHaveLength(20);
    for (const centre of mass) expect(Math.abs(centre - 13.5)).toBeLessThanOrEqual(0.5);
  });

  it('is nothing where nothing is drawn', () => {
    const blank = sheet(0, 0, 0, 0);
    expect(isBlank(blank)).toBe(true);
    expect(centreDigit(blank, [28, 28])).toBeUndefined();
    expect(isBlank(sheet(3, 3, 2, 2))).toBe(false);
  });

  it('of one point still gives an image', () => {
    const image = centreDigit(sheet(5, 5, 1, 1), [28, 28]);
    expect(image?.filter((value) => value > 0)).toHaveLength(400);
  });

  it('is left where it is without that, and keeps its brightness', () => {
    const image = shrink(sheet(0, 0, 140, 280), [28, 28]);
    expect(inked(image, 28).columns).toEqual(Array.from({ length: 14 }, (_, at) => at));
    expect(image[0]).toBe(255);
    const odd = shrink(sheet(0, 0, 100, 280), [12, 15]);
    expect(odd.reduce((a, b) => a + b, 0) / 255).toBeCloseTo((100 / 280) * 180, 0);
  });
});
