import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { z } from 'zod';
import { BlockyardError } from '../protocol/problems.ts';

/**
 * The safetensors format (https://github.com/huggingface/safetensors): 8 bytes little-endian length of the header, a JSON header with dtype, shape and
 * byte range of every tensor, then the tensors' bytes without gaps. Any language reads it, and reading it runs no code.
 */
export interface TensorFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, FileTensor>;
}

export interface FileTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The format's own limit; it keeps a hostile length from asking for memory. */
const maxHeaderBytes = 100_000_000;
const metadataKey = '__metadata__';

const size = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(size).max(64),
  data_offsets: z.tuple([size, size]),
});
type Entry = z.infer<typeof entrySchema>;

/** The file as pieces to write one after another, so that no second copy of the weights is made. Tensors stand in the map's order. */
export function encodeSafetensors({ metadata, tensors }: TensorFile): Uint8Array[] {
  const header: Record<string, unknown> = { [metadataKey]: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    if (name === metadataKey) throw new Error(`A tensor cannot be called ${metadataKey}`);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  // Spaces at the header's end align the tensors to 8 bytes, as the reference writer does.
  const padded = Buffer.alloc(Math.ceil(json.length / 8) * 8, ' ');
  json.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const bytes = [...tensors.values()].map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return [length, padded, ...bytes];
}

/** What a file holds, from its header alone. */
export interface TensorShapes {
  readonly metadata: Readonly<Record<string, string>>;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/**
 * Reads a file's bytes strictly: ranges must cover the data without gap or overlap and agree with the shapes. float32 only.
 * @param path named in the error.
 * @throws BlockyardError `checkpoint-corrupt`.
 */
export function decodeSafetensors(bytes: Uint8Array, path: string): TensorFile {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = endOfHeader(buffer, buffer.length, path);
  const { metadata, places } = readHeader(buffer.subarray(8, start), buffer.length - start, path);
  const tensors = new Map<string, FileTensor>();
  for (const { name, shape, from, to } of places)
    tensors.set(name, { shape, data: floats(buffer.subarray(start + from, start + to)) });
  return { metadata, tensors };
}

/**
 * As `decodeSafetensors`, but reads no weights, so that of a large file little is read.
 * @throws BlockyardError `unreadable-file`, `checkpoint-corrupt`
 */
export function readTensorShapes(path: string): TensorShapes {
  return reading(path, (file) => {
    const { size } = fstatSync(file);
    const start = endOfHeader(readAt(file, 0, Math.min(8, size)), size, path);
    const { metadata, places } = readHeader(readAt(file, 8, start - 8), size - start, path);
    return { metadata, shapes: new Map(places.map(({ name, shape }) => [name, shape])) };
  });
}

/** Opens a plain file: of a pipe or a device nobody knows the end. */
function reading<T>(path: string, read: (file: number) => T): T {
  let file: number | undefined;
  try {
    if (!statSync(path).isFile()) throw new Error('it is not a file');
    file = openSync(path, 'r');
    return read(file);
  } catch (error) {
    if (error instanceof BlockyardError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new BlockyardError('unreadable-file', { file: path, detail }, { cause: error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, position));
}

/** Where the header ends and the data begins. @param size of the whole file */
function endOfHeader(begin: Buffer, size: number, path: string): number {
  if (size < 8) return corrupt(path, 'it is too short to be a safetensors file');
  const headerBytes = begin.readBigUInt64LE(0);
  if (headerBytes > BigInt(maxHeaderBytes) || headerBytes > BigInt(size - 8))
    return corrupt(path, 'its header is longer than the file');
  return 8 + Number(headerBytes);
}

/** A tensor and its bytes' range in the data. */
interface TensorPlace {
  readonly name: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** @param dataBytes what comes after the header. @returns the tensors in the order of their bytes */
function readHeader(
  text: Buffer,
  dataBytes: number,
  path: string,
): { metadata: Record<string, string>; places: readonly TensorPlace[] } {
  const header = parseHeader(text.toString('utf8'));
  if (header === undefined) return corrupt(path, 'its header cannot be read');
  let end = 0;
  const places = header.entries
    .map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => ({ name, dtype, shape, from, to }),
    )
    .sort((a, b) => a.from - b.from || a.to - b.to);
  for (const { name, dtype, shape, from, to } of places) {
    if (dtype !== 'F32') corrupt(path, `the tensor ${name} is of type ${dtype}, not F32`);
    if (from !== end) corrupt(path, `the tensor ${name} does not follow the one before it`);
    if (to < from || to - from !== shape.reduce((product, dimension) => product * dimension, 4))
      corrupt(path, `the size of the tensor ${name} does not fit its shape`);
    if (to > dataBytes) corrupt(path, 'it ends too early');
    end = to;
  }
  if (end !== dataBytes) corrupt(path, 'it has bytes after its last tensor');
  return { metadata: header.metadata, places };
}

function corrupt(path: string, detail: string): never {
  throw new BlockyardError('checkpoint-corrupt', { path, detail });
}

function parseHeader(text: string): { metadata: Record<string, string>; entries: [string, Entry][] } | undefined {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  let metadata: Record<string, string> = {};
  const entries: [string, Entry][] = [];
  for (const [name, value] of Object.entries(json)) {
    if (name === metadataKey) {
      const parsed = z.record(z.string(), z.string()).safeParse(value);
      if (!parsed.success) return undefined;
      metadata = parsed.data;
      continue;
    }
    const parsed = entrySchema.safeParse(value);
    if (!parsed.success) return undefined;
    entries.push([name, parsed.data]);
  }
  return { metadata, entries };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A copy, because the file's bytes need not lie on a float's boundary. */
function floats(bytes: Uint8Array): Float32Array {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return new Float32Array(copy.buffer);
}
