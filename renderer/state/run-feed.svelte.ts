import type { Problem } from '../../core/protocol/problems.ts';
import { toProblem } from '../../core/protocol/problems.ts';
import type { RunDetail } from '../../core/protocol/runs.ts';
import type { SystemHistory } from '../../core/protocol/system-figures.ts';
import type { Api } from '../api/client.ts';
import { createPacer } from './pacer.ts';
import { RunRecord } from './run-record.ts';

/** One run as the page shows it, kept up to date while it is open. */
export class RunFeed {
  readonly id: string;
  readonly #record = new RunRecord();
  /** Another wrapper at every change, at most ten a second: the record itself is too big to be reactive. */
  #shown = $state.raw({ record: this.#record });
  detail = $state.raw<RunDetail | undefined>();
  /** How busy the machine was, oldest first. */
  system = $state.raw<SystemHistory>([]);
  problem = $state.raw<Problem | undefined>();
  #api: Api;
  readonly #machine: boolean;
  #endings: (() => void)[];
  #loading = false;
  #closed = false;
  #changed = createPacer(() => {
    this.#shown = { record: this.#record };
  });

  /** @param machine whether it is also followed how busy the machine was; otherwise `system` stays empty */
  constructor(api: Api, id: string, machine: boolean) {
    this.#api = api;
    this.id = id;
    this.#machine = machine;
    this.#endings = [
      api.subscribe('run.metrics', (notice) => {
        if (notice.id === id) this.#take({ kind: 'metrics', metrics: notice.metrics });
      }),
      api.subscribe('run.epoch', (notice) => {
        if (notice.id === id) this.#take({ kind: 'epoch', epoch: notice.epoch });
      }),
      api.subscribe('run.system', (notice) => {
        if (machine && notice.id === id) this.#addSystem(notice.figures);
      }),
      api.subscribe('run.log', (notice) => {
        if (notice.id === id) this.#take({ kind: 'log', line: notice.line });
      }),
    ];
    void this.load();
  }

  /** What is held of the run; whoever reads it here is told when to look again. */
  get record(): Omit<RunRecord, 'load' | 'take' | 'reloading'> {
    return this.#shown.record;
  }

  async load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    this.#record.reloading();
    try {
      const [detail, metrics, system] = await Promise.all([
        this.#api.request('runs.get', { id: this.id }),
        this.#api.request('runs.metrics', { id: this.id }),
        this.#machine ? this.#api.request('runs.system', { id: this.id }) : [],
      ]);
      if (this.#closed) return;
      this.#record.load(detail, metrics);
      const told = this.system;
      this.system = system;
      this.#addSystem(told);
      this.detail = detail;
      this.problem = undefined;
      this.#shown = { record: this.#record };
    } catch (error) {
      this.problem = toProblem(error);
    } finally {
      this.#loading = false;
    }
  }

  close(): void {
    this.#closed = true;
    for (const end of this.#endings) end();
  }

  /** Those that were told already are taken once. */
  #addSystem(figures: SystemHistory): void {
    const last = this.system.at(-1)?.time ?? 0;
    const fresh = figures.filter(({ time }) => time > last);
    if (fresh.length > 0) this.system = [...this.system, ...fresh];
  }

  #take(news: Parameters<RunRecord['take']>[0]): void {
    this.#record.take(news);
    if (this.#record.missing) void this.load();
    this.#changed();
  }
}
