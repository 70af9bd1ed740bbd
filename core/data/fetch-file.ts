import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { because, type Detail } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { errorCode, toFileProblem } from './durable.ts';
import { HostError } from './host-error.ts';
import { httpGet } from './http-get.ts';

/** A file that is published, whose content is known. */
export interface FileToFetch {
  readonly name: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** Where it is, in the order in which they are tried. */
  readonly urls: readonly string[];
}

export interface Patience {
  /** A connection over which nothing comes for so long is given up. */
  readonly stallMs: number;
  /** Waits before the tries after the first. They begin anew whenever something has come. */
  readonly pausesMs: readonly number[];
}

export interface FetchWatch {
  /** Bytes of the file that are here. May go back, where a part turns out to be worthless. */
  readonly onBytes?: (here: number) => void;
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience;
}

const defaultPatience: Patience = { stallMs: 30_000, pausesMs: [1000, 3000, 9000] };

/**
 * Brings a file into a folder. What arrived of it before goes on where it ended, in `<name>.part`; the file has its name when its checksum is right.
 * @returns its path
 * @throws BlockyardError download-failed, download-damaged, download-cancelled, no-space, not-writable; what arrived is kept, but for a damaged file
 */
export async function fetchFile(file: FileToFetch, folder: string, watch: FetchWatch = {}): Promise<string> {
  const path = join(folder, file.name);
  if (await isWhole(path, file)) {
    watch.onBytes?.(file.bytes);
    return path;
  }
  let problem: unknown;
  for (const url of file.urls) {
    try {
      await fetchFrom(url, file, path, watch);
      return path;
    } catch (error) {
      if (watch.signal?.aborted === true) throw new BlockyardError('download-cancelled', {}, { cause: error });
      if (!(error instanceof BlockyardError) || !error.problem.code.startsWith('download-')) throw error;
      problem = error;
    }
  }
  throw problem;
}

/** Sizes and whereabouts of what is there of a file. */
export async function bytesHere(file: FileToFetch, folder: string): Promise<number> {
  const path = join(folder, file.name);
  return Math.min(file.bytes, (await sizeOf(path)) ?? (await sizeOf(partOf(path))) ?? 0);
}

function partOf(path: string): string {
  return `${path}.part`;
}

async function fetchFrom(url: string, file: FileToFetch, path: string, watch: FetchWatch): Promise<void> {
  const part = partOf(path);
  const resumed = ((await sizeOf(part)) ?? 0) > 0;
  await completePart(url, file, part, watch);
  if (await isWhole(part, file)) {
    await rename(part, path);
    return;
  }
  await rm(part);
  watch.onBytes?.(0);
  // The beginning may have been that of another file, or of this one before the disk lost some of it.
  if (resumed) return fetchFrom(url, file, path, watch);
  throw new BlockyardError('download-damaged', { file: file.name, host: hostOf(url) });
}

/** Goes on with a part until it is as long as the file. */
async function completePart(url: string, file: FileToFetch, part: string, watch: FetchWatch): Promise<void> {
  const { pausesMs } = watch.patience ?? defaultPatience;
  let failed = 0;
  let reached = false;
  for (;;) {
    const before = (await sizeOf(part)) ?? 0;
    if (before === file.bytes) return;
    try {
      await receive(url, file, part, before < file.bytes ? before : 0, watch);
      continue;
    } catch (error) {
      const cause = hostErrorOf(error);
      if (cause === undefined || watch.signal?.aborted === true) throw error;
      const arrived = ((await sizeOf(part)) ?? 0) > before;
      reached ||= arrived;
      failed = arrived ? 1 : failed + 1;
      const pause = pausesMs[failed - 1];
      if (pause === undefined || cause.again === 'never' || (cause.again === 'once-reached' && !reached)) {
        const facts = { file: file.name, host: hostOf(url), detail: cause.detail };
        throw new BlockyardError('download-failed', facts, { cause: error });
      }
      await sleep(pause, undefined, watch.signal === undefined ? {} : { signal: watch.signal });
    }
  }
}

/** One answer of the host, as far as it comes. */
async function receive(url: string, file: FileToFetch, part: string, from: number, watch: FetchWatch): Promise<void> {
  const { stallMs } = watch.patience ?? defaultPatience;
  const response = await httpGet(url, from, stallMs, watch.signal);
  let begin: number;
  try {
    begin = beginOf(response, file, from);
  } catch (error) {
    response.destroy();
    // What is here can not be gone on with.
    if (response.statusCode === 416) await rm(part, { force: true });
    throw error;
  }
  let here = begin;
  try {
    const target = await open(part, begin > 0 ? 'a' : 'w');
    try {
      // One after the other, so that what came before the connection broke is on the disk.
      for await (const chunk of response as AsyncIterable<Buffer>) {
        here += chunk.length;
        if (here > file.bytes) throw new HostError(because('host-sends-more', { bytes: file.bytes }), 'never');
        await target.writeFile(chunk);
        watch.onBytes?.(here);
      }
    } finally {
      await target.close();
    }
  } catch (error) {
    throw toFileProblem(error, part);
  } finally {
    response.destroy();
  }
  if (here < file.bytes) throw new HostError(because('host-ends'), 'always');
}

/** Where in the file the content of an answer begins. @throws HostError where it has none that can be used */
function beginOf(
  { statusCode = 0, statusMessage = '', headers }: IncomingMessage,
  file: FileToFetch,
  from: number,
): number {
  if (statusCode !== 200 && statusCode !== 206) {
    const passes = statusCode >= 500 || [408, 416, 425, 429].includes(statusCode);
    const status = `${String(statusCode)} ${statusMessage}`.trim();
    throw new HostError(because('host-answers', { status }), passes ? 'always' : 'never');
  }
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  const begin = statusCode === 206 ? Number(range?.[1] ?? NaN) : 0;
  if (begin !== from && begin !== 0) throw new HostError(because('host-sends-other'), 'never');
  const length = headers['content-length'];
  const total = range?.[2] ?? (length === undefined ? '*' : String(begin + Number(length)));
  if (total !== '*' && Number(total) !== file.bytes)
    throw new HostError(because('host-size', { total, bytes: file.bytes }), 'never');
  return begin;
}

const unreachable: Readonly<Record<string, Detail>> = {
  ENOTFOUND: because('host-unknown'),
  EAI_AGAIN: because('host-lookup'),
  ECONNREFUSED: because('host-refuses'),
  ENETUNREACH: because('host-away'),
  EHOSTUNREACH: because('host-away'),
};

/** Anything that is not the disk's or the person's doing is the host's or that of the way to it. */
function hostErrorOf(error: unknown): HostError | undefined {
  if (error instanceof HostError) return error;
  if (error instanceof BlockyardError || !(error instanceof Error)) return undefined;
  const code = errorCode(error) ?? '';
  if (code === 'ABORT_ERR') return undefined;
  const away = unreachable[code];
  if (away !== undefined) return new HostError(away, 'once-reached');
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new HostError(because('host-breaks'), 'always');
  // Names of the system, such as ETIMEDOUT and EPIPE; certificates and addresses that are wrong stay so.
  const said = because('network-says', { said: error.message });
  return new HostError(said, /^E(?!RR_)/.test(code) ? 'always' : 'never');
}

function hostOf(url: string): string {
  return /^\w+:\/\/([^/]+)/.exec(url)?.[1] ?? url;
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size;
}

async function isWhole(path: string, { bytes, sha256 }: FileToFetch): Promise<boolean> {
  if ((await sizeOf(path)) !== bytes) return false;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex') === sha256;
}
