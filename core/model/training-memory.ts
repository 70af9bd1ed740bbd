import { trainedWeights, type Network, type NetworkLayer } from './network.ts';
import { sizeOf } from './shape.ts';
import type { StepSettings } from './training-work.ts';

export interface MemorySettings extends StepSettings {
  /** Bytes of a value that the backward pass keeps: 4, or 2 in mixed precision. */
  readonly valueBytes: 2 | 4;
  /** Images that stay in memory, of both splits. */
  readonly images: number;
}

/** Bytes that a training needs at its peak, apart from the program itself. */
export interface TrainingMemory {
  /** Weights and the optimizer's values, on the device, on the host and on their way to the disk. */
  readonly weights: number;
  /** What the forward pass keeps for the backward pass, and what both have in hand. */
  readonly activations: number;
  /** The images, as bytes: what they take while the network trains, or what they took more before, when they were handed over and nothing else was. */
  readonly images: number;
  /** The compiled step itself, which grows with the layers. */
  readonly graph: number;
}

/** Images that the compiled step evaluates at once; see the executor. */
const evaluationBatch = 128;

/**
 * Copies of every weight and optimizer value when weights are saved, which is when they are most: the device's own, what is read out of it, and the
 * file that is written.
 */
const copiesWhenSaved = 3;

/**
 * Copies of a run's images that lie in memory. While it trains: its own and the session's. When they are handed over, before the first step, also the dataset
 * as it was read, of which a split was taken out, and the feeds; measured, 929 MiB for 234 MiB of images.
 */
export const imageCopies = { training: 2, handedOver: 4 } as const;

/** Of the graph of one layer with its gradients, in all of the session's signatures: measured on presets of 14 to 220 layers. */
const graphBytesPerLayer = 0.8 * 2 ** 20;

/** @returns the parts, whose sum never falls with a larger batch, another layer or more images */
export function trainingMemory(
  network: Network,
  { batchSize, slots, valueBytes, images }: MemorySettings,
): TrainingMemory {
  let total = 0;
  let trainable = 0;
  let kept = 0;
  let largest = 0;
  for (const layer of network.layers) {
    for (const { shape } of layer.weights) total += sizeOf(shape);
    for (const { shape } of trainedWeights(layer)) trainable += sizeOf(shape);
    const inputs = layer.inputs.reduce((sum, input) => sum + sizeOf(network.layers[input]?.output ?? []), 0);
    kept += keptValues(layer);
    largest = Math.max(largest, inputs + sizeOf(layer.output));
  }
  const training = batchSize * (kept + largest);
  const evaluation = evaluationBatch * largest;
  const activations = valueBytes * Math.max(training, evaluation);
  const imageBytes = images * sizeOf(network.input);
  return {
    // One more copy of the weights, from which the training begins, stays on the host. Gradients are gone by then.
    weights: 4 * (total * (copiesWhenSaved + 1) + trainable * slots * copiesWhenSaved),
    activations,
    images: Math.max(imageCopies.training * imageBytes, imageCopies.handedOver * imageBytes - activations),
    graph: graphBytesPerLayer * network.layers.length,
  };
}

/** Values of a layer's output, for one example, that the backward pass comes back to. */
function keptValues({ op, output }: NetworkLayer): number {
  // A flattened map is the same values; batch norm goes back over its input, and what comes after it writes into its output.
  if (op.kind === 'flatten' || op.kind === 'batchNorm') return 0;
  // Dropout has its output, and the mask that made it.
  return sizeOf(output) * (op.kind === 'dropout' ? 2 : 1);
}
