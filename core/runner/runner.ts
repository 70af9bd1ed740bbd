import { clearDownloads, clearImports } from '../data/index.ts';
import type { EngineEvent } from '../protocol/engine.ts';
import { BlockyardError, toProblem } from '../protocol/problems.ts';
import { isActive, type RunChanges, type RunDetail, type RunSummary, type StepMetrics } from '../protocol/runs.ts';
import { isSameProcess, processStart, storageProblem, type Library, type Wish } from '../store/index.ts';
import type { EngineHost, EngineProcess } from './engine-host.ts';
import { NoticeBoard, type RunnerNotice } from './notice-board.ts';
import { clearErased, eraseFolders } from './erased-folders.ts';
import { makeRunFolder, outcomeOf, type OwnRun } from './own-run.ts';
import { recoverRun, replayEvents } from './recovery.ts';
import { Supervisor, type EngineEnd } from './supervisor.ts';
import { defaultTiming, type RunnerTiming } from './timing.ts';
import { reportDefect, tolerant } from './tolerant.ts';
import { checkSpace, validateRun } from './validate-run.ts';

type UnsavedEnd = Pick<RunSummary, 'status' | 'endedAt' | 'problem'>;

export interface RunnerOptions {
  readonly library: Library;
  readonly engineHost: EngineHost;
  readonly timing?: Partial<RunnerTiming>;
}

/**
 * Opens a runner on a library. Runs of hosts that died are recovered first: everything their engines wrote is in the library, and they are
 * `interrupted` unless they had ended.
 */
export async function openRunner(options: RunnerOptions): Promise<Runner> {
  const runner = new Runner(options);
  await runner.recover();
  return runner;
}

/** Starts runs, one at a time in the order in which they came, watches over them, and keeps everything that they say in the library. */
export class Runner {
  readonly #library: Library;
  readonly #engineHost: EngineHost;
  readonly #timing: RunnerTiming;
  readonly #notices: NoticeBoard;
  readonly #host: string;
  readonly #timers: ReturnType<typeof setInterval>[];
  readonly #own = new Map<string, OwnRun>();
  readonly #waiters = new Map<string, ((summary: RunSummary) => void)[]>();
  /** Ends of runs that could not be saved yet. */
  readonly #unsaved = new Map<string, { readonly end: UnsavedEnd; readonly save: () => Promise<void> }>();
  #dataVersion: number;
  #revision: number;
  readonly #recoveries: Promise<void>[] = [];
  readonly #closed = new AbortController();

  constructor({ library, engineHost, timing }: RunnerOptions) {
    this.#library = library;
    this.#engineHost = engineHost;
    this.#timing = { ...defaultTiming, ...timing };
    this.#notices = new NoticeBoard(library, this.#timing.noticeMs);
    this.#host = library.hosts.register(Date.now());
    this.#dataVersion = library.dataVersion();
    this.#revision = library.runs.changedSince(0).revision;
    this.#timers = [
      setInterval(() => {
        tolerant(() => this.#poll());
      }, this.#timing.pollMs),
      setInterval(() => {
        tolerant(() => this.#beat());
      }, this.#timing.heartbeatMs),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  /**
   * Enters a run; it trains as soon as the runs before it have ended.
   * @param input a run spec
   * @throws BlockyardError invalid-run-spec, invalid-architecture, unknown-dataset, dataset-missing, no-space, not-writable
   */
  async start(input: unknown): Promise<RunSummary> {
    const valid = validateRun(input, this.#library.home);
    await checkSpace(this.#library.home, valid.parameters);
    const summary = this.#library.runs.create(valid.spec, valid.architecture.name, this.#host, Date.now(), (id) => {
      makeRunFolder(this.#library.runFolder(id), valid.spec);
    });
    const { id } = summary;
    this.#notices.follow(id);
    this.#own.set(id, { id, valid, supervisor: undefined, stopped: false, storageProblem: undefined, strangers: 0 });
    this.#notices.touch(id);
    this.#next();
    return this.#library.runs.summary(id);
  }

  /** @throws BlockyardError unknown-run, run-not-active */
  pause(id: string): void {
    this.#command(id, 'pause');
  }

  /** @throws BlockyardError unknown-run, run-not-active */
  resume(id: string): void {
    this.#command(id, 'resume');
  }

  /** Ends a run after the step it is in; its best and its last weights are kept. @throws BlockyardError unknown-run, run-not-active */
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
    return this.#library.runs.list().map((summary) => this.#ended(summary));
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

  /** @throws BlockyardError unknown-run */
  folder(id: string): string {
    this.#library.runs.summary(id);
    return this.#library.runFolder(id);
  }

  /** Resolves when the run has ended and everything about it is saved. @throws BlockyardError unknown-run */
  async wait(id: string): Promise<RunSummary> {
    const summary = this.#summary(id);
    if (!this.#own.has(id) && !isActive(summary.status)) return summary;
    return new Promise((resolve) => {
      this.#waiters.set(id, [...(this.#waiters.get(id) ?? []), resolve]);
    });
  }

  /** Returns what ends the subscription. */
  subscribe(listener: (notice: RunnerNotice) => void): () => void {
    return this.#notices.subscribe(listener);
  }

  /** Ends the engine of a run at once, without waiting for its step. What was saved before stays. Nothing happens to a run of another host. */
  kill(id: string): void {
    this.#own.get(id)?.supervisor?.kill();
  }

  /** Stops every run of this host, keeping the weights, and waits until their engines have ended. The library stays open. */
  async close(): Promise<void> {
    this.#closed.abort();
    for (const timer of this.#timers) clearInterval(timer);
    const ends = [...this.#own.keys()].map((id) => this.wait(id));
    // The last in the queue first, so that none of them starts.
    for (const id of [...this.#own.keys()].reverse()) this.#obey(id, 'stop');
    await Promise.all([...ends, ...this.#recoveries]);
    this.#notices.close();
    // With an end that could not be saved, the entry stays: whoever opens the library next finds a dead host and recovers its runs.
    if (this.#unsaved.size === 0) this.#library.hosts.remove(this.#host);
  }

  /**
   * Takes over the runs of hosts that died, those whose engine is still ending in the background, and clears what was left by imports that were killed
   * and by runs that were erased.
   */
  async recover(): Promise<void> {
    clearImports(this.#library.home);
    clearDownloads(this.#library.home);
    clearErased(this.#library);
    const gone = this.#library.hosts.dead(Date.now());
    const held = this.#library.runs.takeOver(gone, this.#host);
    for (const host of gone) this.#library.hosts.remove(host);
    for (const run of held) {
      const recovered = recoverRun(this.#library, this.#host, run, this.#timing.orphanMs, this.#closed.signal)
        .then(() => {
          this.#notices.touch(run.id);
          this.#tellWaiters(run.id);
        })
        .catch(reportDefect);
      this.#recoveries.push(recovered);
      const ending = run.enginePid !== undefined && isSameProcess(run.enginePid, run.engineStart) !== false;
      if (!ending) await recovered;
    }
  }

  /** Starts the run at the head of the queue, if none is training. */
  #next(): void {
    const [head] = this.#own.values();
    if (head === undefined || head.supervisor !== undefined || this.#closed.signal.aborted) return;
    const { id, valid } = head;
    this.#library.runs.setStarting(id);
    let engine: EngineProcess;
    try {
      engine = this.#engineHost.fork();
    } catch (error) {
      const exit = { code: null, signal: null, error: toProblem(error).facts.detail?.toString() ?? '' };
      this.#settle(head, { exit, killed: undefined, stderr: '' }).catch(reportDefect);
      return;
    }
    const supervisor = new Supervisor(
      engine,
      this.#timing,
      (event) => {
        this.#hear(head, event);
      },
      (detail) => {
        this.#hearStranger(head, detail);
      },
    );
    head.supervisor = supervisor;
    if (engine.pid !== undefined)
      this.#library.runs.setStarting(id, { pid: engine.pid, start: processStart(engine.pid) });
    supervisor.send({
      kind: 'start',
      runId: id,
      folder: this.#library.runFolder(id),
      spec: valid.spec,
      datasetFolder: valid.datasetFolder,
    });
    supervisor.ended.then((end) => this.#settle(head, end)).catch(reportDefect);
    this.#notices.touch(id);
  }

  #hear(run: OwnRun, event: EngineEvent): void {
    if (event.runId !== run.id) {
      this.#hearStranger(run, `an event of the run ${event.runId}`);
      return;
    }
    try {
      if (event.body.kind === 'ready' && run.supervisor?.pid !== undefined) {
        this.#library.runs.setStarting(run.id, { pid: run.supervisor.pid, start: processStart(run.supervisor.pid) });
      }
      if (this.#library.runs.ingest(run.id, [event])) this.#notices.touch(run.id);
    } catch (error) {
      // The event is in the run's file as well; its weights are worth more than its figures, so the engine is asked to save and stop.
      run.storageProblem = toProblem(error);
      run.supervisor?.send({ kind: 'stop' });
    }
  }

  #hearStranger(run: OwnRun, detail: string): void {
    run.strangers += 1;
    if (run.strangers > 1) return;
    this.#library.runs.addLog(run.id, {
      time: Date.now(),
      level: 'warning',
      message: `The training process sent something that is not understood: ${detail}`,
    });
  }

  /** An engine has ended: everything it wrote is entered, and how it ended is told. */
  async #settle(run: OwnRun, end: EngineEnd): Promise<void> {
    const save = async (): Promise<void> => {
      await replayEvents(this.#library, run.id);
      this.#library.runs.finish(
        run.id,
        outcomeOf(this.#library, run, end, this.#timing.unresponsiveSeconds),
        this.#host,
      );
    };
    try {
      await save();
      this.#notices.touch(run.id);
    } catch (error) {
      const problem = run.storageProblem ?? toProblem(storageProblem(error, this.#library.runFolder(run.id)));
      this.#unsaved.set(run.id, { end: { status: 'failed', endedAt: Date.now(), problem }, save });
      this.#notices.tell({ name: 'run.changed', payload: this.#summary(run.id) });
    }
    this.#own.delete(run.id);
    this.#tellWaiters(run.id);
    tolerant(() => {
      this.#next();
    });
  }

  #command(id: string, wish: Wish): void {
    const { status } = this.#summary(id);
    const queued = this.#own.get(id)?.supervisor === undefined && this.#own.has(id);
    if (!isActive(status) || (queued && wish !== 'stop')) throw new BlockyardError('run-not-active', { id });
    if (this.#own.has(id)) this.#obey(id, wish);
    else if (!this.#library.runs.leaveWish(id, wish)) throw new BlockyardError('run-not-active', { id });
  }

  #obey(id: string, wish: Wish): void {
    const run = this.#own.get(id);
    if (run === undefined) return;
    if (wish === 'stop') run.stopped = true;
    if (run.supervisor !== undefined) run.supervisor.send({ kind: wish });
    else if (wish === 'stop') {
      this.#library.runs.finish(id, { status: 'stopped', time: Date.now() }, this.#host);
      this.#own.delete(id);
      this.#notices.touch(id);
      this.#tellWaiters(id);
    }
  }

  /** Looks for what other processes have changed: wishes for runs of this host, and runs of theirs. */
  #poll(): void {
    const version = this.#library.dataVersion();
    if (version === this.#dataVersion) return;
    this.#dataVersion = version;
    for (const { id, wish } of this.#library.runs.takeWishes(this.#host)) this.#obey(id, wish);
    const changed = this.#library.runs.changedSince(this.#revision);
    this.#revision = changed.revision;
    for (const id of changed.erased) this.#notices.erased(id);
    for (const id of changed.ids) {
      if (this.#own.has(id)) continue;
      this.#notices.touch(id);
      this.#tellWaiters(id);
    }
  }

  #beat(): void {
    for (const [id, { save }] of this.#unsaved) {
      save().then(
        () => {
          this.#unsaved.delete(id);
          this.#notices.touch(id);
        },
        // Still no room; the next beat tries again.
        () => undefined,
      );
    }
    this.#next();
    this.#library.hosts.beat(this.#host, Date.now());
  }

  #summary(id: string): RunSummary {
    return this.#ended(this.#library.runs.summary(id));
  }

  /** As it is in the library, unless its end could not be saved there. */
  #ended(summary: RunSummary): RunSummary {
    return { ...summary, ...this.#unsaved.get(summary.id)?.end };
  }

  #told(changed: RunSummary[]): RunSummary[] {
    const runs = changed.map((summary) => this.#ended(summary));
    for (const payload of runs) this.#notices.tell({ name: 'run.changed', payload });
    return runs;
  }

  #followFromNow(id: string): void {
    this.#library.runs.summary(id);
    this.#notices.flush(id);
    this.#notices.follow(id);
  }

  #tellWaiters(id: string): void {
    const waiters = this.#waiters.get(id);
    if (waiters === undefined || this.#own.has(id)) return;
    const summary = this.#summary(id);
    if (isActive(summary.status)) return;
    this.#waiters.delete(id);
    this.#notices.flush(id);
    for (const resolve of waiters) resolve(summary);
  }
}
