import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answer, drop, onImages, useDownload } from './download.test-support.ts';
import { serveFiles } from './http-server.test-support.ts';
import { writeProgram } from './import-process.test-support.ts';
import { useLibrary } from './library.test-support.ts';
import { datasetFolder, openDataset } from './registry.ts';

const library = useLibrary('files');
const download = useDownload(library);

describe('downloading a dataset', () => {
  it('fetches its files, imports them and leaves nothing else', async () => {
    const seen: [string, number, number][] = [];
    const { name, manifest } = await download.start({ onProgress: (...progress) => seen.push(progress) });
    expect([name, manifest.title, manifest.train.count]).toEqual(['tiny', 'Tiny', 9000]);
    const { train } = await openDataset('tiny', datasetFolder('tiny', library.home));
    expect(Buffer.compare(train.images, download.images.subarray(16))).toBe(0);
    expect(download.left()).toEqual([]);
    const total = download.tiny.files.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(seen.filter(([stage]) => stage === 'download').at(-1)).toEqual(['download', total, total]);
    expect(seen.at(-1)).toEqual(['import', total, total]);
    const done = seen.filter(([stage]) => stage === 'download').map(([, bytes]) => bytes);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    await expect(download.start()).rejects.toMatchObject({ problem: { code: 'dataset-exists' } });
  });

  it('goes on by itself where the connection broke, without fetching anything twice', async () => {
    download.server.misbehave = onImages(drop(100_000), answer(503), drop(500_000), drop(7));
    expect((await download.start()).manifest.train.count).toBe(9000);
    // What is on its way when a connection breaks may be lost; nothing that has arrived is.
    const begun = download.server.asked
      .filter((path) => path.includes('images'))
      .map((path) => Number(/bytes=(\d+)/.exec(path)?.[1] ?? 0));
    expect(begun).toHaveLength(5);
    [0, 100_000, 100_000, 600_000, 600_007].forEach((most, at) => expect(begun[at]).toBeLessThanOrEqual(most));
    expect(begun).toEqual([...begun].sort((a, b) => a - b));
    expect(begun[4]).toBeGreaterThan(0);
    expect(download.server.sent).toBe(download.images.length - (begun[4] ?? 0) + (download.tiny.files[1]?.bytes ?? 0));
  });

  it('goes on where an earlier download was stopped', async () => {
    download.server.misbehave = onImages(drop(300_000), answer(500), answer(500), answer(500), answer(500));
    const failed = await download.failureOf(download.start());
    expect(failed.code).toBe('download-failed');
    expect(failed.message).toMatch(
      /train-images-idx3-ubyte .* 127\.0\.0\.1:\d+: it answers 500 .* What has arrived is kept/,
    );
    expect(download.left()).toEqual(['train-images-idx3-ubyte.part']);
    const here = readFileSync(join(download.folder, 'train-images-idx3-ubyte.part')).length;
    expect(here).toBeGreaterThan(0);
    download.server.asked.length = 0;
    const first: number[] = [];
    await download.start({ onProgress: (_stage, done) => first.push(done) });
    expect(download.server.asked[0]).toBe(`/tiny/train-images-idx3-ubyte bytes=${String(here)}-`);
    expect(first[0]).toBe(here);
  });

  it('goes on after the program was killed', async () => {
    download.server.misbehave = (_request, response, file) => {
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, 200_000));
      return true;
    };
    const script = join(library.scratch, 'download.cjs');
    await writeProgram(
      `import { downloadDataset } from './download.ts';
        void downloadDataset(process.argv[2], 'tiny', {}, { known: JSON.parse(process.argv[3]) });`,
      script,
    );
    const child = spawn(process.execPath, [script, library.home, JSON.stringify([download.tiny])], { stdio: 'ignore' });
    const exited = once(child, 'exit');
    const part = join(download.folder, 'train-images-idx3-ubyte.part');
    const arrived = (): number => (existsSync(part) ? readFileSync(part).length : 0);
    while (arrived() < 200_000 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await download.failureOf(download.start())).toMatchObject({ code: 'download-busy' });
    child.kill('SIGKILL');
    await exited;
    download.server.misbehave = () => false;
    download.server.asked.length = 0;
    await download.start();
    expect(download.server.asked[0]).toMatch(/bytes=200000-$/);
    expect(download.left()).toEqual([]);
  });

  it('follows a redirect, and tries the next address', async () => {
    const other = await serveFiles(new Map([['/moved', Buffer.alloc(0)]]));
    other.misbehave = answer(307, { location: `${download.server.address}/tiny/train-images-idx3-ubyte` });
    const [first, second] = download.tiny.files;
    if (first === undefined || second === undefined) throw new Error('there are two files');
    const known = [
      {
        ...download.tiny,
        files: [
          { ...first, urls: [`${other.address}/moved`] },
          { ...second, urls: [`${other.address}/none`, 'http://127.0.0.1:1/none', ...second.urls] },
        ],
      },
    ];
    await download.start({}, { known });
    expect(download.server.asked).toEqual(['/tiny/train-images-idx3-ubyte', '/tiny/train-labels-idx1-ubyte']);
    await other.close();
  });

  it('takes a mirror in place of the official hosts', async () => {
    const known = [
      { ...download.tiny, files: download.tiny.files.map((file) => ({ ...file, urls: ['http://127.0.0.1:1/'] })) },
    ];
    await download.start({}, { known, mirror: `${download.server.address}/` });
    expect(download.server.asked).toEqual(['/tiny/train-images-idx3-ubyte', '/tiny/train-labels-idx1-ubyte']);
  });

  it('stops when it is told to, between tries and while it imports too, and keeps what arrived', async () => {
    const abort = new AbortController();
    download.server.misbehave = onImages((_request, response, file) => {
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, 150_000));
      return true;
    });
    const onProgress = (_stage: string, done: number): void => {
      if (done >= 150_000) abort.abort();
    };
    expect(await download.failureOf(download.start({ onProgress, signal: abort.signal }))).toMatchObject({
      code: 'download-cancelled',
    });
    expect(download.left()).toEqual(['train-images-idx3-ubyte.part']);

    const waiting = new AbortController();
    download.server.misbehave = answer(503);
    const patient = download.start({ signal: waiting.signal }, { patience: { stallMs: 1000, pausesMs: [1e8] } });
    setTimeout(() => waiting.abort(), 50);
    expect(await download.failureOf(patient)).toMatchObject({ code: 'download-cancelled' });

    download.server.misbehave = () => false;
    const late = new AbortController();
    const atImport = (stage: string): void => {
      if (stage === 'import') late.abort();
    };
    expect(await download.failureOf(download.start({ onProgress: atImport, signal: late.signal }))).toMatchObject({
      code: 'download-cancelled',
    });
    expect(download.left()).toEqual(['train-images-idx3-ubyte', 'train-labels-idx1-ubyte']);
    download.server.asked.length = 0;
    await download.start();
    expect(download.server.asked).toEqual([]);
  });

  it('lets only one of two fetch the same files', async () => {
    const outcomes = await Promise.allSettled([download.start(), download.start()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { problem: { code: 'download-busy' } },
    });
  });
});
