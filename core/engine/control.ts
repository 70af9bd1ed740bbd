/** `stop`: a person asked. `abandon`: the host is gone; the state is kept, but the run has not ended by anyone's wish. */
export type Ending = 'stop' | 'abandon';

/**
 * What a host's commands change while a training runs. The training asks between its steps; a command never interrupts a step.
 */
export class TrainingControl {
  #paused = false;
  #ending: Ending | undefined;
  #wake: (() => void) | undefined;

  get paused(): boolean {
    return this.#paused;
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#wake?.();
  }

  end(ending: Ending): void {
    this.#ending ??= ending;
    this.#wake?.();
  }

  /** Lets the event loop run once, so that waiting messages are heard. Kernels are synchronous, and awaiting them alone does not do that. */
  turn(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  /** Resolves at the next resume or end; at once when not paused. Tells whether the training is to end. */
  whilePaused(): Promise<Ending | undefined> {
    if (!this.#paused || this.#ending !== undefined) return Promise.resolve(this.#ending);
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve(this.#ending);
      };
    });
  }
}
