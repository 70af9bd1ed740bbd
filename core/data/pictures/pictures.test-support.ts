import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RefusalReason } from '../../protocol/datasets.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const script = fileURLToPath(new URL('./write_pictures.py', import.meta.url));

export interface WrittenPicture {
  /** Below the folder of pictures. */
  readonly name: string;
  readonly part: 'train' | 'test';
  readonly class: string;
  /** Height, width; of a file that is no image, why not. */
  readonly size?: [number, number];
  readonly reason?: RefusalReason;
}

export interface WrittenPictures {
  readonly folder: string;
  /** In the order of the dataset. */
  readonly entries: readonly WrittenPicture[];
  /** What Pillow made of those that are images: [images, 32, 24, 3]. */
  readonly expected: Readonly<Record<'stretch' | 'crop' | 'pad', Uint8Array>>;
}

/** Writes pictures of every format and mode, some of them damaged, with Pillow. */
export function writePictures(folder: string, count: number, seed: number): WrittenPictures {
  const python = execFileSync(process.execPath, [join(root, 'scripts', 'python.mjs'), 'pillow'], {
    encoding: 'utf8',
  }).trim();
  execFileSync(python, [script, folder, String(count), String(seed)], { stdio: 'pipe' });
  const read = (fit: string): Uint8Array => readFileSync(join(folder, `${fit}.u8`));
  return {
    folder: join(folder, 'pictures'),
    entries: JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as WrittenPicture[],
    expected: { stretch: read('stretch'), crop: read('crop'), pad: read('pad') },
  };
}

/** Brings the bundle of the threads up to date. */
export function buildImporter(): void {
  execFileSync(process.execPath, ['scripts/build.mjs', 'terminal'], { cwd: root, stdio: 'pipe' });
}
