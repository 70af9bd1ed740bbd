import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { because, type Detail } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { unreadable } from '../protocol/reading-fault.ts';
import { errorCode } from './durable.ts';

/** A file that a dataset was made from, as it was. */
export interface FileFacts {
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal, of the file as it lies on the disk. */
  readonly sha256: string;
}

/** What an import is told while it reads, and what ends it. */
export interface Watch {
  /** Bytes read off the disk since the last call. */
  readonly onBytes?: ((count: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a file as a stream, unpacked where it is gzipped, and hashes it on the way.
 * @param use reads the content to its end, so that a file that is damaged behind what is used is found out
 * @throws BlockyardError unreadable-file, dataset-corrupt (gzip), and what `use` throws
 */
export async function readSource<T>(
  path: string,
  use: (content: AsyncIterable<Uint8Array>) => Promise<T>,
  { onBytes, signal }: Watch = {},
): Promise<{ value: T; facts: FileFacts }> {
  const gzipped = isGzip(await firstBytes(path, 2));
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      onBytes?.(chunk.length);
      done(null, chunk);
    },
  });
  let using: Promise<T> | undefined;
  try {
    await pipeline(
      createReadStream(path, { highWaterMark: 1 << 18 }),
      measure,
      gzipped ? createGunzip({ chunkSize: 1 << 18 }) : new PassThrough(),
      async (content: AsyncIterable<Uint8Array>) => {
        using = use(content);
        await using;
      },
      ...(signal === undefined ? [] : [{ signal }]),
    );
  } catch (error) {
    // A cancelled pipeline does not wait for what it feeds, and the caller takes back what that has made. Where that gave up first, the pipeline
    // knows only that it was ended.
    const own: unknown = await Promise.resolve(using).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    throw readingProblem(own instanceof BlockyardError ? own : error, path);
  }
  if (using === undefined) throw new Error('The content was not read.');
  return { value: await using, facts: { name: basename(path), bytes, sha256: hash.digest('hex') } };
}

/** The first bytes of a file, or as many as it has. @throws BlockyardError unreadable-file */
export async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = new Uint8Array(count);
      const { bytesRead } = await file.read(buffer, 0, count, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readingProblem(error, path);
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function readingProblem(error: unknown, path: string): unknown {
  const code = errorCode(error);
  if (error instanceof BlockyardError || code === undefined || code === 'ABORT_ERR') return error;
  if (code.startsWith('Z_')) return corruptFile(path, because('not-unpackable'), error);
  return 'syscall' in (error as Error) ? unreadable(path, error) : error;
}

/** A file that is not what it should be. */
export function corruptFile(path: string, detail: Detail, cause?: unknown): BlockyardError {
  return new BlockyardError('dataset-corrupt', { path, detail }, { cause });
}
