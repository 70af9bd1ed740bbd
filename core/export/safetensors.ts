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

/**
 * Reads a file's bytes strictly: ranges must cover the data without gap or overlap and agree with the shapes. float32 only.
 * @param path named in the error.
 * @throws BlockyardError `checkpoint-corrupt`.
 */
export function decodeSafetensors(bytes: Uint8Array, path: string): TensorFile {
  const fail = (detail: string): never => {
    throw new BlockyardError('checkpoint-corrupt', { path, detail });
  };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 8) return fail('it is too short to be a safetensors file');
  const headerBytes = buffer.readBigUInt64LE(0);
  if (headerBytes > BigInt(maxHeaderBytes) || headerBytes > BigInt(buffer.length - 8))
    return fail('its header is longer than the file');
  const start = 8 + Number(headerBytes);
  const header = parseHeader(buffer.subarray(8, start).toString('utf8'));
  if (header === undefined) return fail('its header cannot be read');
  const tensors = new Map<string, FileTensor>();
  let end = 0;
  const inFileOrder = [...header.entries].sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of inFileOrder) {
    if (dtype !== 'F32') return fail(`the tensor ${name} is of type ${dtype}, not F32`);
    if (from !== end) return fail(`the tensor ${name} does not follow the one before it`);
    if (to < from || to - from !== shape.reduce((product, dimension) => product * dimension, 4)) {
      return fail(`the size of the tensor ${name} does not fit its shape`);
    }
    if (start + to > buffer.length) return fail('it ends too early');
    tensors.set(name, { shape, data: floats(buffer.subarray(start + from, start + to)) });
    end = to;
  }
  if (start + end !== buffer.length) return fail('it has bytes after its last tensor');
  return { metadata: header.metadata, tensors };
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
