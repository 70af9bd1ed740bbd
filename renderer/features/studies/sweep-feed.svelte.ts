import type { LayerHistory } from '../../../core/protocol/layer-figures.ts';
import { toProblem, type Problem } from '../../../core/protocol/problems.ts';
import type { SweepDetail, SweepEpochs } from '../../../core/protocol/sweeps.ts';
import type { Api } from '../../api/client.ts';

/** Between two looks at what its runs have trained, milliseconds. */
const patience = 400;

/** One sweep or study as the page shows it, kept up to date while it is open. */
export class SweepFeed {
  readonly id: string;
  detail = $state.raw<SweepDetail | undefined>();
  epochs = $state.raw<SweepEpochs>([]);
  problem = $state.raw<Problem | undefined>();
  readonly #api: Api;
  readonly #unsubscribe: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(api: Api, id: string) {
    this.#api = api;
    this.id = id;
    this.#unsubscribe = api.subscribe('run.epoch', (notice) => {
      if (this.detail?.summary.runs.some(({ run }) => run === notice.id) === true) this.#soon();
    });
    void this.#load();
  }

  /** What was recorded of a run's layers. */
  async layers(run: string): Promise<LayerHistory | undefined> {
    try {
      const history = await this.#api.request('runs.layers', { id: run });
      return history.step.length === 0 ? undefined : history;
    } catch {
      // A run that was erased has no layers to show.
      return undefined;
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#unsubscribe();
  }

  async #load(): Promise<void> {
    const { id } = this;
    try {
      const [detail, epochs] = await Promise.all([
        this.#api.request('sweeps.get', { id }),
        this.#api.request('sweeps.epochs', { id }),
      ]);
      if (this.#closed) return;
      this.detail = detail;
      this.epochs = epochs;
    } catch (error) {
      this.problem = toProblem(error);
    }
  }

  /** The epochs of all runs, once for all news of a moment. */
  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#api
        .request('sweeps.epochs', { id: this.id })
        .then((epochs) => {
          if (!this.#closed) this.epochs = epochs;
        })
        // The next news asks again.
        .catch(() => undefined);
    }, patience);
  }
}
