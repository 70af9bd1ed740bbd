import { randomUUID } from 'node:crypto';
import {
  dataAnswerSchema,
  isUnderWay,
  type DataCommand,
  type DataJob,
  type DataResult,
  type DataTask,
  type ExportKind,
  type ImportOrder,
  type ImportPreview,
} from '../protocol/data-job.ts';
import type { ImageRule, ImportLook } from '../protocol/datasets.ts';
import { BlockyardError, type Problem, type ProblemCode } from '../protocol/problems.ts';
import { importTitle } from '../data/index.ts';
import type { EngineExit, HostedProcess, ProcessHost } from './engine-host.ts';
import { exitDetail } from './exit-problem.ts';

/** Ended jobs that are remembered, for a window that is opened again. */
const mostEnded = 20;
/** How long a job that was cancelled may take to clear away what it wrote, milliseconds. */
const cancelGraceMs = 15_000;

const cancelCodes: readonly ProblemCode[] = ['import-cancelled', 'export-cancelled', 'download-cancelled'];

export interface DataJobsOptions {
  /** The library. */
  readonly home: string;
  readonly host: ProcessHost<DataCommand>;
  /** Address of a server to download from. */
  readonly mirror?: string | undefined;
  readonly onChange: (job: DataJob) => void;
  /** Something for the log. */
  readonly onStrange: (detail: string) => void;
}

type JobTask = Extract<DataTask, { kind: DataJob['kind'] }>;

/**
 * What a job has much of to itself: jobs of one lane wait for each other. A download waits for the network, and an import uses every core, so a long
 * download holds up no import.
 */
const lanes = { download: 'network', import: 'cores', export: 'cores' } as const satisfies Record<
  DataJob['kind'],
  string
>;

interface Entry {
  job: DataJob;
  readonly task: JobTask;
  /** When the stage was first heard of, and how much of it was done by then: a download goes on where an earlier one ended. */
  stageBegan: { at: number; done: number } | undefined;
  process: HostedProcess<DataCommand> | undefined;
  /** As the process said it. */
  problem: Problem | undefined;
  finished: boolean;
}

/** Imports, downloads and exports, one of each lane at a time, each in a process of its own: what goes wrong in one takes nothing else with it. */
export class DataJobs {
  readonly #options: DataJobsOptions;
  readonly #entries = new Map<string, Entry>();
  /** Processes that answer a question. */
  readonly #asked = new Set<HostedProcess<DataCommand>>();
  #closed = false;

  constructor(options: DataJobsOptions) {
    this.#options = options;
  }

  /** Oldest first. */
  list(): DataJob[] {
    return [...this.#entries.values()].map(({ job }) => job);
  }

  /** Jobs that wait or are under way. */
  get active(): number {
    return this.list().filter(isUnderWay).length;
  }

  import(order: ImportOrder): DataJob {
    const { home } = this.#options;
    const title = order.title ?? importTitle(order.paths);
    const unit = order.images === undefined ? 'bytes' : 'images';
    return this.#add({ kind: 'import', home, order: { ...order, title } }, { title, unit });
  }

  /** A published dataset, from `mirror` in place of its official host if there is one. */
  download(name: string, title: string): DataJob {
    const { home, mirror } = this.#options;
    const task = { kind: 'download', home, name, ...(mirror === undefined ? {} : { mirror }) } as const;
    return this.#add(task, { title, unit: 'bytes', name });
  }

  /** @param order.folder to be made */
  export({ title, name, as, folder }: { title: string; name: string; as: ExportKind; folder: string }): DataJob {
    const { home } = this.#options;
    return this.#add({ kind: 'export', home, name, as, folder }, { title, unit: 'images', name, folder });
  }

  /** Nothing of it is kept. One that has ended stays as it is. */
  cancel(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || !isUnderWay(entry.job)) return;
    if (entry.process === undefined) {
      this.#change(entry, { state: 'cancelled' });
      return;
    }
    const { process } = entry;
    process.send({ kind: 'cancel' });
    const timer = setTimeout(() => {
      if (isUnderWay(entry.job)) process.kill();
    }, cancelGraceMs);
    timer.unref();
  }

  /** What would be imported from there. @throws BlockyardError unreadable-file, unknown-format, dataset-corrupt */
  async look(paths: string[]): Promise<ImportLook> {
    const { look } = await this.#ask({ kind: 'look', paths });
    if (look === undefined) throw new Error('the data process did not say what it saw');
    return look;
  }

  /** Some of the pictures there, as they are and as a rule makes them. @throws BlockyardError as `look`, dataset-unusable */
  async preview(paths: string[], rule: ImageRule): Promise<ImportPreview> {
    const { preview } = await this.#ask({ kind: 'preview', paths, rule });
    if (preview === undefined) throw new Error('the data process did not show what it made');
    return preview;
  }

  /** Cancels everything and waits until it has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#entries.values()].filter(({ process }) => process !== undefined);
    const ended = running.map(
      ({ process }) =>
        new Promise<void>((resolve) =>
          process?.onExit(() => {
            resolve();
          }),
        ),
    );
    for (const id of this.#entries.keys()) this.cancel(id);
    for (const process of this.#asked) process.kill();
    await Promise.all(ended);
  }

  /** A question is answered at once, whatever waits. */
  async #ask(task: DataTask): Promise<DataResult> {
    const { host, onStrange } = this.#options;
    const process = host.fork();
    this.#asked.add(process);
    let result: DataResult | undefined;
    let problem: Problem | undefined;
    process.onStderr((text) => {
      onStrange(text.trim());
    });
    process.onMessage((message) => {
      const answer = dataAnswerSchema.safeParse(message);
      if (!answer.success) onStrange(`it said what is not understood: ${answer.error.message}`);
      else if (answer.data.kind === 'done') result = answer.data;
      else if (answer.data.kind === 'failed') problem = answer.data.problem;
    });
    const ended = new Promise<EngineExit>((resolve) => {
      process.onExit(resolve);
    });
    process.send({ kind: 'start', task });
    const exit = await ended;
    this.#asked.delete(process);
    if (result !== undefined) return result;
    const { code, facts } = problem ?? endedProblem(exit);
    throw new BlockyardError(code, facts);
  }

  #add(task: JobTask, about: Pick<DataJob, 'title' | 'unit' | 'name' | 'folder'>): DataJob {
    const { kind } = task;
    const job: DataJob = {
      id: randomUUID(),
      kind,
      state: 'waiting',
      stage: kind,
      done: 0,
      total: 0,
      rate: 0,
      ...about,
    };
    const entry: Entry = { job, task, stageBegan: undefined, process: undefined, problem: undefined, finished: false };
    this.#entries.set(job.id, entry);
    this.#options.onChange(job);
    this.#next();
    return entry.job;
  }

  #next(): void {
    const entries = [...this.#entries.values()];
    const ended = entries.filter(({ job }) => !isUnderWay(job));
    for (const { job } of ended.slice(0, -mostEnded)) this.#entries.delete(job.id);
    if (this.#closed) return;
    for (const lane of new Set(Object.values(lanes))) {
      const own = entries.filter(({ job }) => lanes[job.kind] === lane);
      if (own.some(({ job }) => job.state === 'running')) continue;
      const next = own.find(({ job }) => job.state === 'waiting');
      if (next !== undefined) this.#start(next);
    }
  }

  #start(entry: Entry): void {
    const { host, onStrange } = this.#options;
    const process = host.fork();
    entry.process = process;
    process.onMessage((message) => {
      this.#hear(entry, message);
    });
    process.onStderr((text) => {
      onStrange(text.trim());
    });
    process.onExit((exit) => {
      this.#end(entry, exit);
    });
    this.#change(entry, { state: 'running' });
    process.send({ kind: 'start', task: entry.task });
  }

  #hear(entry: Entry, message: unknown): void {
    const answer = dataAnswerSchema.safeParse(message);
    if (!answer.success) {
      this.#options.onStrange(`it said what is not understood: ${answer.error.message}`);
      return;
    }
    const { data } = answer;
    if (data.kind === 'progress') {
      const { stage, done, total } = data;
      if (stage !== entry.job.stage) entry.stageBegan = undefined;
      entry.stageBegan ??= { at: performance.now(), done };
      const seconds = (performance.now() - entry.stageBegan.at) / 1000;
      const rate = Math.max(0, done - entry.stageBegan.done) / Math.max(0.1, seconds);
      this.#change(entry, { stage, done, total, rate });
    } else if (data.kind === 'done') {
      entry.finished = true;
      if (data.name !== undefined) entry.job = { ...entry.job, name: data.name };
    } else {
      entry.problem = data.problem;
    }
  }

  /** A process may end without a word: killed, or out of memory. */
  #end(entry: Entry, exit: EngineExit): void {
    entry.process = undefined;
    if (entry.finished) this.#change(entry, { state: 'done', done: entry.job.total });
    else if (entry.problem !== undefined && cancelCodes.includes(entry.problem.code))
      this.#change(entry, { state: 'cancelled' });
    else this.#change(entry, { state: 'failed', problem: entry.problem ?? endedProblem(exit) });
    this.#next();
  }

  #change(entry: Entry, change: Partial<DataJob>): void {
    entry.job = { ...entry.job, ...change };
    this.#options.onChange(entry.job);
  }
}

function endedProblem(exit: EngineExit): Problem {
  return new BlockyardError('data-process-ended', { detail: exitDetail(exit) }).problem;
}
