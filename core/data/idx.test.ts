import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idx } from './idx.test-support.ts';
import { readIdx } from './idx.ts';
import { problemOf, type Refused } from './problem.test-support.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blockyard-idx-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function problemWith(bytes: Buffer, dimensions: number): Promise<Refused> {
  const path = join(folder, 'bad');
  await writeFile(path, bytes);
  return problemOf(readIdx(path, dimensions));
}

describe('readIdx', () => {
  it.each([
    ['plain', (bytes: Buffer) => bytes],
    ['gzipped', (bytes: Buffer) => gzipSync(bytes)],
  ])('reads a %s file', async (_, pack) => {
    const path = join(folder, 'good');
    await writeFile(path, pack(idx([2, 1, 3], [1, 2, 3, 4, 5, 255])));
    const { shape, values } = await readIdx(path, 3);
    expect(shape).toEqual([2, 1, 3]);
    expect([...values]).toEqual([1, 2, 3, 4, 5, 255]);
  });

  it.each([
    ['an empty file', Buffer.alloc(0), 1, /ends after 0 bytes/],
    ['a header cut short', idx([2, 2, 2], [1]).subarray(0, 9), 3, /within its header/],
    ['something else', Buffer.from('PNG...........'), 1, /not an IDX file/],
    ['float values', Buffer.from([0, 0, 0x0d, 1, 0, 0, 0, 0]), 1, /type 0x0d/],
    ['labels in place of images', idx([1], [1, 1, 1, 1, 1, 1, 1, 1, 1]), 3, /has 1 dimensions, not 3/],
    ['a file cut short', idx([2, 2], [1, 2, 3]), 2, /15 bytes where its header promises 16/],
    ['a file with more than its header says', idx([2], [1, 2, 3]), 1, /more bytes than the 10/],
    ['a size that would not fit in memory', idx([0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0]), 3, /promises/],
    ['a damaged gzip stream', gzipSync(idx([2], [1, 2])).subarray(0, 15), 1, /cannot be unpacked/],
  ])('refuses %s and names the file', async (_, bytes, dimensions, detail) => {
    const problem = await problemWith(bytes, dimensions);
    expect(problem).toMatchObject({ code: 'dataset-corrupt', path: join(folder, 'bad') });
    expect(problem.detail).toMatch(detail);
  });

  it('says that a file is missing', async () => {
    const path = join(folder, 'nothing-here');
    await expect(readIdx(path, 1)).rejects.toMatchObject({
      problem: { code: 'unreadable-file', facts: { file: path } },
    });
  });

  it('refuses any prefix of a good file', async () => {
    const good = idx([3, 2], [1, 2, 3, 4, 5, 6]);
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), async (length) => {
        expect((await problemWith(good.subarray(0, length), 2)).code).toBe('dataset-corrupt');
      }),
      { numRuns: 20 },
    );
  });
});
