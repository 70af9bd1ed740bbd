import { getContext, setContext } from 'svelte';

/** What is told about a setting while a person points at it or is in it. */
export interface Explained {
  readonly label: string;
  readonly help: string;
  /** What the present choice means, the range, the default. */
  readonly notes: readonly string[];
}

/** The setting that is explained: the one under the pointer, or else the one with the focus. */
export class About {
  #hovered = $state.raw<{ readonly id: string; readonly text: () => Explained } | undefined>();
  #focused = $state.raw<{ readonly id: string; readonly text: () => Explained } | undefined>();
  readonly shown = $derived((this.#hovered ?? this.#focused)?.text());

  hover(id: string, text: () => Explained): void {
    this.#hovered = { id, text };
  }

  focus(id: string, text: () => Explained): void {
    this.#focused = { id, text };
  }

  leave(id: string): void {
    if (this.#hovered?.id === id) this.#hovered = undefined;
  }

  blur(id: string): void {
    if (this.#focused?.id === id) this.#focused = undefined;
  }
}

const key = Symbol('about');

export function provideAbout(about: About): void {
  setContext(key, about);
}

export function getAbout(): About {
  return getContext<About>(key);
}
