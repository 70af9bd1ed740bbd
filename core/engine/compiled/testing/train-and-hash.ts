import { createHash } from 'node:crypto';
import { parseAugmentation } from '../../../protocol/augmentation-text.ts';
import type { Recipe } from '../../../protocol/recipe.ts';
import { firstImages, networkOf, testRun, withExecutor } from './fixtures.ts';

/** Trains a small network with everything in it that could differ between two runs, and hashes what comes out. */
export async function trainAndHash(recipe: Partial<Recipe> = {}): Promise<string> {
  const network = networkOf(
    [
      { kind: 'conv', filters: 16, kernelSize: [3, 3], padding: 'same', useBias: false },
      { kind: 'batchNorm' },
      { kind: 'activation', activation: 'relu' },
      { kind: 'maxPool', poolSize: [2, 2], strides: [2, 2] },
      { kind: 'resnetBasic', filters: 32, strides: [2, 2] },
      { kind: 'dropout', rate: 0.3 },
      { kind: 'globalAvgPool' },
      { kind: 'dense', units: 'classes', activation: 'softmax' },
    ],
    [24, 24, 3],
  );
  const run = testRun(network, { optimizer: { kind: 'adamw' }, labelSmoothing: 0.1, l2: 1e-4, ...recipe }, 128);
  const hash = createHash('sha256');
  await withExecutor(run, async (executor) => {
    for (let step = 0; step < 12; step += 1)
      hash.update(String((await executor.trainStep(firstImages(32, (step % 4) * 32), 0.01, step)).loss));
    for (const [key, values] of await executor.readState())
      hash.update(key).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  });
  return hash.digest('hex');
}

/** The same with pictures augmented in every way. */
export function augmentedTrainAndHash(seed = 3): Promise<string> {
  const augmentation = parseAugmentation(
    'flip,vflip,crop,rotate,shift,zoom,shear,brightness,contrast,saturation,cutout,mixup,cutmix',
  );
  if (!augmentation.ok) throw new Error(augmentation.error.detail);
  return trainAndHash({ augmentation: augmentation.value, seed });
}
