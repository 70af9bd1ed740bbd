import type { Network } from '../model/network.ts';
import type { Graph, Tensor } from './graph.ts';
import * as ops from './ops.ts';
import { gather, variable, type Variable } from './variables.ts';

/** Pictures and labels of one split in the session, all or a window of them: bytes, and labels that a byte cannot hold as int32. */
export interface ImageVariables {
  readonly images: Variable;
  readonly labels: Variable;
}

export function imageVariables(g: Graph, network: Network, split: string): ImageVariables {
  return {
    images: variable(g, `data/${split}/images`, 'uint8', [-1, ...network.input]),
    labels: variable(g, `data/${split}/labels`, labelType(network), [-1]),
  };
}

export interface Batch {
  /** What a signature is fed of a batch, by name. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** float32 [batch, height, width, channels], 0..1. */
  readonly images: Tensor;
  /** int32 [batch]. */
  readonly labels: Tensor;
}

/** A batch of the pictures in the session, of which the indices are fed. */
export function batchOf(g: Graph, data: ImageVariables): Batch {
  const indices = ops.placeholder(g, 'indices', 'int32', [-1]);
  return {
    inputs: { indices },
    images: normalize(g, gather(g, data.images, indices)),
    labels: ops.cast(g, gather(g, data.labels, indices), 'int32'),
  };
}

function labelType({ classes }: Network): 'uint8' | 'int32' {
  return classes > 256 ? 'int32' : 'uint8';
}

/** 0..255 to 0..1. */
export function normalize(g: Graph, images: Tensor): Tensor {
  return ops.multiply(g, ops.cast(g, images, 'float32'), ops.float(g, 1 / 255));
}
