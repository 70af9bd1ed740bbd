import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlockyardError } from '../protocol/problems.ts';
import { clearDownloads, downloadDataset, listDownloads, type DownloadFrom, type DownloadWatch } from './download.ts';
import { downloads, type Download } from './downloads.ts';
import { serveFiles, type FileServer, type Misbehave } from './http-server.test-support.ts';
import { writeIdxPair } from './idx.test-support.ts';
import { listPacks } from './packs.ts';
import { datasetFolder, openDataset } from './registry.ts';

let scratch = '';
let home = '';
let server: FileServer;
let tiny: Download;
let images: Buffer;
beforeEach(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'blockyard-download-'));
  home = join(scratch, 'home');
  const paths = writeIdxPair(scratch, { count: 9000, shape: [16, 16] });
  const files = new Map(paths.map((path) => [`/tiny/${path.split('/').pop() ?? ''}`, readFileSync(path)]));
  server = await serveFiles(files);
  images = readFileSync(paths[0]);
  tiny = {
    name: 'tiny',
    title: 'Tiny',
    files: [...files].map(([path, content]) => ({
      name: path.slice('/tiny/'.length),
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      urls: [`${server.address}${path}`],
    })),
  };
});
afterEach(async () => {
  await server.close();
  rmSync(scratch, { recursive: true, force: true });
});

const folder = (): string => join(home, 'downloads', 'tiny');
const left = (): string[] => (existsSync(folder()) ? readdirSync(folder()) : []);
const patience = { stallMs: 20_000, pausesMs: [1, 1, 1] };

function download(watch: DownloadWatch = {}, from: DownloadFrom = {}): ReturnType<typeof downloadDataset> {
  return downloadDataset(home, 'tiny', watch, { known: [tiny], patience, ...from });
}

async function problemOf(work: Promise<unknown>): Promise<{ code: string; detail: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof BlockyardError)) throw new Error(`it should have failed: ${String(error)}`);
  expect(listPacks(home)).toEqual([]);
  return { code: error.problem.code, detail: error.message };
}

/** What is made of one request for the images after the other. */
function onImages(...ways: readonly Misbehave[]): Misbehave {
  const queue = [...ways];
  return (request, response, file) =>
    request.url?.includes('images') === true && (queue.shift()?.(request, response, file) ?? false);
}

/** Sends so many bytes of what was asked for, and breaks the connection. */
const drop =
  (after: number): Misbehave =>
  (request, response, file) => {
    const from = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
    const content = file.subarray(from, from + after);
    const range = `bytes ${String(from)}-${String(file.length - 1)}/${String(file.length)}`;
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': file.length - from,
      ...(from > 0 ? { 'content-range': range } : {}),
    });
    response.write(content, () => setTimeout(() => response.destroy(), 100));
    return true;
  };

const answer =
  (status: number, headers: Record<string, string> = {}): Misbehave =>
  (_request, response) => {
    response.writeHead(status, headers).end('no');
    return true;
  };

/** Sends another content, without telling its length before. */
const inPieces =
  (change: (file: Buffer) => Buffer): Misbehave =>
  (_request, response, file) => {
    response.writeHead(200, { 'transfer-encoding': 'chunked' });
    response.end(change(file));
    return true;
  };

describe('downloading a dataset', () => {
  it('fetches its files, imports them and leaves nothing else', async () => {
    const seen: [string, number, number][] = [];
    const { name, manifest } = await download({ onProgress: (...progress) => seen.push(progress) });
    expect([name, manifest.title, manifest.train.count]).toEqual(['tiny', 'Tiny', 9000]);
    const { train } = await openDataset('tiny', datasetFolder('tiny', home));
    expect(Buffer.compare(train.images, images.subarray(16))).toBe(0);
    expect(left()).toEqual([]);
    const total = tiny.files.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(seen.filter(([stage]) => stage === 'download').at(-1)).toEqual(['download', total, total]);
    expect(seen.at(-1)).toEqual(['import', total, total]);
    const done = seen.filter(([stage]) => stage === 'download').map(([, bytes]) => bytes);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    await expect(download()).rejects.toMatchObject({ problem: { code: 'dataset-exists' } });
  });

  it('goes on by itself where the connection broke, without fetching anything twice', async () => {
    server.misbehave = onImages(drop(100_000), answer(503), drop(500_000), drop(7));
    expect((await download()).manifest.train.count).toBe(9000);
    // What is on its way when a connection breaks may be lost; nothing that has arrived is.
    const begun = server.asked
      .filter((path) => path.includes('images'))
      .map((path) => Number(/bytes=(\d+)/.exec(path)?.[1] ?? 0));
    expect(begun).toHaveLength(5);
    [0, 100_000, 100_000, 600_000, 600_007].forEach((most, at) => expect(begun[at]).toBeLessThanOrEqual(most));
    expect(begun).toEqual([...begun].sort((a, b) => a - b));
    expect(begun[4]).toBeGreaterThan(0);
    expect(server.sent).toBe(images.length - (begun[4] ?? 0) + (tiny.files[1]?.bytes ?? 0));
  });

  it('goes on where an earlier download was stopped', async () => {
    server.misbehave = onImages(drop(300_000), answer(500), answer(500), answer(500), answer(500));
    const failed = await problemOf(download());
    expect(failed.code).toBe('download-failed');
    expect(failed.detail).toMatch(
      /train-images-idx3-ubyte .* 127\.0\.0\.1:\d+: it answers 500 .* What has arrived is kept/,
    );
    expect(left()).toEqual(['train-images-idx3-ubyte.part']);
    const here = readFileSync(join(folder(), 'train-images-idx3-ubyte.part')).length;
    expect(here).toBeGreaterThan(0);
    server.asked.length = 0;
    const first: number[] = [];
    await download({ onProgress: (_stage, done) => first.push(done) });
    expect(server.asked[0]).toBe(`/tiny/train-images-idx3-ubyte bytes=${String(here)}-`);
    expect(first[0]).toBe(here);
  });

  it('goes on after the program was killed', async () => {
    server.misbehave = (_request, response, file) => {
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, 200_000));
      return true;
    };
    const { build } = await import('esbuild');
    const script = join(scratch, 'download.cjs');
    await build({
      stdin: {
        contents: `import { downloadDataset } from './download.ts';
          void downloadDataset(process.argv[2], 'tiny', {}, { known: JSON.parse(process.argv[3]) });`,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: script,
      logLevel: 'silent',
    });
    const child = spawn(process.execPath, [script, home, JSON.stringify([tiny])], { stdio: 'ignore' });
    const exited = once(child, 'exit');
    const part = join(folder(), 'train-images-idx3-ubyte.part');
    const arrived = (): number => (existsSync(part) ? readFileSync(part).length : 0);
    while (arrived() < 200_000 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await problemOf(download())).toMatchObject({ code: 'download-busy' });
    child.kill('SIGKILL');
    await exited;
    server.misbehave = () => false;
    server.asked.length = 0;
    await download();
    expect(server.asked[0]).toMatch(/bytes=200000-$/);
    expect(left()).toEqual([]);
  });

  it('begins anew where the host does not know ranges, or what is here is worthless', async () => {
    mkdirSync(folder(), { recursive: true });
    const part = join(folder(), 'train-images-idx3-ubyte.part');
    const without: Misbehave = (_request, response, file) => {
      response.writeHead(200, { 'content-length': file.length }).end(file);
      return true;
    };
    for (const [here, way] of [
      [images.subarray(0, 1000), without],
      [Buffer.alloc(1000, 1), () => false],
      [Buffer.alloc(1000, 1), answer(416)],
      [Buffer.alloc(images.length, 1), () => false],
      [Buffer.alloc(images.length + 1, 1), () => false],
    ] satisfies [Buffer, Misbehave][]) {
      mkdirSync(folder(), { recursive: true });
      writeFileSync(part, here);
      server.misbehave = onImages(way);
      expect((await download()).manifest.train.count).toBe(9000);
      rmSync(join(home, 'datasets'), { recursive: true });
    }
  });

  it('throws away a file with another content', async () => {
    const forged = Buffer.from(images);
    forged[5000] = (forged[5000] ?? 0) ^ 1;
    server.misbehave = onImages((_request, response) => {
      response.writeHead(200, { 'content-length': forged.length }).end(forged);
      return true;
    });
    expect(await problemOf(download())).toMatchObject({ code: 'download-damaged' });
    expect(left()).toEqual([]);
    await download();
  });

  it.each<[title: string, way: Misbehave, detail: RegExp, tries: number]>([
    ['a file that is gone', answer(404), /it answers 404 Not Found/, 1],
    [
      'a page to log in to',
      answer(200, { 'content-length': '2' }),
      /a file of 2 bytes, and the published one has 2304016/,
      1,
    ],
    ['a host that is tired', answer(503), /it answers 503/, 4],
    ['more than the file', inPieces((file) => Buffer.concat([file, file])), /more than the 2304016 bytes/, 1],
    ['an end before the end', inPieces((file) => file.subarray(0, 0)), /ended before the file did/, 4],
    ['silence', () => true, /nothing has come for/, 4],
    [
      'a redirect without end',
      answer(302, { location: '/tiny/train-images-idx3-ubyte' }),
      /from address to address/,
      6,
    ],
    [
      'a redirect into the files',
      answer(302, { location: 'file:///etc/passwd' }),
      /file:\/\/, which is not followed/,
      1,
    ],
    [
      'something that is no answer',
      (_request, response) => (response.socket?.end('hello\r\n\r\n'), true),
      /Parse Error/,
      1,
    ],
  ])('tells of %s', async (title, way, detail, tries) => {
    server.misbehave = (request, response, file) =>
      request.url?.includes('images') === true && way(request, response, file);
    const stallMs = title === 'silence' ? 200 : 20_000;
    const problem = await problemOf(download({}, { patience: { ...patience, stallMs } }));
    expect(problem).toMatchObject({ code: 'download-failed', detail: expect.stringMatching(detail) as string });
    expect(problem.detail).toMatch(/import it/);
    expect(server.asked).toHaveLength(tries);
  });

  it('follows a redirect, and tries the next address', async () => {
    const other = await serveFiles(new Map([['/moved', Buffer.alloc(0)]]));
    other.misbehave = answer(307, { location: `${server.address}/tiny/train-images-idx3-ubyte` });
    const [first, second] = tiny.files;
    if (first === undefined || second === undefined) throw new Error('there are two files');
    const known = [
      {
        ...tiny,
        files: [
          { ...first, urls: [`${other.address}/moved`] },
          { ...second, urls: [`${other.address}/none`, 'http://127.0.0.1:1/none', ...second.urls] },
        ],
      },
    ];
    await download({}, { known });
    expect(server.asked).toEqual(['/tiny/train-images-idx3-ubyte', '/tiny/train-labels-idx1-ubyte']);
    await other.close();
  });

  it('tells at once that a host cannot be reached', async () => {
    const closed = createServer();
    closed.listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const address = closed.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    closed.close();
    await once(closed, 'close');
    const mirror = `http://127.0.0.1:${String(port)}`;
    const slow = { stallMs: 1000, pausesMs: [1e9] };
    const problem = await problemOf(download({}, { mirror, patience: slow }));
    expect(problem).toMatchObject({
      code: 'download-failed',
      detail: expect.stringMatching(/refuses the connection/) as string,
    });
    await expect(download({}, { mirror: 'http://no-such-host.invalid', patience: slow })).rejects.toThrow(
      /is this machine connected/,
    );
    await expect(download({}, { mirror: 'nonsense', patience: slow })).rejects.toThrow(/Invalid URL/);
  });

  it('takes a mirror in place of the official hosts', async () => {
    const known = [{ ...tiny, files: tiny.files.map((file) => ({ ...file, urls: ['http://127.0.0.1:1/'] })) }];
    await download({}, { known, mirror: `${server.address}/` });
    expect(server.asked).toEqual(['/tiny/train-images-idx3-ubyte', '/tiny/train-labels-idx1-ubyte']);
  });

  it('stops when it is told to, between tries and while it imports too, and keeps what arrived', async () => {
    const abort = new AbortController();
    server.misbehave = onImages((_request, response, file) => {
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, 150_000));
      return true;
    });
    const onProgress = (_stage: string, done: number): void => {
      if (done >= 150_000) abort.abort();
    };
    expect(await problemOf(download({ onProgress, signal: abort.signal }))).toMatchObject({
      code: 'download-cancelled',
    });
    expect(left()).toEqual(['train-images-idx3-ubyte.part']);

    const waiting = new AbortController();
    server.misbehave = answer(503);
    const patient = download({ signal: waiting.signal }, { patience: { stallMs: 1000, pausesMs: [1e8] } });
    setTimeout(() => waiting.abort(), 50);
    expect(await problemOf(patient)).toMatchObject({ code: 'download-cancelled' });

    server.misbehave = () => false;
    const late = new AbortController();
    const atImport = (stage: string): void => {
      if (stage === 'import') late.abort();
    };
    expect(await problemOf(download({ onProgress: atImport, signal: late.signal }))).toMatchObject({
      code: 'download-cancelled',
    });
    expect(left()).toEqual(['train-images-idx3-ubyte', 'train-labels-idx1-ubyte']);
    server.asked.length = 0;
    await download();
    expect(server.asked).toEqual([]);
  });

  it('lets only one of two fetch the same files', async () => {
    const outcomes = await Promise.allSettled([download(), download()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { problem: { code: 'download-busy' } },
    });
  });

  it('leaves the network alone where the files do not fit or cannot be written', async () => {
    const [file] = tiny.files;
    if (file === undefined) throw new Error('there is a file');
    const known = [{ ...tiny, files: [{ ...file, bytes: 1e18 }] }];
    expect(await problemOf(download({}, { known }))).toMatchObject({ code: 'no-space' });
    rmSync(home, { recursive: true, force: true });
    writeFileSync(home, 'a file');
    expect(await problemOf(download())).toMatchObject({ code: 'not-writable' });
    expect(server.asked).toEqual([]);
  });
});

describe('known downloads', () => {
  it('are listed with their sizes, and what is here of them', async () => {
    const part = join(home, 'downloads', 'cifar-10');
    mkdirSync(part, { recursive: true });
    writeFileSync(join(part, 'cifar-10-binary.tar.gz.part'), Buffer.alloc(1234));
    expect(await listDownloads(home)).toEqual([
      { name: 'fashion-mnist', title: 'Fashion-MNIST', bytes: 30_878_645, arrived: 0, have: false },
      { name: 'cifar-10', title: 'CIFAR-10', bytes: 170_052_171, arrived: 1234, have: false },
      { name: 'cifar-100', title: 'CIFAR-100', bytes: 168_513_733, arrived: 0, have: false },
    ]);
    await expect(downloadDataset(home, 'imagenet')).rejects.toThrow(/fashion-mnist, cifar-10, cifar-100/);
  });

  it('name a published file each time', () => {
    for (const { files } of downloads)
      for (const { sha256, urls, name } of files) {
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
        for (const url of urls) expect(new URL(url).pathname.endsWith(`/${name}`)).toBe(true);
      }
  });

  it('are cleared when nobody went on with them for a week', () => {
    for (const [name, days] of [
      ['old', 8],
      ['new', 6],
    ] as const) {
      const path = join(home, 'downloads', name, 'x.part');
      mkdirSync(join(home, 'downloads', name), { recursive: true });
      writeFileSync(path, 'x');
      const then = Date.now() / 1000 - days * 24 * 3600;
      utimesSync(path, then, then);
      utimesSync(join(home, 'downloads', name), then, then);
    }
    clearDownloads(home);
    expect(readdirSync(join(home, 'downloads'))).toEqual(['new']);
    clearDownloads(join(home, 'none'));
  });
});
