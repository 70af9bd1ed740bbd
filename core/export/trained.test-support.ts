import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCompiledExecutor } from '../engine/compiled/index.ts';
import type { ImageSet } from '../engine/executor.ts';
import { sizeOf, type Architecture, type Network } from '../model/index.ts';
import { recipeSchema } from '../protocol/recipe.ts';
import type { ExportFile, TrainedNetwork } from './trained-network.ts';

/** A network that was trained for a few steps, and what it makes of pictures. */
export interface Trained {
  readonly model: TrainedNetwork;
  /** [count, classes]. */
  readonly probabilities: Float32Array;
}

/** A few real steps give every weight a value of its own, and batch norm the statistics of pictures. */
export async function trainShortly(network: Network, architecture: Architecture, set: ImageSet): Promise<Trained> {
  const recipe = recipeSchema.parse({ seed: 3, optimizer: { kind: 'sgd' } });
  const none = { images: new Uint8Array(sizeOf(network.input)), labels: new Uint8Array(1), count: 1 };
  const weights = firstWeights(network);
  const executor = await createCompiledExecutor({ network, recipe, train: set, validation: none, weights });
  try {
    const indices = Int32Array.from({ length: 16 }, (_, index) => index);
    for (const step of [0, 1, 2, 3]) await executor.trainStep(indices, 1e-4, step);
    const state = await executor.readState();
    const classes = Array.from({ length: network.classes }, (_, index) => `class ${String(index)}`);
    return {
      model: { network, architecture, weights: state, classes },
      probabilities: await executor.predict(set.images, set.count),
    };
  } finally {
    executor.dispose();
  }
}

/**
 * Kernels as a run begins, drawn by a quick generator (Numerical Recipes' linear congruential one), for large networks have millions of weights; scales
 * and shifts of batch norm as they are after training, not one and zero. Shifts are positive: with them a deep plain network passes the rounding of
 * each layer on as it is, where a fresh one multiplies it, so that two right computations of it differ.
 */
function firstWeights(network: Network): Map<string, Float32Array> {
  let state = 5;
  const draw = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  };
  const weights = new Map<string, Float32Array>();
  for (const { path, shape, role, initializer } of network.layers.flatMap((layer) => layer.weights)) {
    const values = new Float32Array(sizeOf(shape));
    weights.set(path, values);
    const isTuned = role === 'gamma' || role === 'beta';
    if (initializer === 'ones') values.fill(1);
    if ((initializer === 'ones' || initializer === 'zeros') && !isTuned) continue;
    const [middle, reach] = isTuned ? [1, 0.5] : [0, Math.sqrt(6 / sizeOf(shape.slice(0, -1)))];
    for (let i = 0; i < values.length; i += 1) values[i] = middle + reach * draw();
  }
  return weights;
}

/** Writes an export as it is given. */
export function placeFiles(place: string, files: readonly ExportFile[]): void {
  for (const { path, pieces } of files) {
    const file = join(place, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.concat(pieces));
  }
}
