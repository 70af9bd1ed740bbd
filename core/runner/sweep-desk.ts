import { shouldStop } from '../protocol/early-stopping.ts';
import { isActive } from '../protocol/runs.ts';
import { sweepOfStudy } from '../protocol/study.ts';
import { planSweep, type Stopping } from '../protocol/sweep.ts';
import type { SweepDetail, SweepEpochs, SweepOrder, SweepSummary } from '../protocol/sweeps.ts';
import type { Library } from '../store/index.ts';
import type { Runner } from './runner.ts';
import { tolerant } from './tolerant.ts';

interface SweepDeskOptions {
  readonly library: Library;
  readonly runner: Runner;
  readonly onChange: (sweep: SweepSummary) => void;
}

/** Starts sweeps, ends their runs early where they ask for that, and tells of them. */
export class SweepDesk {
  readonly #library: Library;
  readonly #runner: Runner;
  readonly #onChange: (sweep: SweepSummary) => void;
  readonly #unsubscribe: () => void;
  /** How runs of sweeps end early, by run; undefined for those of none. */
  readonly #rules = new Map<string, { readonly sweep: string; readonly rule: Stopping } | undefined>();

  constructor({ library, runner, onChange }: SweepDeskOptions) {
    this.#library = library;
    this.#runner = runner;
    this.#onChange = onChange;
    this.#unsubscribe = runner.subscribe((notice) => {
      if (notice.name !== 'run.epoch') return;
      tolerant(() => {
        this.#judge(notice.payload.id);
      });
    });
  }

  /**
   * Queues all runs of a sweep, or where one cannot be trained, none.
   * @throws BlockyardError invalid-run-spec, invalid-architecture, unknown-dataset, dataset-missing, no-space, not-writable
   */
  start(order: SweepOrder): SweepSummary {
    const study = 'study' in order ? order.study : undefined;
    const sweep = 'study' in order ? sweepOfStudy(order.study) : order.sweep;
    const { trials, runs } = planSweep(sweep);
    const summary = this.#library.sweeps.create({ sweep, study, trials }, Date.now(), (id) => {
      const specs = runs.map(({ spec }) => spec);
      const queued = this.#runner.enqueue(specs, { sweep: id });
      return queued.map(({ id: run }, index) => ({
        run,
        trial: runs[index]?.trial ?? 0,
        seed: runs[index]?.seed ?? 0,
      }));
    });
    this.#onChange(summary);
    return summary;
  }

  /** Newest first, deleted ones too. */
  list(): SweepSummary[] {
    return this.#library.sweeps.list();
  }

  /** @throws BlockyardError unknown-sweep */
  get(id: string): SweepDetail {
    return this.#library.sweeps.detail(id);
  }

  /** @throws BlockyardError unknown-sweep */
  epochs(id: string): SweepEpochs {
    return this.#library.sweeps.epochs(id);
  }

  /** Stops what trains and what waits; weights are kept. @throws BlockyardError unknown-sweep */
  stop(id: string): void {
    const wanted = new Set(this.#library.sweeps.summary(id).runs.map(({ run }) => run));
    const active = this.#runner.list().filter((run) => wanted.has(run.id) && isActive(run.status));
    // Those that wait first, so that none of them starts in between.
    for (const run of active.sort((a, b) => Number(b.status === 'queued') - Number(a.status === 'queued')))
      this.#runner.stop(run.id);
  }

  /** @throws BlockyardError unknown-sweep */
  remove(id: string): SweepSummary {
    return this.#told(this.#library.sweeps.setDeleted(id, Date.now()));
  }

  /** @throws BlockyardError unknown-sweep */
  recover(id: string): SweepSummary {
    return this.#told(this.#library.sweeps.setDeleted(id, undefined));
  }

  close(): void {
    this.#unsubscribe();
  }

  #told(summary: SweepSummary): SweepSummary {
    this.#onChange(summary);
    return summary;
  }

  /** Ends a run that its sweep's rule would not have go on. */
  #judge(run: string): void {
    const known = this.#ruleOf(run);
    if (known === undefined || known.rule.kind === 'none') return;
    if (this.#library.runs.find(run)?.status !== 'running') return;
    const all = this.#library.sweeps.epochs(known.sweep);
    const own = all.find((one) => one.run === run)?.epochs ?? [];
    const others = all.filter((one) => one.run !== run).map(({ epochs }) => epochs);
    if (shouldStop(known.rule, own, others)) this.#runner.stop(run);
  }

  #ruleOf(run: string): { readonly sweep: string; readonly rule: Stopping } | undefined {
    if (!this.#rules.has(run)) {
      const sweep = this.#library.sweeps.sweepOf(run);
      const rule = sweep === undefined ? undefined : this.#library.sweeps.detail(sweep).sweep.stopping;
      this.#rules.set(run, sweep === undefined || rule === undefined ? undefined : { sweep, rule });
    }
    return this.#rules.get(run);
  }
}
