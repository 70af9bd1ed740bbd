import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { downloadDataset, type DownloadFrom, type DownloadWatch } from './download.ts';
import type { Download } from './downloads.ts';
import { serveFiles, type FileServer, type Misbehave } from './http-server.test-support.ts';
import { writeIdxPair } from './idx.test-support.ts';
import type { TestLibrary } from './library.test-support.ts';
import { listPacks } from './packs.ts';
import { problemOf, type Refused } from './problem.test-support.ts';

export const patience = { stallMs: 20_000, pausesMs: [1, 1, 1] };

export interface TestDownload {
  readonly server: FileServer;
  /** What is downloaded. */
  readonly tiny: Download;
  /** Its file of images, which is the first. */
  readonly images: Buffer;
  /** Where it arrives. */
  readonly folder: string;
  /** What is there of it. */
  left(): string[];
  start(watch?: DownloadWatch, from?: DownloadFrom): ReturnType<typeof downloadDataset>;
  /** What a download fails with, after which the library has no dataset. */
  failureOf(work: Promise<unknown>): Promise<Refused>;
}

/** A published dataset on a server of its own, for every test of the file that calls this. */
export function useDownload(library: TestLibrary): TestDownload {
  let server: FileServer;
  let tiny: Download;
  let images: Buffer;
  beforeEach(async () => {
    const paths = writeIdxPair(library.scratch, { count: 9000, shape: [16, 16] });
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
  afterEach(() => server.close());
  return {
    get server() {
      return server;
    },
    get tiny() {
      return tiny;
    },
    get images() {
      return images;
    },
    get folder() {
      return join(library.home, 'downloads', 'tiny');
    },
    left() {
      return existsSync(this.folder) ? readdirSync(this.folder) : [];
    },
    start: (watch = {}, from = {}) =>
      downloadDataset(library.home, 'tiny', watch, { known: [tiny], patience, ...from }),
    async failureOf(work) {
      const failure = await problemOf(work);
      if (listPacks(library.home).length > 0) throw new Error('it has left a dataset');
      return failure;
    },
  };
}

/** What is made of one request for the images after the other. */
export function onImages(...ways: readonly Misbehave[]): Misbehave {
  const queue = [...ways];
  return (request, response, file) =>
    request.url?.includes('images') === true && (queue.shift()?.(request, response, file) ?? false);
}

/** Sends so many bytes of what was asked for, and breaks the connection. */
export const drop =
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

export const answer =
  (status: number, headers: Record<string, string> = {}): Misbehave =>
  (_request, response) => {
    response.writeHead(status, headers).end('no');
    return true;
  };

/** Sends another content, without telling its length before. */
export const inPieces =
  (change: (file: Buffer) => Buffer): Misbehave =>
  (_request, response, file) => {
    response.writeHead(200, { 'transfer-encoding': 'chunked' });
    response.end(change(file));
    return true;
  };
