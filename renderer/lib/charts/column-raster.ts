/** How a curve is drawn. */
export interface Ink {
  /** 0 to 255. */
  readonly color: readonly [red: number, green: number, blue: number];
  /** 0 to 1. */
  readonly opacity: number;
  /** px */
  readonly thickness: number;
  /** Opacity of a column, as a part of the whole one. */
  readonly strength: (column: number) => number;
}

/**
 * A picture of lines that go up and down within every column of pixels: of each column the part that a line passes through is painted, from its lowest to
 * its highest place there, so that no peak is lost. A canvas that strokes such lines without a GPU takes ten times as long. All lengths are pixels of the
 * screen, with the origin at the upper left.
 */
export class ColumnRaster {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity, not multiplied by it. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** The same, a pixel at a time. */
  readonly #words: Uint32Array;
  readonly #top: Float64Array;
  readonly #bottom: Float64Array;
  #last: { x: number; y: number } | undefined;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8ClampedArray(4 * width * height);
    this.#words = new Uint32Array(this.pixels.buffer);
    this.#top = new Float64Array(width).fill(Infinity);
    this.#bottom = new Float64Array(width).fill(-Infinity);
  }

  /** Makes the whole picture clear. */
  clear(): void {
    this.#words.fill(0);
  }

  /** The line begins anew at the next point. */
  lift(): void {
    this.#last = undefined;
  }

  /** A straight line from the last point to this one, which is not left of it. */
  lineTo(x: number, y: number): void {
    const from = this.#last ?? { x, y };
    const first = Math.max(0, Math.floor(from.x));
    const end = Math.min(this.width - 1, Math.floor(x));
    const slope = x > from.x ? (y - from.y) / (x - from.x) : 0;
    for (let column = first; column <= end; column += 1) {
      const enters = column > from.x ? from.y + slope * (column - from.x) : from.y;
      const leaves = column + 1 < x ? from.y + slope * (column + 1 - from.x) : y;
      this.#top[column] = Math.min(this.#top[column] ?? Infinity, enters, leaves);
      this.#bottom[column] = Math.max(this.#bottom[column] ?? -Infinity, enters, leaves);
    }
    if (this.#last === undefined) this.#last = { x, y };
    else {
      this.#last.x = x;
      this.#last.y = y;
    }
  }

  /** Paints the line over those before it. */
  paint({ color, opacity, thickness, strength }: Ink): void {
    const half = thickness / 2;
    const [red, green, blue] = color;
    const [word = 0] = new Uint32Array(new Uint8ClampedArray([red, green, blue, 255]).buffer);
    for (let column = 0; column < this.width; column += 1) {
      const top = Math.max(0, (this.#top[column] ?? Infinity) - half);
      const bottom = Math.min(this.height, (this.#bottom[column] ?? -Infinity) + half);
      if (!(top < bottom)) continue;
      const alpha = opacity * strength(column);
      const last = Math.ceil(bottom) - 1;
      for (let row = Math.floor(top); row <= last; row += 1) {
        const covered = alpha * (Math.min(bottom, row + 1) - Math.max(top, row));
        const at = row * this.width + column;
        if (covered > 0.998) this.#words[at] = word;
        else if (covered > 0) this.#blend(4 * at, red, green, blue, covered);
      }
    }
    this.#top.fill(Infinity);
    this.#bottom.fill(-Infinity);
    this.lift();
  }

  /** Porter & Duff's "over" (1984). */
  #blend(at: number, red: number, green: number, blue: number, alpha: number): void {
    const { pixels } = this;
    const below = ((pixels[at + 3] ?? 0) / 255) * (1 - alpha);
    const sum = alpha + below;
    const part = alpha / sum;
    pixels[at] = red * part + (pixels[at] ?? 0) * (1 - part);
    pixels[at + 1] = green * part + (pixels[at + 1] ?? 0) * (1 - part);
    pixels[at + 2] = blue * part + (pixels[at + 2] ?? 0) * (1 - part);
    pixels[at + 3] = 255 * sum;
  }
}
