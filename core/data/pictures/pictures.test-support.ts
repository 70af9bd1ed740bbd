import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import type { RefusalReason } from '../../protocol/refusals.ts';
import type { TestLibrary } from '../library.test-support.ts';

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

export interface GoodPictures {
  readonly count: number;
  /** Where they lie. */
  readonly folder: string;
  path(picture: number): string;
  /** Puts the picture of this number under a name in the folder of a library's files. */
  put(library: TestLibrary, name: string, picture: number): void;
}

/** Files that are good pictures, all different, which the tests of a file share. */
export function usePictures(count: number): GoodPictures {
  let folder = '';
  let paths: string[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'blockyard-pictures-'));
    // One in ten of those that are written is damaged.
    const written = writePictures(folder, Math.ceil(count / 0.9), 11);
    paths = written.entries.filter(({ size }) => size !== undefined).map(({ name }) => join(written.folder, name));
  }, 120_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    count,
    get folder() {
      return folder;
    },
    path(picture) {
      const path = paths[picture];
      if (path === undefined) throw new Error(`there is no picture ${String(picture)}`);
      return path;
    },
    put({ files }, name, picture) {
      const path = join(files, name);
      mkdirSync(dirname(path), { recursive: true });
      copyFileSync(this.path(picture), path);
    },
  };
}
