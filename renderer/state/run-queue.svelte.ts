import type { QueueChanges, QueueMove, QueueState } from '../../core/protocol/run-queue.ts';
import type { RunSpec } from '../../core/protocol/run-spec.ts';
import type { RunSummary } from '../../core/protocol/runs.ts';
import type { Api } from '../api/client.ts';
import { trainingRuns, waitingRuns } from './run-list.ts';
import type { Session } from './session.svelte.ts';

/** The queue as the page knows it: what holds for all of it, and the runs that wait, out of the history. */
export class RunQueue {
  state = $state.raw<QueueState>({ paused: false, cpuRuns: 1, slots: 1, served: true });
  /** The next first. */
  readonly waiting: readonly RunSummary[] = $derived.by(() => waitingRuns(this.#session.runs));
  /** Whether a run that is started now trains now. */
  readonly hasRoom: boolean = $derived.by(() => trainingRuns(this.#session.runs).length < this.state.slots);
  readonly #api: Api;
  readonly #session: Session;

  constructor(api: Api, session: Session) {
    this.#api = api;
    this.#session = session;
    api.subscribe('queue.changed', (state) => {
      this.state = state;
    });
  }

  async load(): Promise<void> {
    this.state = await this.#api.request('queue.state');
  }

  async set(changes: QueueChanges): Promise<void> {
    this.state = await this.#api.request('queue.set', changes);
  }

  /** Puts runs behind those that wait. */
  async add(specs: readonly RunSpec[]): Promise<void> {
    this.#session.take(await this.#api.request('queue.add', { specs: [...specs] }));
  }

  async move(id: string, to: QueueMove): Promise<void> {
    this.#session.take([await this.#api.request('queue.move', { id, to })]);
  }

  /** Takes runs out of the queue: all of these, or none. */
  async remove(ids: readonly string[]): Promise<void> {
    this.#session.take(await this.#api.request('queue.remove', { ids: [...ids] }));
  }

  async putBack(ids: readonly string[]): Promise<void> {
    this.#session.take(await this.#api.request('queue.putBack', { ids: [...ids] }));
  }
}
