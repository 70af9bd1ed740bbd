import { PNG } from 'pngjs';
import type { ImageShape } from '../model/index.ts';
import { because } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';

/** Colour types of PNG. */
const gray = 0;
const rgb = 2;

/** @param name of the dataset, for problems @throws BlockyardError dataset-unusable where its images are neither grey nor of three colours */
export function checkPicturable(name: string, [, , channels]: ImageShape): void {
  if (channels !== 1 && channels !== 3)
    throw new BlockyardError('dataset-unusable', { path: name, detail: because('channels-of-pictures', { channels }) });
}

/** @param pixels [height, width, channels], 0..255, of one channel or three */
export function encodePng(pixels: Uint8Array, [height, width, channels]: ImageShape): Buffer {
  const colorType = channels === 1 ? gray : rgb;
  const png = new PNG({ width, height });
  png.data = Buffer.from(pixels);
  return PNG.sync.write(png, { colorType, inputColorType: colorType, inputHasAlpha: false });
}
