import { describe, expect, it } from 'vitest';
import { ColumnRaster, type Ink } from './column-raster.ts';

const ink: Ink = { color: [200, 100, 0], opacity: 1, thickness: 1, strength: () => 1 };

/** Opacity of every pixel, in tenths, a row as a line. */
function picture({ width, height, pixels }: ColumnRaster): string[] {
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (__, column) =>
      Math.round((9 * (pixels[4 * (row * width + column) + 3] ?? 0)) / 255),
    ).join(''),
  );
}

describe('a raster of columns', () => {
  it('paints of every column what the line passes through, and blends half covered pixels', () => {
    const raster = new ColumnRaster(4, 4);
    raster.lineTo(0.5, 3);
    raster.lineTo(1.2, 0.5);
    raster.lineTo(1.4, 2.5);
    raster.lineTo(4, 2.5);
    raster.paint(ink);
    expect(picture(raster)).toEqual(['3900', '9900', '9999', '5000']);
  });

  it('loses no peak, however narrow', () => {
    const raster = new ColumnRaster(10, 100);
    for (let at = 0; at < 1000; at += 1) raster.lineTo(at / 100, at === 555 ? 3 : 90);
    raster.paint(ink);
    expect(picture(raster)[3]).toBe('0000090000');
  });

  it('leaves gaps where the line was lifted, and begins the next one anew', () => {
    const raster = new ColumnRaster(6, 1);
    raster.lineTo(0.5, 0.5);
    raster.lineTo(1.5, 0.5);
    raster.lift();
    raster.lineTo(4.5, 0.5);
    raster.paint(ink);
    raster.lineTo(5.5, 0.5);
    raster.paint(ink);
    expect(picture(raster)).toEqual(['990099']);
  });

  it('lays a line over another as light does: faint columns let the one below through', () => {
    const raster = new ColumnRaster(2, 1);
    for (const [color, opacity] of [
      [[0, 0, 200], 1],
      [[200, 0, 0], 0.5],
    ] as const) {
      raster.lineTo(0, 0.5);
      raster.lineTo(2, 0.5);
      raster.paint({ ...ink, color, opacity, strength: (column) => (column === 0 ? 1 : 0) });
    }
    expect([...raster.pixels.subarray(0, 4)]).toEqual([100, 0, 100, 255]);
    expect(raster.pixels[7]).toBe(0);
  });

  it('keeps within its edges', () => {
    const raster = new ColumnRaster(3, 3);
    raster.lineTo(-10, -10);
    raster.lineTo(13, 13);
    raster.paint(ink);
    expect(picture(raster)).toEqual(['950', '595', '059']);
  });
});
