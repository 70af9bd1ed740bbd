import type { Epoch, LogLine, RunDetail, StepMetrics } from '../../core/protocol/runs.ts';
import { MetricsBuffer } from './metrics-buffer.ts';

const logLimit = 5_000;

type News =
  { kind: 'metrics'; metrics: StepMetrics } | { kind: 'epoch'; epoch: Epoch } | { kind: 'log'; line: LogLine };

/**
 * What the page holds of one run: the history it asked for and the news it was told, joined without gaps or doubles. Listening starts before asking;
 * news that arrives before the history waits here, and steps, epochs and log lines that are in both are taken once.
 */
export class RunRecord {
  readonly metrics = new MetricsBuffer();
  epochs: readonly Epoch[] = [];
  log: readonly LogLine[] = [];
  #waiting: News[] | undefined = [];

  /** True when news was lost between what is held and what came, so that the history must be asked for again. */
  missing = false;

  load(detail: Pick<RunDetail, 'epochs' | 'log'>, metrics: StepMetrics): void {
    this.metrics.clear();
    this.metrics.append(metrics);
    this.epochs = detail.epochs;
    this.log = detail.log.slice(-logLimit);
    this.missing = false;
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    const known = new Set(this.log.map(lineKey));
    for (const news of waiting) {
      if (news.kind === 'log' && known.has(lineKey(news.line))) continue;
      this.take(news);
    }
  }

  /** Holds news back until the history that was asked for again is here. */
  reloading(): void {
    this.#waiting ??= [];
  }

  take(news: News): void {
    if (this.#waiting !== undefined) {
      this.#waiting.push(news);
      return;
    }
    switch (news.kind) {
      case 'metrics': {
        const first = news.metrics.step[0];
        if (first !== undefined && first > this.metrics.lastStep + 1) this.missing = true;
        this.metrics.append(news.metrics);
        return;
      }
      case 'epoch':
        this.epochs = [...this.epochs.filter(({ epoch }) => epoch < news.epoch.epoch), news.epoch];
        return;
      case 'log':
        this.log = [...this.log.slice(1 - logLimit), news.line];
    }
  }
}

function lineKey(line: LogLine): string {
  return `${line.time} ${line.level} ${line.message}`;
}
