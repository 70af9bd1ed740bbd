import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { BlockyardError } from '../protocol/problems.ts';

const inflate = promisify(gunzip);

/** Values of an IDX file of unsigned bytes: `shape[0]` items, each of the remaining dimensions. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

const unsignedByte = 0x08;

/**
 * Reads an IDX file (LeCun, Cortes and Burges, "The MNIST database": two zero bytes, a type byte, the number of dimensions, each
 * dimension as a big-endian 32-bit number, then the values), plain or gzipped. Strict: a file that is longer or shorter than its header says
 * is refused, so that a half-downloaded file never trains a network.
 *
 * @param dimensions number of dimensions the caller expects
 * @throws BlockyardError dataset-missing, dataset-corrupt
 */
export async function readIdx(path: string, dataset: string, dimensions: number): Promise<IdxArray> {
  const corrupt = (detail: string, cause?: unknown): BlockyardError =>
    new BlockyardError('dataset-corrupt', { path, name: dataset, detail }, { cause });
  const raw = await readBytes(path, dataset);
  const bytes = isGzip(raw)
    ? await inflate(raw).catch((error: unknown) => {
        throw corrupt('it cannot be unpacked (gzip)', error);
      })
    : raw;

  const headerBytes = 4 + 4 * dimensions;
  if (bytes.length < headerBytes) throw corrupt(`it ends after ${String(bytes.length)} bytes, within its header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint16(0) !== 0) throw corrupt('it is not an IDX file (its first two bytes are not zero)');
  if (view.getUint8(2) !== unsignedByte)
    throw corrupt(`it holds values of type ${hex(view.getUint8(2))}, not unsigned bytes (${hex(unsignedByte)})`);
  if (view.getUint8(3) !== dimensions)
    throw corrupt(`it has ${String(view.getUint8(3))} dimensions, not ${String(dimensions)}`);

  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  const expected = headerBytes + shape.reduce((product, size) => product * size, 1);
  if (bytes.length !== expected)
    throw corrupt(`it has ${String(bytes.length)} bytes where its header promises ${String(expected)}`);
  return { shape, values: new Uint8Array(bytes.buffer, bytes.byteOffset + headerBytes, expected - headerBytes) };
}

async function readBytes(path: string, dataset: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new BlockyardError('dataset-missing', { name: dataset, path }, { cause: error });
    throw new BlockyardError(
      'dataset-corrupt',
      { path, name: dataset, detail: `it cannot be read (${code ?? String(error)})` },
      { cause: error },
    );
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
