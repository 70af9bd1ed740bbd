import type { Architecture, Network, WeightSpec } from '../model/index.ts';

/**
 * What is exported. Every format takes float32 pictures [batch, height, width, channels] with values from 0 to 1, named `images`, and gives
 * float32 `probabilities` [batch, classes]: a network that does not end in a softmax gets one, as it has when it is trained.
 */
export interface TrainedNetwork {
  readonly network: Network;
  /** The document that the network was made from. */
  readonly architecture: Architecture;
  /** Values of every weight, by weight path. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Names of the classes, in the order of the network's outputs. */
  readonly classes: readonly string[];
}

/** A file of an export. `path` is relative to the export's folder, and empty where the export is one file. */
export interface ExportFile {
  readonly path: string;
  /** What it holds, as pieces to write one after another, so that no second copy of the weights is made. */
  readonly pieces: readonly Uint8Array[];
}

export const inputName = 'images';
export const outputName = 'probabilities';

export function valuesOf({ weights }: TrainedNetwork, { path }: WeightSpec): Float32Array {
  const values = weights.get(path);
  if (values === undefined) throw new Error(`There is no weight ${path}.`);
  return values;
}

/** What every format that has a place for such facts tells of the model. */
export function modelFacts({ network, classes, architecture }: TrainedNetwork): Record<string, string> {
  return {
    name: architecture.name,
    input: `float32 [batch, ${network.input.join(', ')}]: pictures with values from 0 to 1, which are bytes divided by 255`,
    output: `float32 [batch, ${String(network.classes)}]: probabilities of the classes`,
    classes: JSON.stringify(classes),
    generator: 'Blockyard',
  };
}

export function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

export function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
