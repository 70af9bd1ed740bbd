import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pack, type Headers } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { BlockyardError } from '../protocol/problems.ts';
import { refusalOf, useCifar } from './cifar.test-support.ts';
import { importDataset } from './import.ts';
import { useLibrary } from './library.test-support.ts';
import { listPacks, removePack } from './packs.ts';

const library = useLibrary('copy');
const cifar = useCifar();

describe('archives', () => {
  /** Members to begin with, then CIFAR-10 as it is. */
  async function archived(
    first: readonly (Headers & { content?: Buffer })[],
    change?: (tar: Buffer) => Buffer,
  ): Promise<string> {
    const tar = pack();
    for (const { content, ...header } of first) tar.entry(header, content ?? '');
    const { unpacked } = await cifar.find('binary', 10);
    for (const name of readdirSync(unpacked)) tar.entry({ name: `cifar/${name}` }, readFileSync(join(unpacked, name)));
    tar.finalize();
    const path = join(library.scratch, 'cifar.tar.gz');
    const bytes = await buffer(tar);
    writeFileSync(path, gzipSync(change === undefined ? bytes : change(bytes), { level: 1 }));
    return path;
  }

  it('may have other files beside, and need not be gzipped', async () => {
    const path = await archived([{ name: './._data_batch_1.bin', content: Buffer.from('of a Mac') }]);
    const packed = await importDataset(library.home, { paths: [path] });
    const plain = join(library.scratch, 'plain.tar');
    writeFileSync(plain, execFileSync('gzip', ['-dc', path], { maxBuffer: 1e8 }));
    expect((await importDataset(library.home, { paths: [plain] })).manifest.hash).toBe(packed.manifest.hash);
    expect(listPacks(library.home).map(({ name }) => name)).toEqual(['cifar', 'plain']);
  });

  it.each<[string, readonly (Headers & { content?: Buffer })[], RegExp]>([
    ['a path upwards', [{ name: '../../etc/data_batch_1.bin', content: Buffer.alloc(3073) }], /leads out of it/],
    ['an absolute path', [{ name: '/etc/passwd', content: Buffer.from('x') }], /leads out of it/],
    ['a path of Windows', [{ name: 'C:\\x', content: Buffer.from('x') }], /leads out of it/],
    ['a symbolic link', [{ name: 'cifar/data_batch_1.bin', type: 'symlink', linkname: '/etc/passwd' }], /is a link/],
    ['a hard link', [{ name: 'cifar/test_batch.bin', type: 'link', linkname: '/etc/passwd' }], /is a link/],
    ['a file twice', [{ name: 'again/data_batch_1.bin', content: Buffer.alloc(3073) }], /two files data_batch_1\.bin/],
    ['a batch too large', [{ name: 'x/data_batch_1.bin', content: Buffer.alloc(30_730_001) }], /30730000 at most/],
    ['files of two datasets', [{ name: 'x/train.bin', content: Buffer.alloc(3074) }], /one is imported at a time/],
  ])('are refused with %s', async (_, first, detail) => {
    expect((await refusalOf(library, await archived(first))).message).toMatch(detail);
  });

  it('are refused where they unpack to more than CIFAR can', async () => {
    const bomb = gzipSync(Buffer.alloc(540_000_000), { level: 1 });
    const path = await archived([]);
    const tar = pack();
    tar.entry({ name: 'zeros', size: 540_000_000 });
    const [header] = (await once(tar, 'data')) as [Buffer];
    // Two gzip members, one after the other, are one stream.
    writeFileSync(path, Buffer.concat([gzipSync(header), bomb]));
    expect((await refusalOf(library, path)).message).toMatch(/unpacks to more than 536870912 bytes/);
  });

  it('are refused wherever they were cut', async () => {
    const whole = await archived([]);
    const bytes = readFileSync(whole);
    for (const share of [0.002, 0.3, 0.7, 0.999]) {
      writeFileSync(whole, bytes.subarray(0, Math.floor(share * bytes.length)));
      expect((await refusalOf(library, whole)).code).toMatch(/dataset-corrupt|unknown-format/);
    }
    const cut = await archived([], (tar) => tar.subarray(0, 100_000));
    expect((await refusalOf(library, cut)).message).toMatch(/not a whole tar archive/);
  });

  it('are refused where a header is damaged, or give the same images', async () => {
    const path = await archived([]);
    const tar = execFileSync('gzip', ['-dc', path], { maxBuffer: 1e8 });
    const plain = join(library.scratch, 'plain.tar');
    await fc.assert(
      fc.asyncProperty(fc.nat(511), fc.nat(255), fc.nat(2), async (at, value, member) => {
        const bytes = Buffer.from(tar);
        // Where the header of the first members is: each is followed by its content, padded to 512 bytes.
        const headers = [
          0,
          512 +
            512 *
              Math.ceil(readFileSync(join((await cifar.find('binary', 10)).unpacked, 'batches.meta.txt')).length / 512),
        ];
        bytes[(headers[member] ?? 0) + at] = value;
        writeFileSync(plain, bytes);
        const outcome = await importDataset(library.home, { paths: [plain] }).catch((error: unknown) => error);
        if (outcome instanceof BlockyardError) {
          expect(['dataset-corrupt', 'unknown-format']).toContain(outcome.problem.code);
          expect(library.kept()).toEqual([]);
        } else {
          expect(outcome).toHaveProperty('manifest.train.count', 50);
          await removePack(library.home, 'plain');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are refused where they hold nothing of CIFAR, or where there are two', async () => {
    const tar = pack();
    tar.entry({ name: 'notes.txt' }, 'hello');
    tar.finalize();
    const other = join(library.scratch, 'other.tar');
    writeFileSync(other, await buffer(tar));
    expect(await refusalOf(library, other)).toMatchObject({ code: 'unknown-format' });
    mkdirSync(join(library.scratch, 'both'));
    for (const name of ['a.tar', 'b.tar']) writeFileSync(join(library.scratch, 'both', name), readFileSync(other));
    expect((await refusalOf(library, join(library.scratch, 'both'))).message).toMatch(/two archives/);
  });
});
