import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { ImageRule } from '../../protocol/datasets.ts';
import { unreadable } from '../../protocol/reading-fault.ts';
import { readCodecs, startCodecs, type Codecs } from './codecs.ts';
import { decodePicture } from './decode.ts';
import { filesBelow } from './find-in-folders.ts';
import { fitPicture } from './fit.ts';
import { PicturePool } from './pool.ts';
import { refusalOf, type Outcome } from './prepare.ts';

/** A picture by its name, and what became of it: an image of the rule's size, or why it is refused. */
export interface FittedPicture {
  readonly name: string;
  /** [height, width, channels] of the rule. */
  readonly image?: Uint8Array;
  readonly refusal?: Extract<Outcome, { reason: unknown }>;
}

let codecs: Promise<Codecs> | undefined;

/** Pictures that are in memory already, brought to the size and the channels of a rule. */
export async function fitPictureBytes(
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[],
  rule: ImageRule,
): Promise<FittedPicture[]> {
  codecs ??= readCodecs().then(startCodecs);
  const started = await codecs;
  const fitted: FittedPicture[] = [];
  for (const { name, bytes } of files) {
    try {
      const picture = await decodePicture(bytes, started, () => undefined);
      fitted.push({ name, image: await fitPicture(picture, rule, started.resize) });
    } catch (error) {
      fitted.push({ name, refusal: refusalOf(error) });
    }
  }
  return fitted;
}

/**
 * Pictures in files, and in folders with all that is below them, some at a time: decoded on all cores, in the order of the paths and of the names in them.
 * @throws BlockyardError unreadable-file where there is nothing at a path
 */
export async function* fitPicturePaths(
  paths: readonly string[],
  rule: ImageRule,
): AsyncGenerator<readonly FittedPicture[]> {
  for (const { root, files } of await listPictures(paths)) {
    const pool = await PicturePool.open(rule, root, files.length);
    try {
      let at = 0;
      for await (const { outcomes, images } of pool.prepare(files.map(({ path }) => path))) {
        let accepted = 0;
        const size = rule.size[0] * rule.size[1] * rule.channels;
        yield outcomes.map((outcome) => {
          const name = files[at++]?.name ?? '';
          if ('reason' in outcome) return { name, refusal: outcome };
          accepted += 1;
          return { name, image: images.slice((accepted - 1) * size, accepted * size) };
        });
      }
    } finally {
      await pool.close();
    }
  }
}

/** Files that belong together are read by the same threads. */
interface Group {
  readonly root: string;
  readonly files: { readonly path: string; readonly name: string }[];
}

async function listPictures(paths: readonly string[]): Promise<Group[]> {
  const groups: Group[] = [];
  for (const path of paths) {
    if (await isFolder(path)) {
      groups.push({ root: path, files: [...(await filesBelow(path))] });
      continue;
    }
    const root = dirname(path);
    const last = groups[groups.length - 1];
    const file = { path, name: basename(path) };
    if (last?.root === root) last.files.push(file);
    else groups.push({ root, files: [file] });
  }
  return groups;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}
