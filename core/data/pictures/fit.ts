import type { ImageRule } from '../../protocol/datasets.ts';
import type { Codecs } from './codecs.ts';
import type { Picture } from './picture.ts';

/**
 * Brings a picture to the size and the channels of a rule. Cropping keeps the largest part in the middle that has the frame's proportions, to the
 * whole pixel; padding is black (0), as a convolution's own padding is. Brightness is that of ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B.
 *
 * @returns [height, width, channels] of the rule
 */
export async function fitPicture(
  picture: Picture,
  { size: [height, width], channels, fit }: ImageRule,
  resize: Codecs['resize'],
): Promise<Uint8Array> {
  const image = new Uint8Array(height * width * channels);
  const source = fit === 'crop' ? crop(picture, width / height) : picture;
  const scale = fit === 'pad' ? Math.min(width / source.width, height / source.height) : undefined;
  const inner = {
    width: scale === undefined ? width : clamp(Math.round(source.width * scale), width),
    height: scale === undefined ? height : clamp(Math.round(source.height * scale), height),
  };
  const same = inner.width === source.width && inner.height === source.height;
  const resized = same ? source : await resize(source, inner.width, inner.height);
  const left = Math.floor((width - inner.width) / 2);
  const top = Math.floor((height - inner.height) / 2);
  for (let y = 0; y < inner.height; y += 1) {
    let from = 4 * y * inner.width;
    let to = channels * ((top + y) * width + left);
    for (let x = 0; x < inner.width; x += 1, from += 4, to += channels) {
      const [red = 0, green = 0, blue = 0] = [resized.data[from], resized.data[from + 1], resized.data[from + 2]];
      if (channels === 1) image[to] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
      else {
        image[to] = red;
        image[to + 1] = green;
        image[to + 2] = blue;
      }
    }
  }
  return image;
}

function clamp(side: number, most: number): number {
  return Math.max(1, Math.min(most, side));
}

/** @param proportion width by height */
function crop(picture: Picture, proportion: number): Picture {
  const width = clamp(Math.round(picture.height * proportion), picture.width);
  const height = clamp(Math.round(picture.width / proportion), picture.height);
  const left = Math.floor((picture.width - width) / 2);
  const top = Math.floor((picture.height - height) / 2);
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y += 1) {
    const from = 4 * ((top + y) * picture.width + left);
    data.set(picture.data.subarray(from, from + 4 * width), 4 * y * width);
  }
  return { width, height, data };
}
