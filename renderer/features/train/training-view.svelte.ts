import { getContext, setContext } from 'svelte';
import { toProblem } from '../../../core/protocol/problems.ts';
import type { RunSpec } from '../../../core/protocol/run-spec.ts';
import { isActive, type RunSummary } from '../../../core/protocol/runs.ts';
import { i18n } from '../../i18n/i18n.svelte.ts';
import { FormValidity } from '../../lib/ui/form-validity.svelte.ts';
import type { App } from '../../state/app.ts';
import type { RunFeed } from '../../state/run-feed.svelte.ts';

/** What the Train place shows: the form of a new experiment, or a run, which goes on being followed while one looks elsewhere. */
export class TrainingView {
  readonly form = new FormValidity();
  starting = $state(false);
  feed = $state.raw<RunFeed | undefined>();
  /** The form is asked for although a run could be shown. */
  #setup = $state(false);
  #run = $state<string | undefined>();
  readonly shown: RunSummary | undefined = $derived.by(() =>
    this.#setup || this.#run === undefined ? undefined : this.#app.session.run(this.#run),
  );
  #app: App;

  constructor(app: App) {
    this.#app = app;
    // A run that was active before the page was opened is followed as if it had been started here.
    $effect(() => {
      const current = app.session.current;
      if (current !== undefined && this.#run === undefined) this.#run = current.id;
    });
    $effect(() => {
      const id = this.#run;
      if (id === undefined) return;
      const feed = app.session.open(id);
      this.feed = feed;
      return () => feed.close();
    });
  }

  setUp(): void {
    this.#setup = true;
  }

  show(id: string): void {
    this.#run = id;
    this.#setup = false;
  }

  /** Back from the form to the run that is training. */
  showCurrent(): void {
    const current = this.#app.session.current;
    if (current !== undefined) this.show(current.id);
  }

  requestStart(): void {
    if (this.shown !== undefined && isActive(this.shown.status)) return;
    void this.start();
  }

  async start(): Promise<void> {
    const { session, experiment, networks, toasts } = this.#app;
    if (this.starting) return;
    if (this.shown === undefined && (!this.form.valid || experiment.name.trim() === '')) {
      toasts.show({ tone: 'neutral', title: i18n.t.train.fixFields });
      this.form.focusFirst();
      return;
    }
    experiment.keep();
    await this.#begin(async () => {
      // The run is marked on the network it was started from, which is known by its content.
      await networks.flush();
      return session.start(experiment.spec());
    });
  }

  /** Trains what a run was once more. */
  async runAgain(id: string, spec: RunSpec): Promise<void> {
    await this.#begin(() => this.#app.session.start({ ...spec, origin: { kind: 'again', run: id } }));
  }

  /** Lets a run go on, to so many epochs in all; undefined: to those that it was to train. */
  async goOn(id: string, epochs: number | undefined): Promise<void> {
    await this.#begin(() => this.#app.session.continue(id, epochs));
  }

  /** Shows the run that `start` gives in the Train place, or, where it waits, that it does. */
  async #begin(start: () => Promise<RunSummary>): Promise<void> {
    const { router, toasts } = this.#app;
    if (this.starting) return;
    this.starting = true;
    try {
      const run = await start();
      if (run.status === 'queued') {
        // Beside the form one sees it come to those that wait.
        if (router.route.place === 'train' && this.shown === undefined) return;
        const { added, addedText } = i18n.t.queue;
        toasts.show({ tone: 'neutral', title: added(run.name), detail: addedText, run: run.id });
      } else {
        this.show(run.id);
        router.go('train');
      }
    } catch (error) {
      toasts.show({ tone: 'bad', title: i18n.t.train.cannotStart, detail: i18n.problem(toProblem(error)) });
    } finally {
      this.starting = false;
    }
  }

  async togglePause(): Promise<void> {
    const run = this.shown;
    if (run?.status === 'running') await this.control('pause', run.id);
    else if (run?.status === 'paused') await this.control('resume', run.id);
  }

  async control(action: 'pause' | 'resume' | 'stop', id: string): Promise<void> {
    try {
      await this.#app.session.control(action, id);
    } catch (error) {
      this.#app.toasts.show({ tone: 'bad', title: i18n.t.train.cannotControl, detail: i18n.problem(toProblem(error)) });
    }
  }
}

const key = Symbol('training');

export function provideTraining(view: TrainingView): void {
  setContext(key, view);
}

export function getTraining(): TrainingView {
  return getContext<TrainingView>(key);
}
