import type { Network } from '../../model/network.ts';
import type { Backend } from '../../protocol/run-spec.ts';

/** What of a network is needed to apply it. */
export interface InferenceInput {
  readonly network: Network;
  /** Values of every weight, by weight path. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** What Grad-CAM is made of, of one picture and one layer: both [height, width, channels]. */
export interface ScoreGradient {
  readonly output: Float32Array;
  /** Of the score of a class, before the closing softmax, by that output. */
  readonly gradient: Float32Array;
}

/** Applies a trained network, in float32, and shows what is inside. Pictures are [count, height, width, channels], 0..255. */
export interface Inference {
  readonly backend: Backend;
  /** For people. */
  readonly device: string;
  /** Pictures that are well computed at a time. */
  readonly batch: number;
  /** Class probabilities, [count, classes] flattened. */
  predict(images: Uint8Array, count: number): Promise<Float32Array>;
  /** Outputs of layers, by their places in the network, for one picture. */
  outputs(image: Uint8Array, layers: readonly number[]): Promise<Float32Array[]>;
  /** @param layer place in the network of one whose output is a feature map. */
  scoreGradient(image: Uint8Array, layer: number, classIndex: number): Promise<ScoreGradient>;
  dispose(): void;
}

/** Of activations of one pass, bytes. */
const activationBudget = 256 * 2 ** 20;

/** So many pictures that what a pass makes of them stays within a budget, however large they or the network are. */
export function batchFor(network: Network, most: number): number {
  const values = network.layers.reduce(
    (sum, { output }) => sum + output.reduce((product: number, size) => product * size, 1),
    0,
  );
  return Math.max(1, Math.min(most, Math.floor(activationBudget / (4 * values))));
}
