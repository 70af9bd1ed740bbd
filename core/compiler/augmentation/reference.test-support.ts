import type { Augmentation } from '../../protocol/augmentation.ts';
import type { Purpose } from './draws.ts';

/** Height x width x channels, nested, so that nothing here shares the arithmetic of indices with what it checks. */
export type Picture = number[][][];
type Matrix = readonly (readonly number[])[];
type Draws = (purpose: Purpose) => number;

/** From -reach to reach. */
const within = (uniform: number, reach: number): number => -reach + uniform * 2 * reach;

/**
 * One picture by the book: every movement as a 3 x 3 matrix from the old place to the new one, multiplied and then inverted by Cramer's rule; colours one change
 * after the other, each on whole pictures.
 */
export function referencePicture(picture: Picture, augmentation: Augmentation, draws: Draws): Picture {
  const moved = warp(picture, inverse(forwardMatrix(picture, augmentation, draws)), augmentation.fill);
  const brighter = mapValues(moved, (value) => value + within(draws('brightness'), augmentation.brightness));
  const contrasted = contrast(brighter, 1 + within(draws('contrast'), augmentation.contrast));
  const saturated =
    picture[0]?.[0]?.length === 3
      ? saturate(contrasted, 1 + within(draws('saturation'), augmentation.saturation))
      : contrasted;
  const recoloured = augmentation.brightness + augmentation.contrast + augmentation.saturation > 0;
  const clipped = recoloured ? mapValues(saturated, (value) => Math.max(0, Math.min(1, value))) : saturated;
  return cutOut(clipped, augmentation.cutout, draws);
}

function forwardMatrix(picture: Picture, augmentation: Augmentation, draws: Draws): Matrix {
  const { crop, horizontalFlip, verticalFlip, rotation, shift, zoom, shear } = augmentation;
  const [height, width] = [picture.length, picture[0]?.length ?? 0];
  const [x, y] = [(width - 1) / 2, (height - 1) / 2];
  const degrees = Math.PI / 180;
  const angle = within(draws('rotation'), rotation) * degrees;
  const lean = Math.tan(within(draws('shear'), shear) * degrees);
  const magnification = 1 + within(draws('zoom'), zoom);
  const flipX = horizontalFlip && draws('horizontalFlip') >= 0.5 ? -1 : 1;
  const flipY = verticalFlip && draws('verticalFlip') >= 0.5 ? -1 : 1;
  const window = (uniform: number): number => Math.floor(uniform * (2 * crop + 1));
  const moves: readonly Matrix[] = [
    [
      [1, 0, -x],
      [0, 1, -y],
      [0, 0, 1],
    ],
    [
      [flipX, 0, 0],
      [0, flipY, 0],
      [0, 0, 1],
    ],
    [
      [magnification, 0, 0],
      [0, magnification, 0],
      [0, 0, 1],
    ],
    [
      [1, lean, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    // Against the clock on a screen, whose y goes down.
    [
      [Math.cos(angle), Math.sin(angle), 0],
      [-Math.sin(angle), Math.cos(angle), 0],
      [0, 0, 1],
    ],
    [
      [1, 0, x],
      [0, 1, y],
      [0, 0, 1],
    ],
    [
      [1, 0, within(draws('shiftX'), shift * width)],
      [0, 1, within(draws('shiftY'), shift * height)],
      [0, 0, 1],
    ],
    [
      [1, 0, crop - window(draws('cropX'))],
      [0, 1, crop - window(draws('cropY'))],
      [0, 0, 1],
    ],
  ];
  return moves.reduce((done, next) => multiply(next, done));
}

function multiply(a: Matrix, b: Matrix): Matrix {
  return a.map((row) => [0, 1, 2].map((j) => row.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? NaN), 0)));
}

/** Of an affine matrix. */
function inverse(matrix: Matrix): Matrix {
  const [[a = 0, b = 0, c = 0] = [], [d = 0, e = 0, f = 0] = []] = matrix;
  const determinant = a * e - b * d;
  return [
    [e / determinant, -b / determinant, (b * f - c * e) / determinant],
    [-d / determinant, a / determinant, (c * d - a * f) / determinant],
  ];
}

function warp(picture: Picture, matrix: Matrix, fill: Augmentation['fill']): Picture {
  const [height, width] = [picture.length, picture[0]?.length ?? 0];
  return picture.map((row, toY) =>
    row.map((pixel, toX) => {
      const [fromX = 0, fromY = 0] = matrix.map(([a = 0, b = 0, c = 0]) => a * toX + b * toY + c);
      const [x, y] = [landing(fromX, width, fill), landing(fromY, height, fill)];
      return pixel.map((_, channel) => {
        let value = 0;
        // A tent of one pixel's reach around the place: bilinear interpolation, from all pixels.
        for (let v = Math.floor(y); v <= Math.floor(y) + 1; v += 1)
          for (let u = Math.floor(x); u <= Math.floor(x) + 1; u += 1)
            value += (picture[v]?.[u]?.[channel] ?? 0) * (1 - Math.abs(x - u)) * (1 - Math.abs(y - v));
        return value;
      });
    }),
  );
}

/** Walks back into the picture, one mirror after the other. */
function landing(place: number, length: number, fill: Augmentation['fill']): number {
  if (fill === 'black') return place;
  let landed = place;
  while (fill === 'reflect' && (landed < -0.5 || landed > length - 0.5))
    landed = landed < -0.5 ? -1 - landed : 2 * length - 1 - landed;
  return Math.max(0, Math.min(length - 1, landed));
}

function mapValues(picture: Picture, change: (value: number, channel: number) => number): Picture {
  return picture.map((row) => row.map((pixel) => pixel.map(change)));
}

function contrast(picture: Picture, factor: number): Picture {
  const pixels = picture.flat();
  const means = (pixels[0] ?? []).map(
    (_, c) => pixels.reduce((sum, pixel) => sum + (pixel[c] ?? 0), 0) / pixels.length,
  );
  return mapValues(picture, (value, channel) => (value - (means[channel] ?? 0)) * factor + (means[channel] ?? 0));
}

function saturate(picture: Picture, factor: number): Picture {
  return picture.map((row) =>
    row.map((pixel) => {
      const [red = 0, green = 0, blue = 0] = pixel;
      const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
      return pixel.map((value) => factor * value + (1 - factor) * grey);
    }),
  );
}

function cutOut(picture: Picture, side: number, draws: Draws): Picture {
  const top = Math.floor(draws('cutoutY') * picture.length) - Math.floor(side / 2);
  const left = Math.floor(draws('cutoutX') * (picture[0]?.length ?? 0)) - Math.floor(side / 2);
  return picture.map((row, y) =>
    row.map((pixel, x) => (y >= top && y < top + side && x >= left && x < left + side ? pixel.map(() => 0) : pixel)),
  );
}
