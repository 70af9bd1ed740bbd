import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pack, type Headers } from 'tar-stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BlockyardError } from '../protocol/problems.ts';
import { pythonWithNumpy, writeCifar, type CifarVersion, type WrittenCifar } from './cifar.test-support.ts';
import { importDataset, type ImportRequest } from './import.ts';
import { listPacks, packsFolder, removePack } from './packs.ts';
import { datasetFolder, openDataset } from './registry.ts';

const versions = ['binary', 'python2', 'python3'] as const;
let python = '';
let shared = '';
const written = new Map<string, WrittenCifar>();
beforeAll(async () => {
  python = await pythonWithNumpy();
  shared = mkdtempSync(join(tmpdir(), 'blockyard-cifar-'));
  for (const version of versions)
    for (const dataset of [10, 100] as const) {
      const name = `${version}-${String(dataset)}`;
      written.set(name, await writeCifar(python, join(shared, name), dataset, version));
    }
}, 900_000);
afterAll(() => {
  rmSync(shared, { recursive: true, force: true });
});

let scratch = '';
let home = '';
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'blockyard-cifar-'));
  home = join(scratch, 'home');
});
afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

function cifar(version: CifarVersion, dataset: 10 | 100): WrittenCifar {
  const found = written.get(`${version}-${String(dataset)}`);
  if (found === undefined) throw new Error('it was not written');
  return found;
}

/** A copy of the unpacked files that a test may spoil. */
function copied(version: CifarVersion, dataset: 10 | 100): string {
  const folder = join(scratch, 'copy');
  rmSync(folder, { recursive: true, force: true });
  cpSync(cifar(version, dataset).unpacked, folder, { recursive: true });
  return folder;
}

const kept = (): string[] => (existsSync(packsFolder(home)) ? readdirSync(packsFolder(home)) : []);

async function problemOf(
  request: Omit<ImportRequest, 'paths'> & { paths: string },
): Promise<{ code: string; detail: string }> {
  const error: unknown = await importDataset(home, { ...request, paths: [request.paths] }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof BlockyardError)) throw new Error(`it should have been refused: ${String(error)}`);
  expect(kept()).toEqual([]);
  const { code, facts } = error.problem;
  return { code, detail: `${String(facts.path)}: ${String(facts.detail)}` };
}

async function expectNumpys(name: string, { train, test }: WrittenCifar, labels: 'fine' | 'coarse'): Promise<void> {
  const dataset = await openDataset(name, datasetFolder(name, home));
  expect(Buffer.compare(dataset.train.images, train.images)).toBe(0);
  expect(Buffer.compare(dataset.test.images, test.images)).toBe(0);
  expect([...dataset.train.labels]).toEqual(train[labels]);
  expect([...dataset.test.labels]).toEqual(test[labels]);
}

describe('importing CIFAR', () => {
  it.each(versions.flatMap((version) => ([10, 100] as const).map((dataset) => [version, dataset] as const)))(
    'reads the archive and the unpacked files of %s CIFAR-%i as numpy does',
    async (version, dataset) => {
      const files = cifar(version, dataset);
      const packed = await importDataset(home, { paths: [files.archive] });
      expect(packed.name).toBe(`cifar-${String(dataset)}-${version === 'binary' ? 'binary' : 'python'}`);
      expect(packed.manifest).toMatchObject({
        shape: [32, 32, 3],
        classes: files.classes.fine.slice(0, dataset),
        train: { count: 50 },
        test: { count: 20 },
        source: { format: 'cifar', files: [{ name: files.archive.split('/').pop() }] },
      });
      await expectNumpys(packed.name, files, 'fine');
      const unpacked = await importDataset(home, { paths: [files.unpacked], title: 'unpacked' });
      expect(unpacked.manifest.hash).toBe(packed.manifest.hash);
    },
  );

  it.each(versions)('takes the coarse labels of %s CIFAR-100 on demand', async (version) => {
    const files = cifar(version, 100);
    const { name, manifest } = await importDataset(home, { paths: [files.archive], labels: 'coarse' });
    expect(manifest.classes).toEqual(files.classes.coarse);
    await expectNumpys(name, files, 'coarse');
    expect(await problemOfCoarse10()).toMatch(/no coarse labels/);
  });

  async function problemOfCoarse10(): Promise<string> {
    const outcome = await importDataset(home, { paths: [cifar('binary', 10).archive], labels: 'coarse' }).catch(
      (error: unknown) => error,
    );
    return String(outcome);
  }

  it('makes one dataset of the binary and the Python version', async () => {
    const hashes = [];
    for (const version of versions) {
      const { manifest } = await importDataset(home, { paths: [cifar(version, 10).archive], title: version });
      hashes.push(manifest.hash);
    }
    expect(new Set(hashes).size).toBe(1);
  });

  it('numbers the classes where the file with their names was left out', async () => {
    const folder = copied('binary', 10);
    rmSync(join(folder, 'batches.meta.txt'));
    const { manifest } = await importDataset(home, { paths: [folder] });
    expect(manifest.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });

  it('is not mistaken for IDX where its first bytes look so', async () => {
    const folder = copied('binary', 10);
    const path = join(folder, 'data_batch_1.bin');
    const bytes = readFileSync(path);
    bytes.set([0, 0, 8, 3]);
    writeFileSync(path, bytes);
    expect((await importDataset(home, { paths: [folder] })).manifest.shape).toEqual([32, 32, 3]);
  });

  it('reads as many images as are published', { timeout: 300_000 }, async () => {
    const full = await writeCifar(python, join(scratch, 'full'), 100, 'python2', [50_000, 10_000]);
    const seen: number[] = [];
    const { name, manifest } = await importDataset(
      home,
      { paths: [full.archive] },
      { onProgress: (done, total) => seen.push(done / total) },
    );
    expect(manifest).toMatchObject({ train: { count: 50_000 }, test: { count: 10_000 } });
    await expectNumpys(name, full, 'fine');
    expect([seen.at(-1), seen.length > 100]).toEqual([1, true]);
  });

  it('keeps nothing of an import that was cancelled', async () => {
    for (const at of [1, 2]) {
      const abort = new AbortController();
      let calls = 0;
      const onProgress = (): void => {
        calls += 1;
        if (calls >= at) abort.abort();
      };
      const work = importDataset(home, { paths: [cifar('binary', 10).unpacked] }, { onProgress, signal: abort.signal });
      await expect(work).rejects.toMatchObject({ problem: { code: 'import-cancelled' } });
      expect(kept()).toEqual([]);
    }
  });
});

describe('unpacked files of CIFAR', () => {
  const edit = (folder: string, name: string, change: (bytes: Buffer) => Buffer): void => {
    const path = join(folder, name);
    writeFileSync(path, change(readFileSync(path)));
  };

  it.each<[string, CifarVersion, 10 | 100, (folder: string) => void, RegExp]>([
    [
      'a batch missing',
      'binary',
      10,
      (folder) => rmSync(join(folder, 'data_batch_3.bin')),
      /data_batch_3\.bin is missing/,
    ],
    ['the test images missing', 'python2', 100, (folder) => rmSync(join(folder, 'test')), /test is missing/],
    [
      'a batch cut within an image',
      'binary',
      10,
      (folder) => truncateSync(join(folder, 'data_batch_2.bin'), 9999),
      /data_batch_2\.bin: it has 9999 bytes, and every image takes 3073/,
    ],
    [
      'a batch cut between images',
      'binary',
      10,
      (folder) => truncateSync(join(folder, 'data_batch_2.bin'), 3073),
      /data_batch_2\.bin: it holds 1 images, and data_batch_1\.bin 10/,
    ],
    ['an empty batch', 'binary', 100, (folder) => truncateSync(join(folder, 'train.bin')), /no images/],
    [
      'a label out of range',
      'binary',
      10,
      (folder) => edit(folder, 'data_batch_5.bin', (bytes) => (bytes.writeUInt8(10, 3073), bytes)),
      /label 2 is 10, and the classes are 0 to 9/,
    ],
    [
      'a fine label out of range',
      'binary',
      100,
      (folder) => edit(folder, 'test.bin', (bytes) => (bytes.writeUInt8(100, 1), bytes)),
      /label 1 is 100/,
    ],
    [
      'a file larger than any of CIFAR',
      'binary',
      100,
      (folder) => truncateSync(join(folder, 'test.bin'), 30_740_001),
      /30740000 at most/,
    ],
    [
      'a name too few',
      'binary',
      10,
      (folder) => writeFileSync(join(folder, 'batches.meta.txt'), 'a\nb\n'),
      /names 2 classes, and there are 10/,
    ],
    [
      'a pickle cut short',
      'python2',
      10,
      (folder) => truncateSync(join(folder, 'data_batch_1'), 20_000),
      /ends after 20000 bytes/,
    ],
    [
      'a pickle with something behind',
      'python2',
      10,
      (folder) => appendFileSync(join(folder, 'data_batch_1'), 'x'),
      /goes on after its end/,
    ],
    [
      'files of two datasets',
      'binary',
      10,
      (folder) => writeFileSync(join(folder, 'train.bin'), new Uint8Array(3074)),
      /one is imported at a time/,
    ],
  ])('are refused with %s', async (_, version, dataset, spoil, detail) => {
    const folder = copied(version, dataset);
    spoil(folder);
    expect((await problemOf({ paths: folder })).detail).toMatch(detail);
  });
});

describe('pickles', () => {
  /** Writes a file with Python's own pickle. */
  function pickled(expression: string, protocol = 2): void {
    const folder = copied('python2', 10);
    const code = `import os, pickle, sys, collections, numpy\nsys.stdout.buffer.write(pickle.dumps(${expression}, protocol=${String(protocol)}))`;
    writeFileSync(join(folder, 'data_batch_1'), execFileSync(python, ['-c', code]));
  }
  const rows = (labels: string, data: string): string => `{'labels': ${labels}, 'data': ${data}}`;

  it.each([
    ['more labels than images', rows('[1, 2, 3]', 'numpy.zeros((2, 3072), numpy.uint8)'), 2, /3 labels for 2 images/],
    ['images of another size', rows('[1, 2]', 'numpy.zeros((2, 1024), numpy.uint8)'), 2, /an array of 2x1024/],
    ['an array of another type', rows('[1, 2]', 'numpy.zeros((2, 3072), numpy.float64)'), 2, /type f8/],
    ['an array of objects', rows('[1]', 'numpy.array([[None] * 3072])'), 2, /type O8/],
    ["an array in Fortran's order", rows('[1, 2]', 'numpy.zeros((2, 3072), numpy.uint8, order="F")'), 2, /Fortran/],
    [
      'an array of bytes for labels',
      rows('numpy.zeros(2, numpy.uint8)', 'numpy.zeros((2, 3072), numpy.uint8)'),
      2,
      /no list "labels"/,
    ],
    [
      'a label that is not a number',
      rows('[1, "x"]', 'numpy.zeros((2, 3072), numpy.uint8)'),
      2,
      /label 2 is not a class/,
    ],
    ['a label below zero', rows('[1, -1]', 'numpy.zeros((2, 3072), numpy.uint8)'), 2, /label 2 is not a class/],
    ['no images', "{'labels': [1]}", 2, /no array "data"/],
    ['something else than a dictionary', '[1, 2]', 2, /not a dictionary/],
    ['another protocol', "{'labels': [1]}", 4, /protocol 4, not 2/],
    [
      'an object of a program',
      'collections.OrderedDict(a=1)',
      2,
      /asks to run "collections\.OrderedDict".*nothing was run/,
    ],
    ['a function', 'os.getcwd', 2, /asks to run "posix\.getcwd"/],
  ])('are refused with %s', async (_, expression, protocol, detail) => {
    pickled(expression, protocol);
    expect((await problemOf({ paths: join(scratch, 'copy') })).detail).toMatch(detail);
  });

  it('never run what they ask for', async () => {
    const proof = join(scratch, 'proof');
    const attack = `type('Attack', (), {'__reduce__': lambda self: (os.system, ('touch ${proof}',))})()`;
    pickled(attack);
    const path = join(scratch, 'copy', 'data_batch_1');
    expect((await problemOf({ paths: join(scratch, 'copy') })).detail).toMatch(/posix\.system/);
    expect(existsSync(proof)).toBe(false);
    // The file was a real one: Python itself falls for it.
    execFileSync(python, ['-c', `import pickle; pickle.load(open(${JSON.stringify(path)}, 'rb'))`]);
    expect(existsSync(proof)).toBe(true);
  });

  it.each([
    [
      'copies of one text without end',
      Buffer.from(
        `\x80\x02c_codecs\nencode\nX\x40\0\0\0${'a'.repeat(64)}X\x06\0\0\0latin1\x86q\0R${'c_codecs\nencode\nh\0R'.repeat(50)}.`,
        'latin1',
      ),
      /more bytes than it is long/,
    ],
    ['lists without end', Buffer.concat([Buffer.from([0x80, 2]), Buffer.alloc(3_000_000, ']')]), /more values/],
    ['a list in itself', Buffer.from('\x80\x02]q\0h\0a.', 'latin1'), /not a dictionary/],
    ['a use below a mark', Buffer.from('\x80\x02K\x01(a.', 'latin1'), /does not have/],
    ['a change of a tuple', Buffer.from('\x80\x02)K\x01a.', 'latin1'), /not a list/],
    ['a negative length', Buffer.from('\x80\x02T\xff\xff\xff\xff.', 'latin1'), /within a value/],
    ['an old operation that runs things', Buffer.from('\x80\x02(ios\nsystem\n.', 'latin1'), /operation 0x69/],
  ])('are refused with %s', async (_, bytes, detail) => {
    const folder = copied('python2', 10);
    writeFileSync(join(folder, 'data_batch_1'), bytes);
    expect((await problemOf({ paths: folder })).detail).toMatch(detail);
  });

  it('are refused after any change, or say something else', async () => {
    const folder = copied('python3', 10);
    const path = join(folder, 'data_batch_1');
    const good = readFileSync(path);
    const beside = fc.oneof(fc.nat(400), fc.integer({ min: good.length - 400, max: good.length - 1 }));
    await fc.assert(
      fc.asyncProperty(beside, fc.nat(255), async (at, value) => {
        const bytes = Buffer.from(good);
        bytes[at] = value;
        writeFileSync(path, bytes);
        const outcome = await importDataset(home, { paths: [folder] }).catch((error: unknown) => error);
        if (outcome instanceof BlockyardError) {
          expect(['dataset-corrupt', 'unknown-format']).toContain(outcome.problem.code);
          expect(kept()).toEqual([]);
        } else {
          expect(outcome).toHaveProperty('manifest.train.count', 50);
          await removePack(home, 'copy');
        }
      }),
      { numRuns: 120 },
    );
  });
});

describe('archives', () => {
  /** Members to begin with, then CIFAR-10 as it is. */
  async function archived(
    first: readonly (Headers & { content?: Buffer })[],
    change?: (tar: Buffer) => Buffer,
  ): Promise<string> {
    const tar = pack();
    for (const { content, ...header } of first) tar.entry(header, content ?? '');
    const { unpacked } = cifar('binary', 10);
    for (const name of readdirSync(unpacked)) tar.entry({ name: `cifar/${name}` }, readFileSync(join(unpacked, name)));
    tar.finalize();
    const path = join(scratch, 'cifar.tar.gz');
    const bytes = await buffer(tar);
    writeFileSync(path, gzipSync(change === undefined ? bytes : change(bytes), { level: 1 }));
    return path;
  }

  it('may have other files beside, and need not be gzipped', async () => {
    const path = await archived([{ name: './._data_batch_1.bin', content: Buffer.from('of a Mac') }]);
    const packed = await importDataset(home, { paths: [path] });
    const plain = join(scratch, 'plain.tar');
    writeFileSync(plain, execFileSync('gzip', ['-dc', path], { maxBuffer: 1e8 }));
    expect((await importDataset(home, { paths: [plain] })).manifest.hash).toBe(packed.manifest.hash);
    expect(listPacks(home).map(({ name }) => name)).toEqual(['cifar', 'plain']);
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
    expect((await problemOf({ paths: await archived(first) })).detail).toMatch(detail);
  });

  it('are refused where they unpack to more than CIFAR can', async () => {
    const bomb = gzipSync(Buffer.alloc(540_000_000), { level: 1 });
    const path = await archived([]);
    const tar = pack();
    tar.entry({ name: 'zeros', size: 540_000_000 });
    const [header] = (await once(tar, 'data')) as [Buffer];
    // Two gzip members, one after the other, are one stream.
    writeFileSync(path, Buffer.concat([gzipSync(header), bomb]));
    expect((await problemOf({ paths: path })).detail).toMatch(/unpacks to more than 536870912 bytes/);
  });

  it('are refused wherever they were cut', async () => {
    const whole = await archived([]);
    const bytes = readFileSync(whole);
    for (const share of [0.002, 0.3, 0.7, 0.999]) {
      writeFileSync(whole, bytes.subarray(0, Math.floor(share * bytes.length)));
      expect((await problemOf({ paths: whole })).code).toMatch(/dataset-corrupt|unknown-format/);
    }
    const cut = await archived([], (tar) => tar.subarray(0, 100_000));
    expect((await problemOf({ paths: cut })).detail).toMatch(/not a whole tar archive/);
  });

  it('are refused where a header is damaged, or give the same images', async () => {
    const path = await archived([]);
    const tar = execFileSync('gzip', ['-dc', path], { maxBuffer: 1e8 });
    const plain = join(scratch, 'plain.tar');
    await fc.assert(
      fc.asyncProperty(fc.nat(511), fc.nat(255), fc.nat(2), async (at, value, member) => {
        const bytes = Buffer.from(tar);
        // Where the header of the first members is: each is followed by its content, padded to 512 bytes.
        const headers = [
          0,
          512 + 512 * Math.ceil(readFileSync(join(cifar('binary', 10).unpacked, 'batches.meta.txt')).length / 512),
        ];
        bytes[(headers[member] ?? 0) + at] = value;
        writeFileSync(plain, bytes);
        const outcome = await importDataset(home, { paths: [plain] }).catch((error: unknown) => error);
        if (outcome instanceof BlockyardError) {
          expect(['dataset-corrupt', 'unknown-format']).toContain(outcome.problem.code);
          expect(kept()).toEqual([]);
        } else {
          expect(outcome).toHaveProperty('manifest.train.count', 50);
          await removePack(home, 'plain');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are refused where they hold nothing of CIFAR, or where there are two', async () => {
    const tar = pack();
    tar.entry({ name: 'notes.txt' }, 'hello');
    tar.finalize();
    const other = join(scratch, 'other.tar');
    writeFileSync(other, await buffer(tar));
    expect(await problemOf({ paths: other })).toMatchObject({ code: 'unknown-format' });
    mkdirSync(join(scratch, 'both'));
    for (const name of ['a.tar', 'b.tar']) writeFileSync(join(scratch, 'both', name), readFileSync(other));
    expect((await problemOf({ paths: join(scratch, 'both') })).detail).toMatch(/two archives/);
  });
});
