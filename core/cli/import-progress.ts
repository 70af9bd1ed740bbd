import { SingleBar } from 'cli-progress';
import { formatCount } from './format.ts';
import { tell } from './output.ts';

/** Between two plain lines. */
const quietMs = 10_000;

/** Shows a person how an import goes, on standard error: a bar on a terminal, else a line now and then. */
export class ImportProgress {
  readonly #bar: SingleBar | undefined;
  readonly #began = performance.now();
  #saidAt = performance.now();
  #total = 0;

  constructor(terminal: boolean) {
    this.#bar = terminal
      ? new SingleBar({
          stream: process.stderr,
          format: '{bar} {percentage}% | {counts}',
          barCompleteChar: '█',
          barIncompleteChar: '░',
          barsize: 24,
          hideCursor: true,
          clearOnComplete: true,
          gracefulExit: false,
        })
      : undefined;
  }

  show(done: number, total: number): void {
    const counts = `${formatCount(done)} of ${formatCount(total)}, ${formatCount(this.#rate(done))} a second`;
    if (this.#bar !== undefined) {
      if (this.#total === 0) this.#bar.start(total, done, { counts });
      this.#bar.update(done, { counts });
    } else if (performance.now() - this.#saidAt >= quietMs) {
      this.#saidAt = performance.now();
      tell(`read ${counts}`);
    }
    this.#total = total;
  }

  end(): void {
    if (this.#total > 0) this.#bar?.stop();
  }

  #rate(done: number): number {
    return Math.round((1000 * done) / Math.max(1, performance.now() - this.#began));
  }
}
