import { realpath } from 'node:fs/promises';
import type { ImageRule } from '../../protocol/datasets.ts';
import { because } from '../../protocol/details.ts';
import { readCodecs, type CodecFiles } from './codecs.ts';
import { PixelBudget } from './pixel-budget.ts';
import type { Prepared } from './prepare.ts';
import { Thread, ThreadLost, threadCount } from './threads.ts';
import type { PrepareAnswer } from './worker.ts';

/** Of one message, so that little is in the memory and nobody waits for long. */
const mostFiles = 16;
const mostImageBytes = 1 << 20;
/** Messages in flight or waiting for their turn, for each thread. */
const ahead = 3;

type PictureThread = Thread<readonly string[], PrepareAnswer>;

/**
 * Threads that read, decode and fit pictures, one for each core. Whatever a file does to one, the others go on: a thread that it ends is started anew,
 * and a file that has ended two of them is refused.
 */
export class PicturePool {
  readonly #rule: ImageRule;
  readonly #realRoot: string;
  readonly #codecs: CodecFiles;
  readonly #budget: PixelBudget;
  readonly #threads: PictureThread[] = [];
  readonly #idle: number[] = [];
  readonly #waiting: ((thread: number) => void)[] = [];
  #isClosed = false;

  private constructor(rule: ImageRule, realRoot: string, codecs: CodecFiles, threads: number) {
    this.#rule = rule;
    this.#realRoot = realRoot;
    this.#codecs = codecs;
    this.#budget = PixelBudget.forThreads(threads);
    for (let thread = 0; thread < threads; thread += 1) {
      this.#threads.push(this.#start(thread));
      this.#idle.push(thread);
    }
  }

  /**
   * @param root the folder that every file has to be in
   * @param files how many there will be: few do not need every core
   * @throws ThreadLost where a thread cannot start
   */
  static async open(rule: ImageRule, root: string, files: number): Promise<PicturePool> {
    const threads = Math.max(1, Math.min(threadCount(), Math.ceil(files / mostFiles)));
    const pool = new PicturePool(rule, await realpath(root), await readCodecs(), threads);
    try {
      // A thread that cannot start at all is no fault of a picture.
      await pool.#threadAt(0).ask([]);
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  /** What becomes of the files, in their order, some at a time: whichever thread is done first, and however fast the answers are used. */
  async *prepare(paths: readonly string[]): AsyncGenerator<Prepared> {
    const [height, width] = this.#rule.size;
    const imageBytes = height * width * this.#rule.channels;
    const step = Math.max(1, Math.min(mostFiles, Math.floor(mostImageBytes / imageBytes)));
    const coming: Promise<Prepared>[] = [];
    for (let at = 0; at < paths.length; at += step) {
      const work = this.#run(paths.slice(at, at + step));
      // Whoever stops before the end does not hear of it.
      work.catch(() => undefined);
      coming.push(work);
      const next = coming.length < ahead * this.#threads.length ? undefined : coming.shift();
      if (next !== undefined) yield await next;
    }
    for (const next of coming) yield await next;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }

  async #run(paths: readonly string[]): Promise<Prepared> {
    let prepared = await this.#attempt(paths);
    if (prepared instanceof ThreadLost && paths.length > 1) return this.#oneByOne(paths);
    // A thread may have been ended by something else than the file that it was at.
    if (prepared instanceof ThreadLost) prepared = await this.#attempt(paths);
    if (!(prepared instanceof ThreadLost)) return prepared;
    const detail = because('reader-lost', { said: prepared.message });
    return { outcomes: [{ reason: 'corrupt', detail }], images: new Uint8Array(0) };
  }

  async #attempt(paths: readonly string[]): Promise<Prepared | ThreadLost> {
    const at = this.#idle.pop() ?? (await new Promise<number>((resolve) => this.#waiting.push(resolve)));
    try {
      if (this.#threadAt(at).hasEnded) await this.#restart(at);
      const answer = await this.#threadAt(at).ask(paths);
      if (answer.spent) await this.#restart(at);
      return answer;
    } catch (error) {
      if (!(error instanceof ThreadLost) || this.#isClosed) throw error;
      await this.#restart(at);
      return error;
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(at);
      else next(at);
    }
  }

  /** Finds which of them it was that ended a thread. */
  async #oneByOne(paths: readonly string[]): Promise<Prepared> {
    const all = await Promise.all(paths.map((path) => this.#run([path])));
    return {
      outcomes: all.flatMap(({ outcomes }) => outcomes),
      images: Buffer.concat(all.map(({ images }) => images)),
    };
  }

  async #restart(at: number): Promise<void> {
    await this.#threadAt(at).end();
    this.#budget.release(at);
    this.#threads[at] = this.#start(at);
  }

  #threadAt(at: number): PictureThread {
    const thread = this.#threads[at];
    if (thread === undefined) throw new Error(`there is no thread ${String(at)}`);
    return thread;
  }

  #start(thread: number): PictureThread {
    const { shared: budget } = this.#budget;
    return new Thread({
      kind: 'prepare',
      rule: this.#rule,
      realRoot: this.#realRoot,
      codecs: this.#codecs,
      budget,
      thread,
    });
  }
}
