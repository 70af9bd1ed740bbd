import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker, type Transferable } from 'node:worker_threads';
import type { WorkerJob } from './worker.ts';

let code: string | undefined;

/** The bundle that threads run: beside this bundle, or under dist/ when this runs from the sources. Read, since a thread may not see into the packaged app's archive. */
function workerCode(): string {
  if (code !== undefined) return code;
  const beside = fileURLToPath(new URL('./importer.cjs', import.meta.url));
  const built = fileURLToPath(new URL('../../../dist/importer.cjs', import.meta.url));
  code = readFileSync(existsSync(beside) ? beside : built, 'utf8');
  return code;
}

/** A thread that has ended before it answered. */
export class ThreadLost extends Error {}

/** How long one answer may take, on a machine that is busy with other things too, before the thread is taken for hung. */
const patienceMs = 300_000;

/** A thread that answers one message at a time. */
export class Thread<Question, Answer> {
  readonly #worker: Worker;
  #answered: ((answer: Answer) => void) | undefined;
  #lost: ((why: Error) => void) | undefined;
  #end: Error | undefined;

  constructor(job: WorkerJob) {
    this.#worker = new Worker(workerCode(), { eval: true, workerData: job, stdout: true, stderr: true });
    this.#worker.on('message', (answer: Answer) => this.#answered?.(answer));
    this.#worker.on('error', (error) => {
      this.#finish(new ThreadLost(error.message, { cause: error }));
    });
    this.#worker.on('exit', () => {
      this.#finish(new ThreadLost('the thread has ended'));
    });
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** @throws ThreadLost */
  async ask(question: Question, transfer: readonly Transferable[] = []): Promise<Answer> {
    this.#worker.postMessage(question, transfer);
    return this.answer();
  }

  /** Of a thread that answers without being asked. @throws ThreadLost */
  async answer(): Promise<Answer> {
    let patience: ReturnType<typeof setTimeout> | undefined;
    try {
      return await new Promise<Answer>((resolve, reject) => {
        if (this.#end !== undefined) reject(this.#end);
        this.#answered = resolve;
        this.#lost = reject;
        patience = setTimeout(() => void this.#worker.terminate(), patienceMs);
      });
    } finally {
      clearTimeout(patience);
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #finish(why: Error): void {
    this.#end ??= why;
    this.#lost?.(this.#end);
  }
}

/** Node 16, inside the development-only Electron, does not count what a container may use. */
export function threadCount(): number {
  const { availableParallelism } = os as Partial<Pick<typeof os, 'availableParallelism'>>;
  return availableParallelism?.() ?? os.cpus().length;
}
