import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, freemem, platform, totalmem } from 'node:os';
import type { Machine, SystemFigures } from '../protocol/system-figures.ts';

/** Milliseconds until the first figures, and between two; of a long training they come further apart, as a part of how long it has been going on. */
const firstMs = 1000;
const everyMs = 5000;
const everyPart = 1 / 100;

export function machineHere(): Machine {
  const cores = cpus();
  return {
    platform: platform(),
    arch: arch(),
    cpu: cores[0]?.model.trim() ?? '',
    cores: cores.length,
    memoryBytes: totalmem(),
  };
}

/** Where time went, milliseconds of all cores together since each began to count. */
interface Times {
  /** Of the machine: with work, and in all. */
  readonly busy: number;
  readonly all: number;
  /** Of this process. */
  readonly own: number;
  /** Of the clock. */
  readonly clock: number;
}

/** Looks every few seconds how busy this machine is, until it is told to end. Looking must never disturb a training: what cannot be known is left out. */
export class SystemWatch {
  readonly #emit: (figures: SystemFigures) => void;
  readonly #began = performance.now();
  #before = timesNow();
  #timer: ReturnType<typeof setTimeout>;
  #ended = false;

  constructor(emit: (figures: SystemFigures) => void) {
    this.#emit = emit;
    this.#timer = this.#after(firstMs);
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #after(ms: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      void this.#look();
    }, ms).unref();
  }

  async #look(): Promise<void> {
    const gpus = await graphicsCardFigures();
    if (this.#ended) return;
    const now = timesNow();
    this.#emit({ ...usedBetween(this.#before, now, cpus().length), ...memoryNow(), gpus });
    this.#before = now;
    this.#timer = this.#after(Math.max(everyMs, everyPart * (now.clock - this.#began)));
  }
}

function timesNow(): Times {
  let busy = 0;
  let all = 0;
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.irq;
    busy += sum;
    all += sum + times.idle;
  }
  const { user, system } = process.cpuUsage();
  return { busy, all, own: (user + system) / 1000, clock: performance.now() };
}

export function usedBetween(before: Times, now: Times, cores: number): Pick<SystemFigures, 'cpu' | 'processCpu'> {
  return {
    cpu: partOf(now.busy - before.busy, now.all - before.all),
    processCpu: partOf(now.own - before.own, cores * (now.clock - before.clock)),
  };
}

/** Three digits are what such figures are good for. */
function partOf(some: number, all: number): number {
  return all > 0 ? Number(Math.min(1, Math.max(0, some / all)).toFixed(3)) : 0;
}

function memoryNow(): Pick<SystemFigures, 'processMemory' | 'machineMemory'> {
  return { processMemory: process.memoryUsage().rss, machineMemory: Math.max(0, totalmem() - availableMemory()) };
}

/** Caches of files count as available: Linux says so itself, where older versions of Node say only what is not used for anything. */
function availableMemory(): number {
  try {
    const match = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'));
    if (match !== null) return 1024 * Number(match[1]);
  } catch {
    // Not Linux.
  }
  return freemem();
}

const query = ['--query-gpu=index,uuid,name,utilization.gpu,memory.used,memory.total', '--format=csv,noheader,nounits'];
let hasDriver = true;

/** As `nvidia-smi` tells; it is asked no more where it is not there. */
function graphicsCardFigures(): Promise<SystemFigures['gpus']> {
  if (!hasDriver) return Promise.resolve([]);
  return new Promise((resolve) => {
    execFile('nvidia-smi', query, { timeout: 4000, windowsHide: true }, (error, stdout) => {
      if (error !== null && 'code' in error && error.code === 'ENOENT') hasDriver = false;
      resolve(error === null ? parseGraphicsCards(stdout, process.env['CUDA_VISIBLE_DEVICES']) : []);
    });
  });
}

/** @param visible as CUDA_VISIBLE_DEVICES: numbers or UUIDs of the cards that may be used, all where it is not set */
export function parseGraphicsCards(csv: string, visible: string | undefined): SystemFigures['gpus'] {
  const wanted = visible?.split(',').map((name) => name.trim());
  const mebibyte = 2 ** 20;
  return csv
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter(([index = '', uuid = '']) => wanted === undefined || wanted.includes(index) || wanted.includes(uuid))
    .flatMap(([, , name = '', use, memory, memoryTotal]) => {
      // A card may not tell some of this: "[N/A]".
      const numbers = [use, memory, memoryTotal].map(Number);
      if (name === '' || !numbers.every(Number.isFinite)) return [];
      const [percent = 0, used = 0, total = 0] = numbers;
      return [{ name, use: partOf(percent, 100), memory: used * mebibyte, memoryTotal: total * mebibyte }];
    });
}
