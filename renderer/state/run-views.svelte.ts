import type { RunView } from '../../core/protocol/run-history.ts';
import type { Api } from '../api/client.ts';

/** A person's ways to look at the list of runs, kept up to date by notices. */
export class RunViews {
  /** By name. */
  list = $state.raw<readonly RunView[]>([]);
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
    api.subscribe('views.changed', (views) => {
      this.list = views;
    });
  }

  async load(): Promise<void> {
    this.list = await this.#api.request('views.list');
  }

  /** Keeps a view, in the place of one of the same name. */
  async save(view: RunView): Promise<void> {
    this.list = await this.#api.request('views.save', view);
  }

  async remove(name: string): Promise<void> {
    this.list = await this.#api.request('views.remove', { name });
  }
}
