import { untrack } from 'svelte';
import { painted } from './painted.ts';

/** A value as it was when the screen was last painted: for what may follow a frame behind, so that where the eyes are is painted first. */
export class AfterPaint<T> {
  #shown: T = $state.raw() as T;

  /** To be made where a component is set up; `read` is followed from then on. */
  constructor(read: () => T) {
    this.#shown = untrack(read);
    $effect(() => {
      const next = read();
      let late = false;
      void painted().then(() => {
        if (!late) this.#shown = next;
      });
      return () => {
        late = true;
      };
    });
  }

  get shown(): T {
    return this.#shown;
  }
}
