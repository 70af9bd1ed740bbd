/**
 * Exponential moving average of a growing column, freed of the bias of its start as TensorBoard does it: s = w s + (1 - w) y, shown as
 * s / (1 - w^n) (Kingma & Ba 2015, section 3). Values that are not finite pass through and leave the average alone. Each value is looked at once.
 */
export class Smoothing {
  #weight: number;
  #values = new Float32Array(1024);
  #length = 0;
  #average = 0;
  #power = 1;

  constructor(weight: number) {
    this.#weight = weight;
  }

  get weight(): number {
    return this.#weight;
  }

  /** Starts over with another weight, 0 (nothing is smoothed) to below 1. */
  reset(weight = this.#weight): void {
    this.#weight = weight;
    this.#length = 0;
    this.#average = 0;
    this.#power = 1;
  }

  /** The smoothed column: as long as `values`, of which the part that was there before has not changed. Valid until the next call. */
  extend(values: ArrayLike<number>): Float32Array {
    if (values.length < this.#length) this.reset();
    if (values.length > this.#values.length) {
      const larger = new Float32Array(Math.max(values.length, this.#values.length * 2));
      larger.set(this.#values.subarray(0, this.#length));
      this.#values = larger;
    }
    for (let index = this.#length; index < values.length; index += 1) {
      const value = values[index] ?? NaN;
      if (Number.isFinite(value)) {
        this.#average = this.#weight * this.#average + (1 - this.#weight) * value;
        this.#power *= this.#weight;
        this.#values[index] = this.#average / (1 - this.#power);
      } else {
        this.#values[index] = value;
      }
    }
    this.#length = values.length;
    return this.#values.subarray(0, values.length);
  }
}
