import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** The bytes of an IDX file of unsigned bytes. */
export function idx(shape: readonly number[], values: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return Buffer.concat([header, Uint8Array.from(values)]);
}

interface IdxPartOptions {
  readonly count: number;
  /** Height, width and, where there are several, channels. */
  readonly shape?: readonly number[];
  readonly classes?: number;
  readonly gzip?: boolean;
  /** What the files are called before `-images` and `-labels`. */
  readonly prefix?: string;
}

/** Writes a pair of IDX files with images that are all different. Returns their paths, images first. */
export function writeIdxPair(
  folder: string,
  { count, shape = [4, 3], classes = 3, gzip = false, prefix = 'train' }: IdxPartOptions,
): [string, string] {
  const size = shape.reduce((product, length) => product * length, 1);
  const images = Uint8Array.from({ length: count * size }, (_, at) => (7 * at + Math.floor(at / size)) % 256);
  const labels = Uint8Array.from({ length: count }, (_, at) => at % classes);
  const ending = gzip ? '.gz' : '';
  const pack = (bytes: Buffer): Buffer => (gzip ? gzipSync(bytes) : bytes);
  const paths: [string, string] = [
    join(folder, `${prefix}-images-idx3-ubyte${ending}`),
    join(folder, `${prefix}-labels-idx1-ubyte${ending}`),
  ];
  writeFileSync(paths[0], pack(idx([count, ...shape], images)));
  writeFileSync(paths[1], pack(idx([count], labels)));
  return paths;
}
