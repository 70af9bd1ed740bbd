import { imageSize } from 'image-size';
import { because } from '../../protocol/details.ts';
import { pictureFormats, type Codecs, type PictureFormat } from './codecs.ts';
import { PictureRefused, type Picture } from './picture.ts';

/** More than any camera of today makes: 400 MB unpacked. */
export const mostPixels = 100_000_000;

/** Told apart from files that are no images at all. */
const otherFormats = ['webp', 'tiff', 'heif', 'avif', 'jp2', 'j2c', 'jxl', 'psd', 'ico', 'svg'];

/**
 * Decodes a picture by its contents, whatever its file is called: JPEG, PNG, BMP, or the first frame of a GIF. 16 bits a channel become 8, rounded;
 * a JPEG is turned upright by its EXIF tag; colours are taken as they are, without regard to colour profiles. What one can see through lies on white.
 *
 * @param reserve is told, before anything is unpacked, how many pixels will be
 * @throws PictureRefused
 */
export async function decodePicture(
  bytes: Uint8Array,
  codecs: Codecs,
  reserve: (pixels: number) => void,
): Promise<Picture> {
  if (bytes.length === 0) throw new PictureRefused('empty');
  const { format, width, height } = readHeader(bytes);
  if (width * height > mostPixels) throw new PictureRefused('too-large', because('picture-pixels', { width, height }));
  reserve(width * height);
  const picture = await codecs.decode[format](bytes);
  layOnWhite(picture.data);
  return picture;
}

function readHeader(bytes: Uint8Array): { format: PictureFormat; width: number; height: number } {
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
  let header: ReturnType<typeof imageSize>;
  try {
    header = imageSize(bytes);
  } catch (error) {
    if (isKnown(bytes)) throw new PictureRefused('truncated', undefined, { cause: error });
    throw new PictureRefused('not-an-image', undefined, { cause: error });
  }
  const { type = '', width, height } = header;
  const format = pictureFormats.find((name) => name === type);
  if (format === undefined) {
    if (otherFormats.includes(type))
      throw new PictureRefused('unsupported', because('picture-format', { format: type }));
    throw new PictureRefused('not-an-image');
  }
  if (format === 'jpg' && !isJpeg) throw new PictureRefused('not-an-image');
  if (!(width > 0 && height > 0)) throw new PictureRefused('corrupt', because('picture-pixels', { width, height }));
  return { format, width, height };
}

/** Whether a file begins as one of the formats that are read. */
function isKnown(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  const isJpeg = a === 0xff && b === 0xd8;
  const isPng = a === 0x89 && b === 0x50 && c === 0x4e && d === 0x47;
  const isGif = a === 0x47 && b === 0x49 && c === 0x46 && d === 0x38;
  const isBmp = a === 0x42 && b === 0x4d;
  return isJpeg || isPng || isGif || isBmp;
}

function layOnWhite(data: Uint8ClampedArray): void {
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] ?? 255;
    if (alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel += 1)
      data[channel] = Math.round(((data[channel] ?? 0) * alpha + 255 * (255 - alpha)) / 255);
    data[at + 3] = 255;
  }
}
