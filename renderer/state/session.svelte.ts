import type { Target } from '../../core/model/index.ts';
import type { AppInfo } from '../../core/protocol/channels.ts';
import type { Problem } from '../../core/protocol/problems.ts';
import { toProblem } from '../../core/protocol/problems.ts';
import type { RunSpec } from '../../core/protocol/run-spec.ts';
import type { DatasetSummary, RunChanges, RunSummary } from '../../core/protocol/runs.ts';
import type { Api } from '../api/client.ts';
import { createPacer } from './pacer.ts';
import { RunFeed } from './run-feed.svelte.ts';
import { currentRun, endedRuns, mergeRuns, noChanges, noneGone, runsById, withoutRuns } from './run-list.ts';

/** What the page knows of the program: the machine, the datasets and the history, kept up to date by notices. */
export class Session {
  info = $state.raw<AppInfo | undefined>();
  datasets = $state.raw<readonly DatasetSummary[] | undefined>();
  /** Newest first, archived and deleted ones too. */
  runs = $state.raw<readonly RunSummary[]>([]);
  loaded = $state(false);
  problem = $state.raw<Problem | undefined>();
  readonly current = $derived(currentRun(this.runs));
  readonly #byId = $derived(runsById(this.runs));
  /** Called with every run that ends while the page is open. */
  onEnded: ((run: RunSummary) => void) | undefined;
  #api: Api;
  #changes = noChanges();
  #gone = noneGone();
  #flush = createPacer(() => {
    this.#apply();
  });

  constructor(api: Api) {
    this.#api = api;
    api.subscribe('run.changed', (run) => {
      this.#changes.set(run.id, run);
      if (this.loaded) this.#flush();
    });
    api.subscribe('run.erased', ({ id }) => {
      this.#gone.add(id);
      if (this.loaded) this.#flush();
    });
  }

  /** Asks for everything; again after a failure. */
  async load(): Promise<void> {
    this.problem = undefined;
    try {
      const [info, datasets, runs] = await Promise.all([
        this.#api.request('app.info'),
        this.#api.request('datasets.list'),
        this.#api.request('runs.list'),
      ]);
      this.info = info;
      this.datasets = datasets;
      this.runs = withoutRuns(mergeRuns(runs, this.#changes), this.#gone);
      this.#changes.clear();
      this.#gone.clear();
      this.loaded = true;
    } catch (error) {
      this.problem = toProblem(error);
    }
  }

  run(id: string): RunSummary | undefined {
    return this.#byId.get(id);
  }

  /** What people call a dataset; its name where it is not installed. */
  datasetTitle(name: string): string {
    return this.datasets?.find((dataset) => dataset.name === name)?.title ?? name;
  }

  /** What a network is for that trains on a dataset; undefined where that is not installed. */
  targetOf(name: string): Target | undefined {
    const dataset = this.datasets?.find((one) => one.name === name);
    return dataset && { input: dataset.shape, classes: dataset.classes.length };
  }

  /** @param machine whether it is of interest how busy the machine was */
  open(id: string, machine = true): RunFeed {
    return new RunFeed(this.#api, id, machine);
  }

  async start(spec: RunSpec): Promise<RunSummary> {
    const run = await this.#api.request('runs.start', spec);
    if (!this.#changes.has(run.id) && this.run(run.id) === undefined) this.#changes.set(run.id, run);
    this.#apply();
    return run;
  }

  /** Lets a run go on from its last weights. Returns the run that goes on: the same, or with another number of epochs a new one. */
  async continue(id: string, epochs: number | undefined): Promise<RunSummary> {
    const run = await this.#api.request('runs.continue', { id, ...(epochs !== undefined && { epochs }) });
    this.take([run]);
    return run;
  }

  async control(action: 'pause' | 'resume' | 'stop', id: string): Promise<void> {
    await this.#api.request(`runs.${action}`, { id });
  }

  /** Changes what a person makes of runs: of all of these, or of none. */
  async change(ids: readonly string[], changes: RunChanges): Promise<void> {
    this.take(await this.#api.request('runs.change', { ids: [...ids], changes }));
  }

  /** Deletes runs so that `recover` brings them back: all of these, or none. */
  async remove(ids: readonly string[]): Promise<void> {
    this.take(await this.#api.request('runs.remove', { ids: [...ids] }));
  }

  async recover(ids: readonly string[]): Promise<void> {
    this.take(await this.#api.request('runs.recover', { ids: [...ids] }));
  }

  /** For good. */
  async erase(ids: readonly string[]): Promise<void> {
    await this.#api.request('runs.erase', { ids: [...ids] });
    for (const id of ids) this.#gone.add(id);
    this.#apply();
  }

  async openFolder(id: string): Promise<void> {
    await this.#api.request('runs.openFolder', { id });
  }

  /** Puts what the program has answered into the history. */
  take(runs: readonly RunSummary[]): void {
    for (const run of runs) this.#changes.set(run.id, run);
    this.#apply();
  }

  #apply(): void {
    const before = this.runs;
    this.runs = withoutRuns(mergeRuns(before, this.#changes), this.#gone);
    this.#changes.clear();
    this.#gone.clear();
    for (const run of endedRuns(before, this.runs)) this.onEnded?.(run);
  }
}
