import { ImageStream, type ImageSet } from '../data/index.ts';
import type { Network } from '../model/network.ts';
import type { LayerValues } from '../protocol/layer-figures.ts';
import type { Recipe } from '../protocol/recipe.ts';
import type { Backend } from '../protocol/run-spec.ts';

export { ImageStream, type ImageSet };

export interface ExecutorInput {
  readonly network: Network;
  readonly recipe: Recipe;
  /** Both in memory, or both streams. */
  readonly train: ImageSet | ImageStream;
  readonly validation: ImageSet | ImageStream;
  /** Initial values of every weight of the network, by weight path. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** Figures of one training step. */
export interface StepResult {
  /** Mean cross-entropy over the batch, without l2 terms. NaN or infinite when training has diverged. */
  readonly loss: number;
  readonly correct: number;
  /** Where they were asked for: figures of the recorded layers, in the order of `recordedLayers`. */
  readonly layers?: LayerValues;
}

export interface EvaluationResult {
  /** Mean cross-entropy over the set (without label smoothing and l2 terms). */
  readonly loss: number;
  /** Correctly classified part, 0..1. */
  readonly accuracy: number;
}

/**
 * Trains one network on one device. Two implementations, one meaning: `compiled` (TensorFlow graph) and portable (tfjs Layers). Pictures are fed
 * as value / 255. Batch norm's running statistics use momentum min(0.99, (1 + t) / (10 + t)) at step t (from 0).
 */
export interface Executor {
  readonly backend: Backend;
  /** For people: "CPU, 2 threads", "NVIDIA H100". */
  readonly device: string;
  /**
   * One optimizer step on the training images with these indices. Of a stream, whoever calls announces the batches.
   * @param step counts from 0 over the whole training; dropout draws from (recipe.seed, step).
   * @param record also gives figures of layers; only where the recipe has them recorded. The step is the same, bit for bit.
   */
  trainStep(indices: Int32Array, learningRate: number, step: number, record?: boolean): Promise<StepResult>;
  /** The whole validation set. `afterBatch` runs between batches, so that the caller can hear a stop; false ends the evaluation early. */
  evaluate(afterBatch?: () => Promise<boolean>): Promise<EvaluationResult | undefined>;
  /** Class probabilities, [count, classes] flattened, of images [count, height, width, channels], 0..255. */
  predict(images: Uint8Array, count: number): Promise<Float32Array>;
  /** Everything that training changes: weights by weight path, and optimizer slots by `optimizer/<slot>/<weight path>`. */
  readState(): Promise<Map<string, Float32Array>>;
  /** The inverse of `readState`; every key it returns must be there. */
  writeState(state: ReadonlyMap<string, Float32Array>): Promise<void>;
  /**
   * Name of the first layer, in topological order, whose output or weights hold a NaN or an infinity on this batch, with dropout as in the last
   * training step; undefined when all are finite.
   */
  findNonFiniteLayer(indices: Int32Array): Promise<string | undefined>;
  dispose(): void;
}
