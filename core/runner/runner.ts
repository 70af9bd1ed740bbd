import { clearDownloads, clearImports } from '../data/index.ts';
import type { LayerHistory } from '../protocol/layer-figures.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { isActive, type RunChanges, type RunDetail, type RunSummary, type StepMetrics } from '../protocol/runs.ts';
import type { SystemHistory } from '../protocol/system-figures.ts';
import { isSameProcess, type Library, type Wish } from '../store/index.ts';
import type { EngineHost } from './engine-host.ts';
import { clearErased, eraseFolders } from './erased-folders.ts';
import { NoticeBoard, type RunnerNotice } from './notice-board.ts';
import { QueueDesk, type ContinueOptions, type EnqueueOptions, type StartOptions } from './queue-desk.ts';
import { recoverRun } from './recovery.ts';
import { defaultTiming, type RunnerTiming } from './timing.ts';
import { reportDefect, tolerant } from './tolerant.ts';
import { Trainings } from './trainings.ts';
import { Waiters } from './waiters.ts';

export interface RunnerOptions {
  readonly library: Library;
  readonly engineHost: EngineHost;
  /** Whether it starts runs that wait in the queue, its own and others'; it does unless told otherwise. */
  readonly servesQueue?: boolean;
  readonly timing?: Partial<RunnerTiming>;
}

/**
 * Opens a runner on a library. Runs of hosts that died are recovered first: everything their engines wrote is in the library, and they are
 * `interrupted` unless they had ended. Then the runs that wait go on, as far as there is room.
 */
export async function openRunner(options: RunnerOptions): Promise<Runner> {
  const runner = new Runner(options);
  await runner.recover();
  return runner;
}

/** Trains runs, in the order of the queue and as many at a time as the machine has room for, and keeps everything that they say in the library. */
export class Runner {
  readonly queue: QueueDesk;
  readonly #library: Library;
  readonly #timing: RunnerTiming;
  readonly #notices: NoticeBoard;
  readonly #trainings: Trainings;
  readonly #host: string;
  readonly #timers: ReturnType<typeof setInterval>[];
  readonly #waiters = new Waiters();
  #dataVersion: number;
  #revision: number;
  readonly #recoveries = new Set<Promise<void>>();
  readonly #closed = new AbortController();

  constructor({ library, engineHost, servesQueue = true, timing }: RunnerOptions) {
    this.#library = library;
    this.#timing = { ...defaultTiming, ...timing };
    this.#notices = new NoticeBoard(library, this.#timing.noticeMs);
    this.#host = library.hosts.register(Date.now(), servesQueue);
    this.#trainings = new Trainings({
      library,
      engineHost,
      timing: this.#timing,
      notices: this.#notices,
      host: this.#host,
      onEnd: (id) => {
        this.#tellWaiters(id);
        tolerant(() => {
          this.queue.serve();
        });
      },
    });
    this.#dataVersion = library.dataVersion();
    this.#revision = library.news.changedSince(0).revision;
    this.queue = new QueueDesk({
      library,
      notices: this.#notices,
      trainings: this.#trainings,
      host: this.#host,
      serves: servesQueue,
      closed: this.#closed.signal,
      onRemove: (id) => {
        this.#tellWaiters(id);
      },
    });
    this.#timers = [
      setInterval(() => {
        tolerant(() => {
          this.#poll();
        });
      }, this.#timing.pollMs),
      setInterval(() => {
        tolerant(() => {
          this.#beat();
        });
      }, this.#timing.heartbeatMs),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  /**
   * Enters a run. It trains at once if there is room on this machine, whatever waits and even while the queue is paused; else it waits behind the others.
   * @param input a run spec
   * @throws BlockyardError invalid-run-spec, invalid-architecture, unknown-dataset, dataset-missing, no-space, not-writable
   */
  async start(input: unknown, options: StartOptions = {}): Promise<RunSummary> {
    return this.queue.start(input, options);
  }

  /**
   * Puts runs into the queue, all or none, in this order. What is found to be wrong with one when its turn comes is its end, and the queue goes on.
   * @param inputs run specs
   * @throws BlockyardError invalid-run-spec, invalid-architecture, unknown-dataset, dataset-missing
   */
  enqueue(inputs: readonly unknown[], options: EnqueueOptions = {}): RunSummary[] {
    return this.queue.enqueue(inputs, options);
  }

  /**
   * Lets a run go on from its last weights: the same run where it had not trained all that it was to, a new one linked to it where the number of epochs is
   * another. It trains or waits as with `start`.
   * @throws BlockyardError unknown-run, run-not-ended, run-complete, run-no-weights, dataset-changed, invalid-run-spec, unknown-dataset, dataset-missing
   */
  continue(id: string, options: ContinueOptions = {}): RunSummary {
    return this.queue.continue(id, options);
  }

  /** How many runs this process trains. */
  get training(): number {
    return this.#trainings.size;
  }

  /** @throws BlockyardError unknown-run, run-not-active */
  pause(id: string): void {
    this.#command(id, 'pause');
  }

  /** @throws BlockyardError unknown-run, run-not-active */
  resume(id: string): void {
    this.#command(id, 'resume');
  }

  /** Ends a run after the step it is in; its best and its last weights are kept. One that waits leaves the queue. @throws BlockyardError unknown-run, run-not-active */
  stop(id: string): void {
    this.#command(id, 'stop');
  }

  /** Changes what a person makes of runs: all of them, or none. @throws BlockyardError unknown-run, invalid-run-spec */
  change(ids: readonly string[], changes: RunChanges): RunSummary[] {
    return this.#told(this.#library.runs.change(ids, changes, Date.now()));
  }

  /** Deletes runs so that `restore` brings them back: all of them, or none. @throws BlockyardError unknown-run, run-active */
  remove(ids: readonly string[]): RunSummary[] {
    return this.#told(this.#library.runs.remove(ids, Date.now()));
  }

  /** @throws BlockyardError unknown-run */
  restore(ids: readonly string[]): RunSummary[] {
    return this.#told(this.#library.runs.recover(ids));
  }

  /** Erases deleted runs and their folders for good: all of them, or none. @throws BlockyardError unknown-run, run-not-deleted, run-active */
  erase(ids: readonly string[]): void {
    this.#library.runs.erase(ids);
    for (const id of ids) this.#notices.erased(id);
    eraseFolders(this.#library, ids);
  }

  /** Newest first, archived and deleted ones too. */
  list(): RunSummary[] {
    return this.#library.runs.list().map((summary) => this.#trainings.ended(summary));
  }

  /** @throws BlockyardError unknown-run */
  get(id: string): RunDetail {
    this.#followFromNow(id);
    return { ...this.#library.runs.detail(id), summary: this.#summary(id) };
  }

  /** Figures of every step so far; `run.metrics` notices go on from there. @throws BlockyardError unknown-run */
  metrics(id: string): StepMetrics {
    this.#followFromNow(id);
    return this.#library.runs.metrics(id);
  }

  /** What was recorded of its layers so far. @throws BlockyardError unknown-run */
  layers(id: string): LayerHistory {
    return this.#library.runs.layers(id);
  }

  /** How busy the machine was so far; `run.system` notices go on from there. @throws BlockyardError unknown-run */
  system(id: string): SystemHistory {
    this.#followFromNow(id);
    return this.#library.runs.system(id);
  }

  /** @throws BlockyardError unknown-run */
  folder(id: string): string {
    this.#library.runs.summary(id);
    return this.#library.runFolder(id);
  }

  /** Resolves when the run has ended and everything about it is saved. @throws BlockyardError unknown-run */
  async wait(id: string): Promise<RunSummary> {
    const summary = this.#summary(id);
    if (!this.#trainings.has(id) && !isActive(summary.status)) return summary;
    return this.#waiters.wait(id);
  }

  /** Returns what ends the subscription. */
  subscribe(listener: (notice: RunnerNotice) => void): () => void {
    return this.#notices.subscribe(listener);
  }

  /** Ends the engine of a run at once, without waiting for its step. What was saved before stays. Nothing happens to a run of another host. */
  kill(id: string): void {
    this.#trainings.kill(id);
  }

  /** Stops every run of this host, keeping the weights, and waits until their engines have ended. What waits stays in the queue, and the library open. */
  async close(): Promise<void> {
    this.#closed.abort();
    for (const timer of this.#timers) clearInterval(timer);
    const saved = await this.#trainings.close();
    await Promise.all(this.#recoveries);
    this.#notices.close();
    // With an end that could not be saved, the entry stays: whoever opens the library next finds a dead host and recovers its runs.
    if (saved) this.#library.hosts.remove(this.#host);
  }

  /**
   * Takes over the runs of hosts that died, those whose engine is still ending in the background, and clears what was left by imports that were killed
   * and by runs that were erased.
   */
  async recover(): Promise<void> {
    clearImports(this.#library.home);
    clearDownloads(this.#library.home);
    clearErased(this.#library);
    await this.#takeOver();
    this.queue.serve();
  }

  async #takeOver(): Promise<void> {
    const gone = this.#library.hosts.dead(Date.now());
    const held = this.#library.holds.takeOver(gone, this.#host);
    for (const host of gone) this.#library.hosts.remove(host);
    for (const run of held) {
      const recovered = recoverRun(this.#library, this.#host, run, this.#timing.orphanMs, this.#closed.signal)
        .then(() => {
          this.#notices.touch(run.id);
          this.#tellWaiters(run.id);
          this.queue.serve();
        })
        .catch(reportDefect)
        .finally(() => this.#recoveries.delete(recovered));
      this.#recoveries.add(recovered);
      const ending = run.enginePid !== undefined && isSameProcess(run.enginePid, run.engineStart) !== false;
      if (!ending) await recovered;
    }
  }

  #command(id: string, wish: Wish): void {
    const { status } = this.#summary(id);
    if (status === 'queued' && wish === 'stop') this.queue.remove([id]);
    else if (!isActive(status) || status === 'queued') throw new BlockyardError('run-not-active', { id });
    else if (this.#trainings.has(id)) {
      if (wish !== 'stop' && !this.#trainings.canPause(id)) throw new BlockyardError('run-not-active', { id });
      this.#trainings.obey(id, wish);
    } else if (!this.#library.holds.leaveWish(id, wish)) throw new BlockyardError('run-not-active', { id });
  }

  /** Looks for what other processes have changed: wishes for runs of this host, runs of theirs, and the queue. */
  #poll(): void {
    const version = this.#library.dataVersion();
    if (version === this.#dataVersion) return;
    this.#dataVersion = version;
    for (const { id, wish } of this.#library.holds.takeWishes(this.#host)) this.#trainings.obey(id, wish);
    const changed = this.#library.news.changedSince(this.#revision);
    this.#revision = changed.revision;
    for (const id of changed.erased) this.#notices.erased(id);
    for (const id of changed.ids) {
      if (this.#trainings.has(id)) continue;
      this.#notices.touch(id);
      this.#tellWaiters(id);
    }
    this.queue.tell();
    this.queue.serve();
  }

  #beat(): void {
    this.#trainings.saveUnsaved();
    this.#library.hosts.beat(this.#host, Date.now());
    // A program that was killed while this one is open.
    this.#takeOver().catch(reportDefect);
    this.queue.tell();
    this.queue.serve();
  }

  #summary(id: string): RunSummary {
    return this.#trainings.ended(this.#library.runs.summary(id));
  }

  #told(changed: RunSummary[]): RunSummary[] {
    const runs = changed.map((summary) => this.#trainings.ended(summary));
    for (const payload of runs) this.#notices.tell({ name: 'run.changed', payload });
    return runs;
  }

  #followFromNow(id: string): void {
    this.#library.runs.summary(id);
    this.#notices.flush(id);
    this.#notices.follow(id);
  }

  #tellWaiters(id: string): void {
    if (this.#trainings.has(id)) return;
    this.#waiters.tell(id, () => {
      this.#notices.flush(id);
      return this.#summary(id);
    });
  }
}
