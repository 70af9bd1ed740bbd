import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import decodeJpegData, { init as initJpeg } from '@jsquash/jpeg/decode.js';
import decodePngData, { init as initPng } from '@jsquash/png/decode.js';
import resize, { initResize } from '@jsquash/resize';
import { decode as decodeBmpData } from 'bmp-ts';
import { GifReader } from 'omggif';
import { because } from '../../protocol/details.ts';
import { packageFolder } from '../package-folder.ts';
import { PictureRefused, type Picture } from './picture.ts';

/** The WebAssembly of the codecs, read once and shared by all threads. */
export type CodecFiles = Readonly<Record<keyof typeof files, Uint8Array>>;

const files = {
  jpeg: ['@jsquash/jpeg', 'codec/dec/mozjpeg_dec.wasm'],
  png: ['@jsquash/png', 'codec/pkg/squoosh_png_bg.wasm'],
  resize: ['@jsquash/resize', 'lib/resize/pkg/squoosh_resize_bg.wasm'],
} as const;

export async function readCodecs(): Promise<CodecFiles> {
  const read = async ([name, file]: readonly [string, string]): Promise<Uint8Array> =>
    readFile(join(packageFolder(name), file));
  return { jpeg: await read(files.jpeg), png: await read(files.png), resize: await read(files.resize) };
}

export interface Codecs {
  /** @throws PictureRefused */
  readonly decode: Readonly<Record<PictureFormat, (bytes: Uint8Array) => Promise<Picture> | Picture>>;
  /** Triangle filter, as wide as what one pixel of the result covers: nothing is skipped in making a picture smaller. */
  readonly resize: (picture: Picture, width: number, height: number) => Promise<Picture>;
}

export const pictureFormats = ['jpg', 'png', 'bmp', 'gif'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/** What the codecs make their results of; browsers have it, Node does not. */
class PlainImageData implements Picture {
  readonly colorSpace = 'srgb';

  constructor(
    readonly data: Uint8ClampedArray<ArrayBuffer>,
    readonly width: number,
    readonly height: number,
  ) {}
}

export async function startCodecs(wasm: CodecFiles): Promise<Codecs> {
  Object.assign(globalThis, { ImageData: PlainImageData });
  /** What libjpeg says of the picture it is decoding. */
  let said: string[] = [];
  const startJpeg = (): Promise<void> =>
    initJpeg({ wasmBinary: ownBuffer(wasm.jpeg), printErr: (line: string) => said.push(line) });
  await startJpeg();
  await initPng(ownBuffer(wasm.png));
  await initResize(ownBuffer(wasm.resize));

  const jpg = async (bytes: Uint8Array): Promise<Picture> => {
    said = [];
    try {
      const picture = (await decodeJpegData(ownBuffer(bytes), { preserveOrientation: true })) as Picture;
      const fault = said.find((line) => !line.includes('extraneous bytes'));
      if (fault === undefined) return picture;
      if (fault.startsWith('Premature end')) throw new PictureRefused('truncated');
      throw new PictureRefused('corrupt', because('decoder-says', { said: fault }));
    } catch (error) {
      // It has left its memory as it was in the middle of a picture.
      await startJpeg();
      if (error instanceof PictureRefused) throw error;
      const fault = said[0] ?? describe(error);
      if (fault.includes('color conversion'))
        throw new PictureRefused('unsupported', because('picture-cmyk'), { cause: error });
      throw faultOf(fault, error);
    }
  };

  const png = async (bytes: Uint8Array): Promise<Picture> => {
    try {
      return (await decodePngData(ownBuffer(bytes), { bitDepth: 8 })) as Picture;
    } catch (error) {
      throw new PictureRefused(endsEarly(bytes) ? 'truncated' : 'corrupt', undefined, { cause: error });
    }
  };

  return {
    decode: { jpg, png, bmp: decodeBmp, gif: decodeGif },
    resize: (picture, width, height) =>
      resize(new PlainImageData(picture.data, picture.width, picture.height), {
        width,
        height,
        method: 'triangle',
        premultiply: false,
        linearRGB: false,
      }),
  };
}

/** The fourth channel of a bitmap is left alone: most programs write nothing of use there. */
function decodeBmp(bytes: Uint8Array): Picture {
  try {
    const { width, height, data } = decodeBmpData(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    const rgba = new Uint8ClampedArray(4 * width * height);
    for (let at = 0; at < rgba.length; at += 4) {
      rgba[at] = data[at + 3] ?? 0;
      rgba[at + 1] = data[at + 2] ?? 0;
      rgba[at + 2] = data[at + 1] ?? 0;
      rgba[at + 3] = 255;
    }
    return { width, height, data: rgba };
  } catch (error) {
    if (error instanceof RangeError) throw new PictureRefused('truncated', undefined, { cause: error });
    throw faultOf(describe(error), error);
  }
}

/** Whether a PNG file ends before its last chunk, IEND, begins (the specification's section 5). */
function endsEarly(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const signature = 8;
  const around = 12;
  const iend = 0x49454e44;
  for (let at = signature; at + around <= bytes.length; at += around + view.getUint32(at))
    if (view.getUint32(at + 4) === iend) return false;
  return true;
}

/** The first frame; where it does not fill the picture, nothing is there. */
function decodeGif(bytes: Uint8Array): Picture {
  // It has no other way to say that the frame ends early than to print a line.
  const { log } = console;
  let printed: string | undefined;
  Object.assign(console, { log: (line: string) => (printed = line) });
  try {
    const reader = new GifReader(bytes);
    const { width, height } = reader;
    const frame = reader.frameInfo(0);
    if (frame.x + frame.width > width || frame.y + frame.height > height)
      throw new PictureRefused('corrupt', because('picture-frame'));
    const data = new Uint8ClampedArray(4 * width * height);
    reader.decodeAndBlitFrameRGBA(0, data);
    if (printed !== undefined) throw new PictureRefused('truncated');
    return { width, height, data };
  } catch (error) {
    if (error instanceof PictureRefused) throw error;
    const said = describe(error);
    if (/block size|out of range/.test(said)) throw new PictureRefused('truncated', undefined, { cause: error });
    throw new PictureRefused('corrupt', because('decoder-says', { said }), { cause: error });
  } finally {
    Object.assign(console, { log });
  }
}

function faultOf(said: string, cause: unknown): PictureRefused {
  const reason = /unsupported/i.test(said) ? 'unsupported' : 'corrupt';
  return new PictureRefused(reason, because('decoder-says', { said }), { cause });
}

/** The bytes in a buffer that holds nothing else: what Node reads may lie in one that is shared. */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
