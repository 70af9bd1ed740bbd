import { readFileSync, realpathSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import type { ImageRule } from '../../protocol/datasets.ts';
import { because, type Detail } from '../../protocol/details.ts';
import type { RefusalReason } from '../../protocol/refusals.ts';
import { readingFault } from '../../protocol/reading-fault.ts';
import { errorCode } from '../durable.ts';
import type { Codecs } from './codecs.ts';
import { decodePicture } from './decode.ts';
import { fitPicture } from './fit.ts';
import { PictureRefused } from './picture.ts';

/** Larger files than any picture that may be unpacked. */
const mostBytes = 512 * 1024 * 1024;

/** What became of one file: its size before the rule, height first, or why it is refused. */
export type Outcome =
  | { readonly size: readonly [number, number] }
  | { readonly reason: RefusalReason; readonly detail?: Detail | undefined };

export interface Prepared {
  /** One a file, in their order. */
  readonly outcomes: readonly Outcome[];
  /** [accepted files, height, width, channels]. */
  readonly images: Uint8Array;
}

/** @param realRoot the real path of the folder that every file has to be in */
export async function preparePictures(
  paths: readonly string[],
  {
    realRoot,
    rule,
    codecs,
    reserve,
  }: {
    readonly realRoot: string;
    readonly rule: ImageRule;
    readonly codecs: Codecs;
    /** See decodePicture. What was reserved for a picture is free again when the next one asks. */
    readonly reserve: (pixels: number) => void;
  },
): Promise<Prepared> {
  const outcomes: Outcome[] = [];
  const [height, width] = rule.size;
  const imageBytes = height * width * rule.channels;
  const images = new Uint8Array(paths.length * imageBytes);
  let accepted = 0;
  for (const path of paths) {
    try {
      const picture = await decodePicture(readPicture(path, realRoot), codecs, reserve);
      images.set(await fitPicture(picture, rule, codecs.resize), accepted * imageBytes);
      accepted += 1;
      outcomes.push({ size: [picture.height, picture.width] });
    } catch (error) {
      outcomes.push(refusalOf(error));
    }
  }
  return { outcomes, images: images.slice(0, accepted * imageBytes) };
}

function readPicture(path: string, realRoot: string): Uint8Array {
  const root = realRoot.endsWith(sep) ? realRoot : `${realRoot}${sep}`;
  if (!realpathSync.native(path).startsWith(root)) throw new PictureRefused('outside', because('link-leads-out'));
  const stat = statSync(path);
  if (!stat.isFile())
    throw new PictureRefused('not-an-image', because(stat.isDirectory() ? 'is-folder' : 'is-no-file'));
  if (stat.size > mostBytes) throw new PictureRefused('too-large', because('picture-bytes', { bytes: stat.size }));
  return readFileSync(path);
}

/** Why a picture was refused that could not be read. */
export function refusalOf(error: unknown): Extract<Outcome, { reason: unknown }> {
  if (error instanceof PictureRefused) return { reason: error.reason, detail: error.detail };
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { reason: 'missing' };
  if (code !== undefined) return { reason: 'unreadable', detail: readingFault(error) };
  const said = error instanceof Error ? error.message : String(error);
  return { reason: 'corrupt', detail: because('decoder-says', { said }) };
}
