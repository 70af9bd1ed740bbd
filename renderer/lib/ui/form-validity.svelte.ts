import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';

/** The fields of a form that hold something invalid now, by id. */
export class FormValidity {
  readonly #invalid = new SvelteMap<string, true>();

  get valid(): boolean {
    return this.#invalid.size === 0;
  }

  report(id: string, invalid: boolean): void {
    if (invalid) this.#invalid.set(id, true);
    else this.#invalid.delete(id);
  }

  /** Puts the focus on the first invalid field, so that a person sees what to mend. */
  focusFirst(): void {
    const [id] = this.#invalid.keys();
    if (id !== undefined) document.getElementById(id)?.focus();
  }
}

const key = Symbol('form');

export function provideForm(form: FormValidity): void {
  setContext(key, form);
}

export function getForm(): FormValidity | undefined {
  return getContext<FormValidity | undefined>(key);
}
