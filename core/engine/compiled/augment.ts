import type { AugmentedBatch, AugmentOptions, HostBatch } from '../../compiler/augmentation/on-host.ts';
import { compileAugmentation } from '../../compiler/compile-augmentation.ts';
import { bindingOf, loadTensorFlow } from '../tensorflow.ts';
import { prepareCall, Session } from './session.ts';

/**
 * Augments a batch as the compiled step does, in a graph of its own.
 * @throws BlockyardError `backend-unavailable` without native TensorFlow.
 */
export async function augmentCompiled(batch: HostBatch, options: AugmentOptions): Promise<AugmentedBatch> {
  const { savedModel, signature } = compileAugmentation(options);
  const session = await Session.load(bindingOf(await loadTensorFlow()), savedModel);
  try {
    const count = batch.labels.length;
    const { images, labels } = batch;
    const [pictures, partners, share] = session.run(prepareCall(signature), [
      { shape: [count, ...options.shape], values: images },
      { shape: [count], values: labels },
      { shape: [], values: Int32Array.of(options.step) },
    ]);
    if (!(pictures instanceof Float32Array)) throw new Error('The session gave no pictures.');
    if (partners === undefined) return { images: pictures, labels };
    if (!(partners instanceof Int32Array && share instanceof Float32Array))
      throw new Error('The session gave labels of other types.');
    return { images: pictures, labels, blend: { partners, share } };
  } finally {
    session.close();
  }
}
