import { SvelteMap } from 'svelte/reactivity';
import type { Architecture } from '../../core/model/index.ts';
import { toProblem, type Problem } from '../../core/protocol/problems.ts';

/** Between an edit and its saving, milliseconds: what a crash costs at most, with the time that saving takes. */
export const autosaveMs = 250;

/** Until the next try after a failure, milliseconds; the last again and again. */
const retryMs = [1000, 2000, 5000] as const;

/** Saves networks soon after they were edited, and goes on trying where that fails. */
export class Autosave {
  /** Why the last try failed; undefined once everything is saved. */
  problem = $state.raw<Problem | undefined>();
  readonly #save: (id: string, architecture: Architecture) => Promise<void>;
  /** By id: the newest state of what is not saved yet. */
  readonly #pending = new SvelteMap<string, Architecture>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(save: (id: string, architecture: Architecture) => Promise<void>) {
    this.#save = save;
  }

  /** The network was edited. Further edits do not put the saving off. */
  touch(id: string, architecture: Architecture): void {
    this.#pending.set(id, architecture);
    this.#schedule(autosaveMs);
  }

  /** The state of a network that is not saved yet. */
  pending(id: string): Architecture | undefined {
    return this.#pending.get(id);
  }

  /** Saves at once what is not saved: the requests are on their way when this returns. Never rejects; see `problem`. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.size === 0) return;
    const tries = [...this.#pending].map(async ([id, architecture]) => {
      await this.#save(id, architecture);
      if (this.#pending.get(id) === architecture) this.#pending.delete(id);
    });
    const failed = (await Promise.allSettled(tries)).find((one) => one.status === 'rejected');
    if (failed === undefined) {
      this.#failures = 0;
      if (this.#pending.size === 0) this.problem = undefined;
      return;
    }
    this.problem = toProblem(failed.reason);
    this.#schedule(retryMs[Math.min(this.#failures, retryMs.length - 1)] ?? autosaveMs);
    this.#failures += 1;
  }

  #schedule(delay: number): void {
    this.#timer ??= setTimeout(() => void this.flush(), delay);
  }
}
