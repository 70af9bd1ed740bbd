import { because } from '../protocol/details.ts';
import { ByteReader } from './byte-reader.ts';
import { corruptFile, readSource, type FileFacts, type Watch } from './source-file.ts';

/** Values of an IDX file of unsigned bytes: `shape[0]` items, each of the remaining dimensions. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

const unsignedByte = 0x08;
const mostDimensions = 4;

/**
 * Reads an IDX file (LeCun, Cortes and Burges, "The MNIST database": two zero bytes, a type byte, the number of dimensions, each
 * dimension as a big-endian 32-bit number, then the values), plain or gzipped. Strict: a file that is longer or shorter than its header says
 * is refused, so that a half-downloaded file never trains a network. No more is unpacked than the header promises.
 *
 * @param use takes the values as they come, having seen the shape; it reads all of them
 * @throws BlockyardError unreadable-file, dataset-corrupt, and what `use` throws
 */
export async function streamIdx<T>(
  path: string,
  use: (shape: readonly number[], values: AsyncIterable<Uint8Array>) => Promise<T>,
  watch?: Watch,
): Promise<{ value: T; facts: FileFacts }> {
  return readSource(
    path,
    async (content) => {
      const reader = new ByteReader(content);
      const shape = await readShape(reader, path);
      const size = shape.reduce((product, length) => product * length, 1);
      const header = 4 + 4 * shape.length;
      let got = 0;
      async function* counted(): AsyncGenerator<Uint8Array> {
        for await (const piece of reader.pieces(size)) {
          got += piece.length;
          yield piece;
        }
        if (got < size) throw corruptFile(path, because('idx-short', { bytes: header + got, promised: header + size }));
        if (!(await reader.atEnd())) throw corruptFile(path, because('idx-long', { promised: header + size }));
      }
      return use(shape, counted());
    },
    watch,
  );
}

/**
 * A whole IDX file.
 * @param dimensions number of dimensions the caller expects
 * @throws BlockyardError unreadable-file, dataset-corrupt
 */
export async function readIdx(
  path: string,
  dimensions: number,
  watch?: Watch,
): Promise<IdxArray & { readonly facts: FileFacts }> {
  const { value, facts } = await streamIdx(
    path,
    async (shape, values) => {
      if (shape.length !== dimensions)
        throw corruptFile(path, because('idx-rank-expected', { dimensions: shape.length, expected: dimensions }));
      const pieces: Uint8Array[] = [];
      for await (const piece of values) pieces.push(piece);
      return { shape, values: new Uint8Array(Buffer.concat(pieces)) };
    },
    watch,
  );
  return { ...value, facts };
}

/** How an IDX file of unsigned bytes of this shape begins. */
export function idxHeader(shape: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, unsignedByte, shape.length]);
  shape.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  return header;
}

async function readShape(reader: ByteReader, path: string): Promise<number[]> {
  const magic = await reader.take(4);
  const tooShort = (got: number): Error => corruptFile(path, because('idx-within-header', { bytes: got }));
  if (magic.length < 4) throw tooShort(magic.length);
  const [zero = 1, alsoZero = 1, type = 0, dimensions = 0] = magic;
  if (zero !== 0 || alsoZero !== 0) throw corruptFile(path, because('idx-magic'));
  if (type !== unsignedByte) throw corruptFile(path, because('idx-type', { type: hex(type) }));
  if (dimensions < 1 || dimensions > mostDimensions) throw corruptFile(path, because('idx-rank', { dimensions }));
  const sizes = await reader.take(4 * dimensions);
  if (sizes.length < 4 * dimensions) throw tooShort(4 + sizes.length);
  const view = new DataView(sizes.buffer, sizes.byteOffset, sizes.byteLength);
  return Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 * axis));
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
