import { bindingOf, loadTensorFlow } from '../../tensorflow.ts';
import { firstImages, head, networkOf, testRun, withExecutor } from './fixtures.ts';

export interface MemoryFigures {
  readonly residentMiB: number;
  readonly tensors: readonly number[];
}

/** Memory at step 100 and at step 5,000 of a training with batches of 512. */
export async function memoryOfSteps(): Promise<{ before: MemoryFigures; after: MemoryFigures }> {
  const tf = await loadTensorFlow();
  const binding = bindingOf(tf);
  const batch = 512;
  const run = testRun(
    networkOf([{ kind: 'conv', filters: 2, kernelSize: [1, 1] }, ...head], [2, 2, 1]),
    { optimizer: { kind: 'adam' } },
    batch,
  );
  return withExecutor(run, async (executor) => {
    const measure = (): MemoryFigures => {
      globalThis.gc?.();
      return {
        residentMiB: process.memoryUsage().rss / 2 ** 20,
        tensors: [binding.getNumOfTensors(), tf.memory().numTensors],
      };
    };
    const trainUpTo = async (from: number, to: number): Promise<MemoryFigures> => {
      for (let step = from; step < to; step += 1) await executor.trainStep(firstImages(batch), 1e-4, step);
      return measure();
    };
    return { before: await trainUpTo(0, 100), after: await trainUpTo(100, 5000) };
  });
}
