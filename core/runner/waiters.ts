import { isActive, type RunSummary } from '../protocol/runs.ts';

/** Who waits for the ends of runs. */
export class Waiters {
  readonly #waiting = new Map<string, ((summary: RunSummary) => void)[]>();

  /** Resolves when `tell` is told that this run has ended. */
  wait(id: string): Promise<RunSummary> {
    return new Promise((resolve) => {
      this.#waiting.set(id, [...(this.#waiting.get(id) ?? []), resolve]);
    });
  }

  /** Tells those who wait for this run that it has ended, if it has. @param read reads it, only where somebody waits */
  tell(id: string, read: () => RunSummary): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    const summary = read();
    if (isActive(summary.status)) return;
    this.#waiting.delete(id);
    for (const resolve of waiting) resolve(summary);
  }
}
