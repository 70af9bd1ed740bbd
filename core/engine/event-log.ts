import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { eventVersion, type EngineEvent, type EngineEventBody, type EngineEventKind } from '../protocol/engine.ts';
import { toFileProblem } from '../data/index.ts';

export const eventFile = 'events.jsonl';

const newline = 10;
/** More than any event is long: a long run's file need not be read as a whole. */
const tailBytes = 1 << 20;

/** Events after which the file must survive a power cut: the others are only figures on the way to them. */
const durable: ReadonlySet<EngineEventKind> = new Set<EngineEventKind>([
  'ready',
  'epoch',
  'checkpoint',
  'done',
  'failed',
]);

/**
 * A run's events: each is appended to `<folder>/events.jsonl`, then sent. One process writes a run's file at a time; a restarted one goes on with the
 * next sequence number.
 */
export class EventLog {
  readonly #path: string;
  readonly #file: number;
  readonly #runId: string;
  readonly #send: (event: EngineEvent) => void;
  #sequence: number;

  /** @throws BlockyardError `not-writable`, `no-space`. */
  constructor(folder: string, runId: string, send: (event: EngineEvent) => void) {
    this.#path = join(folder, eventFile);
    this.#runId = runId;
    this.#send = send;
    try {
      this.#file = openSync(this.#path, 'a+');
      this.#sequence = this.#recover();
    } catch (error) {
      throw toFileProblem(error, this.#path);
    }
  }

  /** The event is sent even if it cannot be kept: a host must hear of a full disk. */
  emit(body: EngineEventBody): void {
    this.#sequence += 1;
    const event: EngineEvent = {
      version: eventVersion,
      runId: this.#runId,
      sequence: this.#sequence,
      time: Date.now(),
      body,
    };
    try {
      this.#append(event);
    } finally {
      this.#send(event);
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #append(event: EngineEvent): void {
    const before = fstatSync(this.#file).size;
    try {
      const line = Buffer.from(`${JSON.stringify(event)}\n`, 'utf8');
      for (let written = 0; written < line.length;) written += writeSync(this.#file, line, written);
      if (durable.has(event.body.kind)) fsyncSync(this.#file);
    } catch (error) {
      // Half a line would swallow the next one.
      ftruncateSync(this.#file, before);
      throw toFileProblem(error, this.#path);
    }
  }

  /** Cuts off a line that a crash left unfinished, and returns the last sequence number. */
  #recover(): number {
    const { size } = fstatSync(this.#file);
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    const start = size - tail.length;
    readSync(this.#file, tail, 0, tail.length, start);
    const end = tail.lastIndexOf(newline) + 1;
    if (start + end < size) ftruncateSync(this.#file, start + end);
    const lines = tail.subarray(0, end).toString('utf8').split('\n').reverse();
    // A line that a power cut left damaged is passed over: numbers that are given twice would be taken for events that are known.
    for (const line of lines) {
      const event = parse(line);
      if (typeof event === 'object' && event !== null && 'sequence' in event && typeof event.sequence === 'number')
        return event.sequence;
    }
    return 0;
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
