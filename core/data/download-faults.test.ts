import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answer, inPieces, onImages, patience, useDownload } from './download.test-support.ts';
import type { Misbehave } from './http-server.test-support.ts';
import { useLibrary } from './library.test-support.ts';

const library = useLibrary('files');
const download = useDownload(library);

describe('a download', () => {
  it('begins anew where the host does not know ranges, or what is here is worthless', async () => {
    mkdirSync(download.folder, { recursive: true });
    const part = join(download.folder, 'train-images-idx3-ubyte.part');
    const without: Misbehave = (_request, response, file) => {
      response.writeHead(200, { 'content-length': file.length }).end(file);
      return true;
    };
    for (const [here, way] of [
      [download.images.subarray(0, 1000), without],
      [Buffer.alloc(1000, 1), () => false],
      [Buffer.alloc(1000, 1), answer(416)],
      [Buffer.alloc(download.images.length, 1), () => false],
      [Buffer.alloc(download.images.length + 1, 1), () => false],
    ] satisfies [Buffer, Misbehave][]) {
      mkdirSync(download.folder, { recursive: true });
      writeFileSync(part, here);
      download.server.misbehave = onImages(way);
      expect((await download.start()).manifest.train.count).toBe(9000);
      rmSync(join(library.home, 'datasets'), { recursive: true });
    }
  });

  it('throws away a file with another content', async () => {
    const forged = Buffer.from(download.images);
    forged[5000] = (forged[5000] ?? 0) ^ 1;
    download.server.misbehave = onImages((_request, response) => {
      response.writeHead(200, { 'content-length': forged.length }).end(forged);
      return true;
    });
    expect(await download.failureOf(download.start())).toMatchObject({ code: 'download-damaged' });
    expect(download.left()).toEqual([]);
    await download.start();
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
    download.server.misbehave = (request, response, file) =>
      request.url?.includes('images') === true && way(request, response, file);
    const stallMs = title === 'silence' ? 200 : 20_000;
    const problem = await download.failureOf(download.start({}, { patience: { ...patience, stallMs } }));
    expect(problem).toMatchObject({ code: 'download-failed', message: expect.stringMatching(detail) as string });
    expect(problem.message).toMatch(/import it/);
    expect(download.server.asked).toHaveLength(tries);
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
    const problem = await download.failureOf(download.start({}, { mirror, patience: slow }));
    expect(problem).toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(/refuses the connection/) as string,
    });
    await expect(download.start({}, { mirror: 'http://no-such-host.invalid', patience: slow })).rejects.toThrow(
      /is this machine connected/,
    );
    await expect(download.start({}, { mirror: 'nonsense', patience: slow })).rejects.toThrow(/Invalid URL/);
  });

  it('leaves the network alone where the files do not fit or cannot be written', async () => {
    const [file] = download.tiny.files;
    if (file === undefined) throw new Error('there is a file');
    const known = [{ ...download.tiny, files: [{ ...file, bytes: 1e18 }] }];
    expect(await download.failureOf(download.start({}, { known }))).toMatchObject({ code: 'no-space' });
    rmSync(library.home, { recursive: true, force: true });
    writeFileSync(library.home, 'a file');
    expect(await download.failureOf(download.start())).toMatchObject({ code: 'not-writable' });
    expect(download.server.asked).toEqual([]);
  });
});
