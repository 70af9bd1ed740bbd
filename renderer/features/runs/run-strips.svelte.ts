import { SvelteMap } from 'svelte/reactivity';
import type { Target } from '../../../core/model/index.ts';
import type { Api } from '../../api/client.ts';
import type { RunSummary } from '../../../core/protocol/runs.ts';
import type { StripLayer } from '../library/network-facts.ts';
import { KnownStrips } from './known-strips.ts';

/** Pictures of the networks of runs, made when their rows come into sight. */
export class RunStrips {
  readonly #api: Api;
  readonly #strips = new SvelteMap<string, readonly StripLayer[]>();
  readonly #known: KnownStrips;

  constructor(api: Api, targetOf: (dataset: string) => Target | undefined) {
    this.#api = api;
    this.#known = new KnownStrips(targetOf);
  }

  /** Undefined until it is there. */
  of(id: string): readonly StripLayer[] | undefined {
    return this.#strips.get(id);
  }

  /** Sees to it that these will be there. */
  async want(runs: readonly Pick<RunSummary, 'id' | 'dataset'>[]): Promise<void> {
    const missing = this.#known.begin(runs);
    if (missing.length === 0) return;
    try {
      for (const { id, network } of await this.#api.request('runs.networks', { ids: missing.map((run) => run.id) })) {
        const dataset = missing.find((run) => run.id === id)?.dataset ?? '';
        const { strip, fresh } = this.#known.draw(network, dataset);
        this.#strips.set(id, strip);
        // A large network takes milliseconds: between two of them the page may do what is more urgent.
        if (fresh) await new Promise((resolve) => setTimeout(resolve));
      }
    } catch {
      // A list without pictures is a list; whoever scrolls back asks again.
      this.#known.giveUp(missing);
    }
  }
}
