import type { Network } from '../model/network.ts';
import type { Graph, Tensor } from './graph.ts';
import * as ops from './ops.ts';
import { gather, variable, type Variable } from './variables.ts';

/** Pictures and labels of one split, resident in the session: bytes, and labels that a byte cannot hold as int32. */
export interface ImageVariables {
  readonly images: Variable;
  readonly labels: Variable;
}

export function imageVariables(g: Graph, network: Network, split: string): ImageVariables {
  return {
    images: variable(g, `data/${split}/images`, 'uint8', [-1, ...network.input]),
    labels: variable(g, `data/${split}/labels`, network.classes > 256 ? 'int32' : 'uint8', [-1]),
  };
}

/** The pictures with these indices, scaled, and their labels, int32. */
export function batchOf(g: Graph, data: ImageVariables, indices: Tensor): { images: Tensor; labels: Tensor } {
  return {
    images: normalize(g, gather(g, data.images, indices)),
    labels: ops.cast(g, gather(g, data.labels, indices), 'int32'),
  };
}

/** 0..255 to 0..1. */
export function normalize(g: Graph, images: Tensor): Tensor {
  return ops.multiply(g, ops.cast(g, images, 'float32'), ops.float(g, 1 / 255));
}
