import type { EngineEvent } from '../protocol/engine.ts';
import { toProblem } from '../protocol/problems.ts';
import type { RunSummary } from '../protocol/runs.ts';
import {
  processStart,
  storageProblem,
  type HostOutcome,
  type Library,
  type TakenRun,
  type Wish,
} from '../store/index.ts';
import type { EngineHost, EngineProcess } from './engine-host.ts';
import { keepMeasuredTraining } from './measured-training.ts';
import type { NoticeBoard } from './notice-board.ts';
import { makeRunFolder, outcomeOf, ownRun, type OwnRun } from './own-run.ts';
import { replayEvents } from './recovery.ts';
import { graphicsCards } from './slots.ts';
import { Supervisor, type EngineEnd } from './supervisor.ts';
import type { RunnerTiming } from './timing.ts';
import { reportDefect, tolerant } from './tolerant.ts';
import { checkSpace, validateRun, type ValidRun } from './validate-run.ts';

type UnsavedEnd = Pick<RunSummary, 'status' | 'endedAt' | 'problem'>;

export interface TrainingsOptions {
  readonly library: Library;
  readonly engineHost: EngineHost;
  readonly timing: RunnerTiming;
  readonly notices: NoticeBoard;
  /** This process among the hosts of the library. */
  readonly host: string;
  /** A run is not trained here any more: it has ended, or has been given back. */
  readonly onEnd: (id: string) => void;
}

/** The runs that this process trains: one engine process for each, watched over from its start to its end, and everything that it says kept in the library. */
export class Trainings {
  readonly #options: TrainingsOptions;
  readonly #library: Library;
  readonly #own = new Map<string, OwnRun>();
  /** Ends of runs that could not be saved yet. */
  readonly #unsaved = new Map<string, { readonly end: UnsavedEnd; readonly save: () => Promise<void> }>();
  readonly #endings = new Set<() => void>();
  #closed = false;

  constructor(options: TrainingsOptions) {
    this.#options = options;
    this.#library = options.library;
  }

  get size(): number {
    return this.#own.size;
  }

  has(id: string): boolean {
    return this.#own.has(id);
  }

  /** Trains a run that this host has taken. What is wrong with it becomes its end. @param valid where it has been looked at already */
  begin(taken: TakenRun, valid?: ValidRun): void {
    const run = ownRun(taken);
    this.#own.set(run.id, run);
    if (this.#own.size > 1) for (const one of this.#own.values()) one.alone = false;
    this.#options.notices.touch(run.id);
    this.#prepare(run, valid).catch(reportDefect);
  }

  /** Does what was asked of a run that trains here; nothing is done to one that does not. */
  obey(id: string, wish: Wish): void {
    const run = this.#own.get(id);
    if (run === undefined) return;
    if (wish === 'stop') run.stopped = true;
    run.supervisor?.send({ kind: wish });
  }

  /** Whether a run trains here and its engine is there to be paused. */
  canPause(id: string): boolean {
    return this.#own.get(id)?.supervisor !== undefined;
  }

  /** Ends the engine of a run at once, without waiting for its step. */
  kill(id: string): void {
    this.#own.get(id)?.supervisor?.kill();
  }

  /** As it is in the library, unless its end could not be saved there. */
  ended(summary: RunSummary): RunSummary {
    return { ...summary, ...this.#unsaved.get(summary.id)?.end };
  }

  /** Tries again to save the ends that could not be saved. */
  saveUnsaved(): void {
    for (const [id, { save }] of this.#unsaved) {
      save().then(
        () => {
          this.#unsaved.delete(id);
          this.#options.notices.touch(id);
        },
        // Still no room; the next beat tries again.
        () => undefined,
      );
    }
  }

  /** Stops everything, keeping the weights; what has not begun yet waits in the queue again. Resolves to whether all ends are saved. */
  async close(): Promise<boolean> {
    this.#closed = true;
    for (const id of this.#own.keys()) this.obey(id, 'stop');
    if (this.#own.size > 0)
      await new Promise<void>((resolve) => {
        this.#endings.add(() => {
          if (this.#own.size === 0) resolve();
        });
      });
    return this.#unsaved.size === 0;
  }

  async #prepare(run: OwnRun, known: ValidRun | undefined): Promise<void> {
    const { id } = run;
    let valid: ValidRun;
    try {
      valid = known ?? validateRun(this.#library.runs.spec(id), this.#library.home);
      await checkSpace(this.#library.home, valid.parameters);
      makeRunFolder(this.#library.runFolder(id), valid.spec);
    } catch (error) {
      // A run that cannot begin fails by itself; those after it are none the worse.
      const outcome = { status: 'failed', problem: toProblem(error), time: Date.now() } as const;
      await this.#end(run, () => this.#finish(run, outcome));
      return;
    }
    if (this.#closed) {
      this.#library.queue.giveBack(id, this.#options.host);
      this.#letGo(id);
    } else if (run.stopped) await this.#end(run, () => this.#finish(run, { status: 'stopped', time: Date.now() }));
    else {
      run.batchSize = valid.spec.recipe.batchSize;
      this.#launch(run, valid);
    }
  }

  #launch(run: OwnRun, { spec, datasetFolder }: ValidRun): void {
    const { id } = run;
    let engine: EngineProcess;
    try {
      engine = this.#options.engineHost.fork();
    } catch (error) {
      const exit = { code: null, signal: null, error: toProblem(error).facts.detail?.toString() ?? '' };
      this.#settle(run, { exit, killed: undefined, stderr: '' }).catch(reportDefect);
      return;
    }
    const supervisor = new Supervisor(
      engine,
      this.#options.timing,
      (event) => {
        this.#hear(run, event);
      },
      (detail) => {
        this.#hearStranger(run, detail);
      },
    );
    run.supervisor = supervisor;
    this.#noteEngine(run);
    const cards = graphicsCards();
    const graphicsCard = cards.length > 1 ? cards[run.slot % cards.length] : undefined;
    supervisor.send({
      kind: 'start',
      runId: id,
      folder: this.#library.runFolder(id),
      spec,
      datasetFolder,
      ...(graphicsCard !== undefined && { graphicsCard }),
    });
    supervisor.ended.then((end) => this.#settle(run, end)).catch(reportDefect);
    this.#options.notices.touch(id);
  }

  #noteEngine({ id, supervisor }: OwnRun): void {
    const pid = supervisor?.pid;
    if (pid !== undefined) this.#library.holds.setStarting(id, { pid, start: processStart(pid) });
  }

  #hear(run: OwnRun, event: EngineEvent): void {
    if (event.runId !== run.id) {
      this.#hearStranger(run, `an event of the run ${event.runId}`);
      return;
    }
    try {
      if (event.body.kind === 'ready') this.#noteEngine(run);
      const isNew = this.#library.runs.ingest(run.id, [event]);
      if (event.body.kind === 'done') this.#learnFrom(run);
      if (isNew) this.#options.notices.touch(run.id);
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
    await this.#end(run, async () => {
      await replayEvents(this.#library, run.id);
      await this.#finish(run, outcomeOf(this.#library, run, end, this.#options.timing.unresponsiveSeconds));
    });
  }

  /** Before anybody is told that it has ended, so that they find what it has shown. */
  #learnFrom(run: OwnRun): void {
    if (!run.alone || run.measured) return;
    run.measured = true;
    tolerant(() => {
      keepMeasuredTraining(this.#library, run.id);
    });
  }

  #finish(run: OwnRun, outcome: HostOutcome | undefined): Promise<void> {
    this.#learnFrom(run);
    this.#library.runs.finish(run.id, outcome, this.#options.host);
    return Promise.resolve();
  }

  /** @param save may fail, and is tried again until it does not */
  async #end(run: OwnRun, save: () => Promise<void>): Promise<void> {
    try {
      await save();
    } catch (error) {
      const problem = run.storageProblem ?? toProblem(storageProblem(error, this.#library.runFolder(run.id)));
      this.#unsaved.set(run.id, { end: { status: 'failed', endedAt: Date.now(), problem }, save });
      this.#options.notices.tell({ name: 'run.changed', payload: this.ended(this.#library.runs.summary(run.id)) });
    }
    this.#letGo(run.id);
  }

  #letGo(id: string): void {
    this.#own.delete(id);
    if (!this.#unsaved.has(id)) this.#options.notices.touch(id);
    this.#options.onEnd(id);
    for (const ending of this.#endings) ending();
  }
}
