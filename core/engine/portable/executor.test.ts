import { describe, expect, it } from 'vitest';
import type { ExecutorInput } from '../executor.ts';
import { prepareRun } from '../prepare.ts';
import { mnistFolder, tinySpec } from '../tiny-run.test-support.ts';
import { createPortableExecutor } from './executor.ts';
import { loadTfjs } from './tfjs.ts';

async function tinyRun(): Promise<ExecutorInput> {
  return prepareRun(tinySpec(), mnistFolder(), '');
}

const batch = Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7);

describe('the portable executor', () => {
  it('frees every tensor that a step or an evaluation makes, and all when it is disposed of', async () => {
    const { memory } = await loadTfjs();
    const before = memory().numTensors;
    const executor = await createPortableExecutor(await tinyRun(), 'js');
    const counts: number[] = [];
    for (let step = 0; step < 3; step += 1) {
      await executor.trainStep(batch, 0.01, step);
      await executor.evaluate();
      await executor.predict(new Uint8Array(784), 1);
      await executor.findNonFiniteLayer(batch);
      await executor.writeState(await executor.readState());
      counts.push(memory().numTensors);
    }
    expect(new Set(counts).size).toBe(1);
    executor.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('draws dropout from seed and step alone', async () => {
    const run = await tinyRun();
    const lossOf = async (seed: number, step: number): Promise<number> => {
      const executor = await createPortableExecutor({ ...run, recipe: { ...run.recipe, seed } }, 'js');
      const { loss } = await executor.trainStep(batch, 0.01, step);
      executor.dispose();
      return loss;
    };
    const first = await lossOf(1, 0);
    expect(await lossOf(1, 0)).toBe(first);
    expect(await lossOf(1, 1)).not.toBe(first);
    expect(await lossOf(2, 0)).not.toBe(first);
  });

  it('gives probabilities for any number of pictures', async () => {
    const run = await tinyRun();
    const executor = await createPortableExecutor(run, 'js');
    const probabilities = await executor.predict(
      new Uint8Array(40 * 784).map((_, at) => at % 251),
      40,
    );
    expect(probabilities).toHaveLength(400);
    for (let i = 0; i < 40; i += 1)
      expect(probabilities.subarray(i * 10, i * 10 + 10).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    executor.dispose();
  });

  it('ends an evaluation early when it is told to', async () => {
    const executor = await createPortableExecutor(await tinyRun(), 'js');
    expect(await executor.evaluate(() => Promise.resolve(false))).toBeUndefined();
    expect(await executor.evaluate(() => Promise.resolve(true))).toMatchObject({
      accuracy: expect.any(Number) as unknown,
    });
    executor.dispose();
  });

  it('names the layer that holds a bad weight, does not apply its step, and takes no state with a gap', async () => {
    const run = await tinyRun();
    const executor = await createPortableExecutor(run, 'js');
    expect(await executor.findNonFiniteLayer(batch)).toBeUndefined();
    const good = await executor.readState();
    const bad = new Map(good).set(
      'dense/bias',
      Float32Array.from({ length: 10 }, () => Infinity),
    );
    await executor.writeState(bad);
    expect(await executor.findNonFiniteLayer(batch)).toBe('dense');
    expect((await executor.trainStep(batch, 0.01, 0)).loss).toBeNaN();
    expect((await executor.readState()).get('dense/kernel')).toEqual(good.get('dense/kernel'));
    bad.delete('optimizer/m/dense/bias');
    await expect(executor.writeState(bad)).rejects.toThrow(/optimizer\/m\/dense\/bias/);
    executor.dispose();
  });
});
