import { augmentInGraph } from './augmentation/in-graph.ts';
import type { AugmentOptions } from './augmentation/on-host.ts';
import { Graph } from './graph.ts';
import * as ops from './ops.ts';
import { encodeSavedModel, type Signature } from './saved-model.ts';

export interface CompiledAugmentation {
  /** The bytes of `saved_model.pb`. */
  readonly savedModel: Uint8Array;
  /**
   * Feeds: `images` (float32 [batch, height, width, channels], 0..1), `labels` (int32 [batch]) and `step` (int32). Fetches: `images`; and where pictures are
   * blends of two, `partners` (int32 [batch]) and `share` (float32 [batch]).
   */
  readonly signature: Signature;
}

/** A graph with nothing in it but the augmentation, the same nodes as in a training step's. A pure function. */
export function compileAugmentation({ augmentation, seed, shape }: Omit<AugmentOptions, 'step'>): CompiledAugmentation {
  const g = new Graph();
  const images = ops.placeholder(g, 'images', 'float32', [-1, ...shape]);
  const labels = ops.placeholder(g, 'labels', 'int32', [-1]);
  const step = ops.placeholder(g, 'step', 'int32', []);
  const augmented = augmentInGraph(g, { augmentation, seed, step: ops.cast(g, step, 'int64'), images, labels });
  const { blend } = augmented.truth;
  const signature = {
    inputs: { images, labels, step },
    outputs: {
      images: ops.identity(g, augmented.images, 'augmented'),
      ...(blend && {
        partners: ops.identity(g, blend.partners, 'partners'),
        share: ops.identity(g, blend.share, 'share'),
      }),
    },
  };
  return { savedModel: encodeSavedModel(g, { augment: signature }), signature };
}
