/** Seconds of work, without pauses. */
export class Stopwatch {
  #accumulated = 0;
  #since: number | undefined = performance.now();

  get seconds(): number {
    return (this.#accumulated + (this.#since === undefined ? 0 : performance.now() - this.#since)) / 1000;
  }

  pause(): void {
    this.#accumulated = this.seconds * 1000;
    this.#since = undefined;
  }

  resume(): void {
    this.#since ??= performance.now();
  }
}
