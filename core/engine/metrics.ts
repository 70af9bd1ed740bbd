import type { EngineEventBody } from '../protocol/engine.ts';

type MetricsBody = Extract<EngineEventBody, { kind: 'metrics' }>;

/** Seconds between two metrics events: a page draws no faster than this is worth. */
const interval = 0.1;

/** Gathers the figures of steps into at most ten events per second. */
export class MetricsBuffer {
  readonly #emit: (body: MetricsBody) => void;
  readonly #seconds: () => number;
  #flushedAt: number;
  #images = 0;
  #steps: number[] = [];
  #losses: number[] = [];
  #accuracies: number[] = [];
  #rates: number[] = [];

  /** @param seconds a clock without pauses. */
  constructor(emit: (body: MetricsBody) => void, seconds: () => number) {
    this.#emit = emit;
    this.#seconds = seconds;
    this.#flushedAt = seconds();
  }

  /** @param step from 1. */
  add(step: number, loss: number, correct: number, batch: number, learningRate: number): void {
    this.#steps.push(step);
    this.#losses.push(loss);
    this.#accuracies.push(correct / batch);
    this.#rates.push(learningRate);
    this.#images += batch;
    if (this.#seconds() - this.#flushedAt >= interval) this.flush();
  }

  /** Sends what is there; the rate counts from the last flush. */
  flush(): void {
    const now = this.#seconds();
    if (this.#steps.length > 0) {
      this.#emit({
        kind: 'metrics',
        step: this.#steps,
        loss: this.#losses,
        accuracy: this.#accuracies,
        learningRate: this.#rates,
        imagesPerSecond: this.#images / Math.max(now - this.#flushedAt, 1e-6),
      });
    }
    this.restart();
  }

  /** Starts the rate's clock anew, after something that is not training, such as a validation. */
  restart(): void {
    this.#flushedAt = this.#seconds();
    this.#images = 0;
    this.#steps = [];
    this.#losses = [];
    this.#accuracies = [];
    this.#rates = [];
  }
}
