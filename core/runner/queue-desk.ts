import { queuePriority, type QueueChanges, type QueueMove, type QueueState } from '../protocol/run-queue.ts';
import type { RunSummary } from '../protocol/runs.ts';
import type { Library } from '../store/index.ts';
import { enterContinuation } from './going-on.ts';
import type { NoticeBoard } from './notice-board.ts';
import { slotsHere } from './slots.ts';
import type { Trainings } from './trainings.ts';
import { keepStartingFile, startingFile, type StartingFile } from './transfer-sources.ts';
import { checkSpace, validateRun, type ValidRun } from './validate-run.ts';

export interface EnqueueOptions {
  /** Runs of a higher priority train first; 0 is usual. */
  readonly priority?: number;
  /** Id of the sweep that they belong to. */
  readonly sweep?: string;
}

export interface StartOptions {
  /** Trains at once, however many train here already. */
  readonly beside?: boolean;
}

export interface ContinueOptions extends StartOptions {
  /** To so many epochs in all; those that the run was to train, where left out. */
  readonly epochs?: number;
  /** Waits in the queue, even where there is room. */
  readonly wait?: boolean;
}

export interface QueueDeskOptions {
  readonly library: Library;
  readonly notices: NoticeBoard;
  readonly trainings: Trainings;
  /** This process among the hosts of the library. */
  readonly host: string;
  /** Whether it starts runs that wait. */
  readonly serves: boolean;
  /** After which nothing is started any more. */
  readonly closed: AbortSignal;
  /** A run has been taken out. */
  readonly onRemove: (id: string) => void;
}

/** A run that can be entered, and the file with trained weights that it begins with. */
interface EnteredRun {
  readonly valid: ValidRun;
  readonly starting: StartingFile | undefined;
}

/** The queue as one process has it: puts runs there, changes their order, and starts them here as far as there is room. */
export class QueueDesk {
  readonly #options: QueueDeskOptions;
  readonly #library: Library;
  #told: string;

  constructor(options: QueueDeskOptions) {
    this.#options = options;
    this.#library = options.library;
    this.#told = JSON.stringify(this.state());
  }

  state(): QueueState {
    return {
      ...this.#library.queue.state(),
      slots: slotsHere(this.#library),
      served: this.#library.hosts.serve(Date.now()),
    };
  }

  /** Those that wait, the next first. */
  list(): RunSummary[] {
    return this.#library.queue.list();
  }

  set(changes: QueueChanges): QueueState {
    this.#library.queue.set(changes);
    this.serve();
    this.tell();
    return this.state();
  }

  /** As `Runner.start`. */
  async start(input: unknown, { beside = false }: StartOptions): Promise<RunSummary> {
    const run = this.#validate(input);
    await checkSpace(this.#library.home, run.valid.parameters);
    return this.#enterNow(() => this.#enter(run, queuePriority.usual).id, beside, run.valid);
  }

  /** As `Runner.continue`. */
  continue(id: string, { epochs, beside = false, wait = false }: ContinueOptions): RunSummary {
    const enter = (): string => enterContinuation(this.#library, id, epochs);
    if (!wait) return this.#enterNow(enter, beside);
    const entered = this.#library.transaction(enter);
    this.#tellRuns([this.#library.runs.summary(entered)]);
    this.serve();
    return this.#library.runs.summary(entered);
  }

  /** As `Runner.enqueue`. */
  enqueue(inputs: readonly unknown[], { priority = queuePriority.usual, sweep }: EnqueueOptions): RunSummary[] {
    const runs = inputs.map((input) => this.#validate(input));
    const entered = this.#library.transaction(() =>
      runs.map((run) => this.#enter(sweep === undefined ? run : ofSweep(run, sweep), priority)),
    );
    this.#tellRuns(entered);
    this.serve();
    return entered.map(({ id }) => this.#library.runs.summary(id));
  }

  /** Moves a run that waits; past one of another priority it takes that priority. @throws BlockyardError unknown-run, run-not-waiting */
  move(id: string, move: QueueMove): RunSummary {
    const moved = this.#library.queue.move(id, move);
    // Others may have been numbered anew.
    this.#tellRuns(this.list());
    return moved;
  }

  /** Takes runs out, all or none; `putBack` puts them where they were. @throws BlockyardError unknown-run, run-not-waiting */
  remove(ids: readonly string[]): RunSummary[] {
    const runs = this.#tellRuns(this.#library.queue.remove(ids, Date.now()));
    for (const { id } of runs) this.#options.onRemove(id);
    return runs;
  }

  /** @throws BlockyardError unknown-run, run-not-waiting */
  putBack(ids: readonly string[]): RunSummary[] {
    const runs = this.#tellRuns(this.#library.queue.putBack(ids));
    this.serve();
    return runs;
  }

  /** Starts what waits, as far as there is room. */
  serve(): void {
    const { serves, closed, host, trainings } = this.#options;
    if (!serves || closed.aborted || this.#library.queue.isEmpty) return;
    for (;;) {
      const taken = this.#library.queue.take(host, slotsHere(this.#library));
      if (taken === undefined) return;
      trainings.begin(taken);
    }
  }

  /** Tells what holds for the queue, if that is news. */
  tell(): void {
    const payload = this.state();
    const text = JSON.stringify(payload);
    if (text !== this.#told) this.#options.notices.tell({ name: 'queue.changed', payload });
    this.#told = text;
  }

  /** Enters a run and takes it at once, if there is room. */
  #enterNow(enter: () => string, beside: boolean, valid?: ValidRun): RunSummary {
    const { host, notices, trainings } = this.#options;
    const { id, taken } = this.#library.transaction(() => {
      const entered = enter();
      return { id: entered, taken: this.#library.queue.take(host, slotsHere(this.#library), { id: entered, beside }) };
    });
    if (taken === undefined) notices.touch(id);
    else trainings.begin(taken, valid);
    return this.#library.runs.summary(id);
  }

  #validate(input: unknown): EnteredRun {
    const valid = validateRun(input, this.#library.home);
    const starting = startingFile(this.#library, valid.spec, valid);
    const { transfer } = valid.spec;
    if (starting === undefined || transfer === undefined) return { valid, starting: undefined };
    return { valid: { ...valid, spec: { ...valid.spec, transfer: { ...transfer, hash: starting.hash } } }, starting };
  }

  #enter({ valid, starting }: EnteredRun, priority: number): RunSummary {
    const { spec, architecture } = valid;
    const { id } = this.#library.runs.create(spec, architecture.name, undefined, Date.now(), (to) => {
      if (starting !== undefined) keepStartingFile(this.#library, to, starting);
    });
    return this.#library.queue.add(id, priority);
  }

  #tellRuns(runs: RunSummary[]): RunSummary[] {
    for (const payload of runs) this.#options.notices.tell({ name: 'run.changed', payload });
    return runs;
  }
}

function ofSweep({ valid, starting }: EnteredRun, sweep: string): EnteredRun {
  const { spec } = valid;
  return { valid: { ...valid, spec: { ...spec, origin: { kind: 'sweep', run: spec.origin?.run, sweep } } }, starting };
}
