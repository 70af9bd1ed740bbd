import type { StepMetrics } from '../../core/protocol/runs.ts';

/** Metrics of the steps from `first` to `last`, whose figures tell which step they are of. */
export function stepsFrom(first: number, last: number): StepMetrics {
  const step = Uint32Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const times = (factor: number) => Float32Array.from(step, (value) => value * factor);
  return { step, loss: times(2), accuracy: times(3), learningRate: times(4) };
}
