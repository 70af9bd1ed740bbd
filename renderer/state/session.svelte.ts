import type { AppInfo } from '../../core/protocol/channels.ts';
import type { Problem } from '../../core/protocol/problems.ts';
import { toProblem } from '../../core/protocol/problems.ts';
import type { RunSpec } from '../../core/protocol/run-spec.ts';
import type { DatasetSummary, RunSummary } from '../../core/protocol/runs.ts';
import type { Api } from '../api/client.ts';
import { createPacer } from './pacer.ts';
import { RunFeed } from './run-feed.svelte.ts';
import { currentRun, endedRuns, mergeRuns, noChanges } from './run-list.ts';

/** What the page knows of the program: the machine, the datasets and the history, kept up to date by notices. */
export class Session {
  info = $state.raw<AppInfo | undefined>();
  datasets = $state.raw<readonly DatasetSummary[] | undefined>();
  /** Newest first. */
  runs = $state.raw<readonly RunSummary[]>([]);
  loaded = $state(false);
  problem = $state.raw<Problem | undefined>();
  readonly current = $derived(currentRun(this.runs));
  /** Called with every run that ends while the page is open. */
  onEnded: ((run: RunSummary) => void) | undefined;
  #api: Api;
  #changes = noChanges();
  #flush = createPacer(() => {
    this.#apply();
  });

  constructor(api: Api) {
    this.#api = api;
    api.subscribe('run.changed', (run) => {
      this.#changes.set(run.id, run);
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
      this.runs = mergeRuns(runs, this.#changes);
      this.#changes.clear();
      this.loaded = true;
    } catch (error) {
      this.problem = toProblem(error);
    }
  }

  run(id: string): RunSummary | undefined {
    return this.runs.find((run) => run.id === id);
  }

  /** What people call a dataset; its name where it is not installed. */
  datasetTitle(name: string): string {
    return this.datasets?.find((dataset) => dataset.name === name)?.title ?? name;
  }

  open(id: string): RunFeed {
    return new RunFeed(this.#api, id);
  }

  async start(spec: RunSpec): Promise<RunSummary> {
    const run = await this.#api.request('runs.start', spec);
    if (!this.#changes.has(run.id) && this.run(run.id) === undefined) this.#changes.set(run.id, run);
    this.#apply();
    return run;
  }

  async control(action: 'pause' | 'resume' | 'stop', id: string): Promise<void> {
    await this.#api.request(`runs.${action}`, { id });
  }

  async openFolder(id: string): Promise<void> {
    await this.#api.request('runs.openFolder', { id });
  }

  #apply(): void {
    const before = this.runs;
    this.runs = mergeRuns(before, this.#changes);
    this.#changes.clear();
    for (const run of endedRuns(before, this.runs)) this.onEnded?.(run);
  }
}
