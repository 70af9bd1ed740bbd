import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { bindingOf, loadTensorFlow } from '../tensorflow.ts';
import { firstImages, head, networkOf, testRun, withExecutor } from './testing/fixtures.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it('does not grow from step to step', { timeout: 60_000 }, async () => {
  const tf = await loadTensorFlow();
  const binding = bindingOf(tf);
  const batch = 2048;
  const run = testRun(networkOf([{ kind: 'conv', filters: 2, kernelSize: [1, 1] }, ...head], [2, 2, 1]), { optimizer: { kind: 'adam' } }, batch);
  await withExecutor(run, async (executor) => {
    const measure = (): { resident: number; tensors: number[] } => {
      collectGarbage();
      return { resident: process.memoryUsage().rss / 2 ** 20, tensors: [binding.getNumOfTensors(), tf.memory().numTensors] };
    };
    for (let step = 0; step < 500; step += 1) await executor.trainStep(firstImages(batch), 1e-4, step);
    const before = measure();
    for (let step = 500; step < 5000; step += 1) await executor.trainStep(firstImages(batch), 1e-4, step);
    const after = measure();
    expect(after.tensors).toEqual(before.tensors);
    // The indices alone, if they were kept, would be 35 MiB; the heap of the test runner moves by up to 15.
    expect(after.resident - before.resident).toBeLessThan(20);
  });
});
