import { mostPixels } from './decode.ts';

const unit = 1024;

/**
 * Lets threads unpack only so many pixels at a time, together, that many large pictures at once do not use up the memory. One picture, however large
 * it may be, always fits. A shared array of what is free and of what each thread holds, in units of 1,024 pixels.
 */
export class PixelBudget {
  readonly shared: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(shared: SharedArrayBuffer) {
    this.shared = shared;
    this.#cells = new Int32Array(shared);
  }

  static forThreads(threads: number): PixelBudget {
    const budget = new PixelBudget(new SharedArrayBuffer(4 * (1 + threads)));
    Atomics.store(budget.#cells, 0, Math.ceil(mostPixels / unit));
    return budget;
  }

  /** Gives back what the thread holds and waits until so much is free. Blocks, so not for a main thread. */
  reserve(thread: number, pixels: number): void {
    this.release(thread);
    const wanted = Math.ceil(pixels / unit);
    for (;;) {
      const free = Atomics.load(this.#cells, 0);
      if (free < wanted) Atomics.wait(this.#cells, 0, free);
      else if (Atomics.compareExchange(this.#cells, 0, free, free - wanted) === free) break;
    }
    Atomics.store(this.#cells, 1 + thread, wanted);
  }

  /** Also of a thread that has ended. */
  release(thread: number): void {
    const held = Atomics.exchange(this.#cells, 1 + thread, 0);
    if (held === 0) return;
    Atomics.add(this.#cells, 0, held);
    Atomics.notify(this.#cells, 0);
  }
}
