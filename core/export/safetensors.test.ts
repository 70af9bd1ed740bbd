import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockyardError } from '../protocol/problems.ts';
import { decodeSafetensors, encodeSafetensors, type TensorFile } from './safetensors.ts';

const file: TensorFile = {
  metadata: { format: 'test', note: 'größe' },
  tensors: new Map([
    ['a/kernel', { shape: [2, 3], data: Float32Array.of(1, 2, 3, -4, 5.5, 1e-30) }],
    ['b', { shape: [1], data: Float32Array.of(7) }],
    ['empty', { shape: [0, 4], data: new Float32Array() }],
    ['scalar', { shape: [], data: Float32Array.of(Math.PI) }],
  ]),
};

function bytesOf(value: TensorFile): Buffer {
  return Buffer.concat(encodeSafetensors(value));
}

/** A file with this header text over `data` bytes of zeros. */
function withHeader(header: string, data = 0, length = BigInt(Buffer.byteLength(header))): Buffer {
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(length);
  return Buffer.concat([start, Buffer.from(header), Buffer.alloc(data)]);
}

function outcome(bytes: Uint8Array): TensorFile | BlockyardError {
  try {
    return decodeSafetensors(bytes, 'some/file');
  } catch (error) {
    if (error instanceof BlockyardError) return error;
    throw error;
  }
}

describe('safetensors', () => {
  it('reads back what it wrote, also from an unaligned buffer', () => {
    const bytes = bytesOf(file);
    expect(decodeSafetensors(bytes, '')).toEqual(file);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(decodeSafetensors(shifted.subarray(1), '')).toEqual(file);
  });

  it('writes the layout of the format: length, JSON padded with spaces to 8 bytes, then the floats', () => {
    const bytes = bytesOf(file);
    const length = Number(bytes.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    const text = bytes.subarray(8, 8 + length).toString('utf8');
    expect(text).toMatch(/^\{"__metadata__".*\} *$/);
    const header = JSON.parse(text) as Record<string, unknown>;
    expect(header['a/kernel']).toEqual({ dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] });
    expect(header['b']).toEqual({ dtype: 'F32', shape: [1], data_offsets: [24, 28] });
    expect(bytes.readFloatLE(8 + length + 4)).toBe(2);
    expect(bytes.length).toBe(8 + length + 32);
  });

  it('reads a file of the reference writer, whose header order is not the order of the data', () => {
    const header =
      '{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}     ';
    const bytes = withHeader(header, 8);
    bytes.writeFloatLE(2.5, bytes.length - 4);
    const { tensors } = decodeSafetensors(bytes, '');
    expect(tensors.get('w')?.data).toEqual(Float32Array.of(2.5));
    expect([...tensors.keys()]).toEqual(['v', 'w']);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a length alone', Buffer.alloc(8, 255)],
    ['a length of 2^63', withHeader('{}', 0, 2n ** 63n)],
    ['a header longer than the file', withHeader('{}', 0, 3n)],
    ['no JSON', withHeader('{"a":')],
    ['an array', withHeader('[]')],
    ['metadata that is not text', withHeader('{"__metadata__":{"a":1}}')],
    ['an entry without offsets', withHeader('{"a":{"dtype":"F32","shape":[1]}}', 4)],
    ['another type', withHeader('{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}', 4)],
    ['a negative size', withHeader('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', 4)],
    ['a shape that is not its size', withHeader('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4)],
    [
      'a shape whose size overflows',
      withHeader('{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}'),
    ],
    ['a range past the end', withHeader('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 4)],
    ['a range that ends before it starts', withHeader('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}', 4)],
    ['a gap', withHeader('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8)],
    [
      'an overlap',
      withHeader(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        4,
      ),
    ],
    ['bytes that belong to nothing', withHeader('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 8)],
  ])('refuses %s', (_, bytes) => {
    const result = outcome(bytes);
    expect(result).toBeInstanceOf(BlockyardError);
    expect((result as BlockyardError).problem).toMatchObject({
      code: 'checkpoint-corrupt',
      facts: { path: 'some/file' },
    });
  });

  it('refuses every truncation', () => {
    const bytes = bytesOf(file);
    for (let length = 0; length < bytes.length; length += 1)
      expect(outcome(bytes.subarray(0, length))).toBeInstanceOf(BlockyardError);
  });

  it('never fails in another way, whatever bytes it is given', () => {
    const bytes = bytesOf(file);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const damaged = Buffer.from(bytes);
          for (const [at, value] of changes) damaged[at] = value;
          outcome(damaged);
        },
      ),
      { numRuns: 2000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (random) => void outcome(random)));
    fc.assert(fc.property(fc.json(), (json) => void outcome(withHeader(json, 16))));
  });
});
