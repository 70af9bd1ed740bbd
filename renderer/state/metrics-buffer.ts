import type { StepMetrics } from '../../core/protocol/runs.ts';

const firstCapacity = 1024;

/** Training figures of consecutive steps in typed arrays that double when full: appending costs O(1) a step, and reading copies nothing. */
export class MetricsBuffer {
  #length = 0;
  #step = new Uint32Array(firstCapacity);
  #loss = new Float32Array(firstCapacity);
  #accuracy = new Float32Array(firstCapacity);
  #learningRate = new Float32Array(firstCapacity);

  get length(): number {
    return this.#length;
  }

  /** The last step held, 0 when there is none. */
  get lastStep(): number {
    return this.#length === 0 ? 0 : (this.#step[this.#length - 1] ?? 0);
  }

  /** Views of what is held now. They are not to be kept past the next append. */
  get columns(): StepMetrics {
    return {
      step: this.#step.subarray(0, this.#length),
      loss: this.#loss.subarray(0, this.#length),
      accuracy: this.#accuracy.subarray(0, this.#length),
      learningRate: this.#learningRate.subarray(0, this.#length),
    };
  }

  /** Appends the steps that are newer than what is held, so that an overlap of history and news gives no doubles. */
  append(metrics: StepMetrics): void {
    const { step, loss, accuracy, learningRate } = metrics;
    let from = 0;
    while (from < step.length && (step[from] ?? 0) <= this.lastStep) from += 1;
    const added = step.length - from;
    if (added === 0) return;
    this.#reserve(this.#length + added);
    this.#step.set(step.subarray(from), this.#length);
    this.#loss.set(loss.subarray(from), this.#length);
    this.#accuracy.set(accuracy.subarray(from), this.#length);
    this.#learningRate.set(learningRate.subarray(from), this.#length);
    this.#length += added;
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(needed: number): void {
    if (needed <= this.#step.length) return;
    const capacity = Math.max(needed, this.#step.length * 2);
    this.#step = grown(this.#step, new Uint32Array(capacity));
    this.#loss = grown(this.#loss, new Float32Array(capacity));
    this.#accuracy = grown(this.#accuracy, new Float32Array(capacity));
    this.#learningRate = grown(this.#learningRate, new Float32Array(capacity));
  }
}

function grown<Column extends Uint32Array | Float32Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
