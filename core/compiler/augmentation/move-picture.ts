import { movesPictures, type Augmentation, type Fill } from '../../protocol/augmentation.ts';
import type { Purpose } from './draws.ts';
import { spread, wholeBelow } from './host-numbers.ts';

/** Height, width, channels. */
export type Size = readonly [number, number, number];

/** Rows (a, b) and offset of x' = a0 x + a1 y + a2, y' = b0 x + b1 y + b2. */
type Affine = readonly [number, number, number, number, number, number];

/** The picture with all of the geometry applied: a copy, in any case. The transform is that of `projectiveTransforms`. */
export function movePicture(
  picture: Float32Array,
  size: Size,
  augmentation: Augmentation,
  draws: (purpose: Purpose) => number,
): Float32Array {
  if (!movesPictures(augmentation)) return picture.slice();
  return sample(picture, size, transformOf(augmentation, size, draws), augmentation.fill);
}

function transformOf(
  { crop, horizontalFlip, verticalFlip, rotation, shift, zoom, shear }: Augmentation,
  [height, width]: Size,
  draws: (purpose: Purpose) => number,
): Affine {
  const radians = Math.PI / 180;
  const scale = 1 / (1 + spread(draws('zoom'), zoom));
  const acrossX = horizontalFlip && draws('horizontalFlip') >= 0.5 ? -scale : scale;
  const acrossY = verticalFlip && draws('verticalFlip') >= 0.5 ? -scale : scale;
  const angle = spread(draws('rotation'), rotation * radians);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const lean = Math.tan(spread(draws('shear'), shear * radians));
  const a0 = acrossX * (cosine - lean * sine);
  const a1 = acrossX * (-sine - lean * cosine);
  const b0 = acrossY * sine;
  const b1 = acrossY * cosine;
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
  const moveX = crop - wholeBelow(draws('cropX'), 2 * crop + 1) + spread(draws('shiftX'), shift * width);
  const moveY = crop - wholeBelow(draws('cropY'), 2 * crop + 1) + spread(draws('shiftY'), shift * height);
  const [fromX, fromY] = [centreX + moveX, centreY + moveY];
  return [a0, a1, centreX - a0 * fromX - a1 * fromY, b0, b1, centreY - b0 * fromX - b1 * fromY];
}

/** Every new pixel from between the four old ones around its place in the old picture. */
function sample(picture: Float32Array, [height, width, channels]: Size, affine: Affine, fill: Fill): Float32Array {
  const [a0, a1, a2, b0, b1, b2] = affine;
  const sampled = new Float32Array(picture.length);
  const valueAt = (row: number, column: number, channel: number): number =>
    row < 0 || column < 0 || row >= height || column >= width
      ? 0
      : (picture[(row * width + column) * channels + channel] ?? 0);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const x = insideOf(a0 * column + a1 * row + a2, width, fill);
      const y = insideOf(b0 * column + b1 * row + b2, height, fill);
      const [left, top] = [Math.floor(x), Math.floor(y)];
      const [right, down] = [x - left, y - top];
      for (let channel = 0; channel < channels; channel += 1) {
        const upper = (1 - right) * valueAt(top, left, channel) + right * valueAt(top, left + 1, channel);
        const lower = (1 - right) * valueAt(top + 1, left, channel) + right * valueAt(top + 1, left + 1, channel);
        sampled[(row * width + column) * channels + channel] = (1 - down) * upper + down * lower;
      }
    }
  }
  return sampled;
}

/** Where a place outside the picture takes its value from. Of black ones, it stays outside. */
function insideOf(place: number, length: number, fill: Fill): number {
  if (fill === 'black') return place;
  if (fill === 'edge') return Math.min(length - 1, Math.max(0, place));
  // dcba|abcd|dcba has a period of twice the length, and its mirror half a pixel outside.
  const turned = (((place + 0.5) % (2 * length)) + 2 * length) % (2 * length);
  const mirrored = (turned < length ? turned : 2 * length - turned) - 0.5;
  return Math.min(length - 1, Math.max(0, mirrored));
}
