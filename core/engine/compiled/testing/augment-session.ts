import { augmentInGraph } from '../../../compiler/augmentation/in-graph.ts';
import type { AugmentOptions, HostBatch } from '../../../compiler/augmentation/on-host.ts';
import { Graph } from '../../../compiler/graph.ts';
import * as ops from '../../../compiler/ops.ts';
import { encodeSavedModel } from '../../../compiler/saved-model.ts';
import { bindingOf, loadTensorFlow } from '../../tensorflow.ts';
import { prepareCall, Session } from '../session.ts';

export interface GraphBatch {
  readonly images: Float32Array;
  readonly labels: Int32Array;
  /** Without a blend: the labels again, and ones. */
  readonly partners: Int32Array;
  readonly share: Float32Array;
}

/** Runs a graph with nothing in it but the augmentation. */
export async function augmentInSession(batch: HostBatch, options: AugmentOptions): Promise<GraphBatch> {
  const { augmentation, seed, shape } = options;
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
      labels: ops.identity(g, augmented.truth.labels, 'own'),
      partners: ops.identity(g, blend?.partners ?? labels, 'partners'),
      share: ops.identity(g, blend?.share ?? ops.cast(g, ops.compare(g, 'Equal', labels, labels), 'float32'), 'share'),
    },
  };
  const session = await Session.load(bindingOf(await loadTensorFlow()), encodeSavedModel(g, { augment: signature }));
  try {
    const count = batch.labels.length;
    const [pictures, own, partners, share] = session.run(prepareCall(signature), [
      { shape: [count, ...shape], values: batch.images.slice() },
      { shape: [count], values: batch.labels.slice() },
      { shape: [], values: Int32Array.of(options.step) },
    ]);
    if (
      !(pictures instanceof Float32Array && own instanceof Int32Array) ||
      !(partners instanceof Int32Array && share instanceof Float32Array)
    )
      throw new Error('The session gave values of other types.');
    return { images: pictures, labels: own, partners, share };
  } finally {
    session.close();
  }
}

/** Numbers that TensorFlow itself draws. */
export async function drawInSession(
  seed: readonly [number, number],
  shape: readonly [number, number],
): Promise<Float32Array> {
  const g = new Graph();
  const pair = ops.pack(g, [g.constant('int64', [], [seed[0]]), g.constant('int64', [], [seed[1]])], 'seed');
  const signature = {
    inputs: {},
    outputs: { values: ops.identity(g, ops.statelessUniform(g, ops.ints(g, shape), shape, pair), 'values') },
  };
  const session = await Session.load(bindingOf(await loadTensorFlow()), encodeSavedModel(g, { draw: signature }));
  try {
    const [values] = session.run(prepareCall(signature), []);
    if (!(values instanceof Float32Array)) throw new Error('The session gave no numbers.');
    return values;
  } finally {
    session.close();
  }
}
