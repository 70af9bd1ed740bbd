import { expect, it } from 'vitest';
import { firstImages, head, networkOf, testRun, withExecutor, type TestRun } from './testing/fixtures.ts';

const network = networkOf(
  [
    { kind: 'conv', filters: 8, kernelSize: [3, 3], padding: 'same' },
    { kind: 'batchNorm' },
    { kind: 'activation', activation: 'relu' },
    { kind: 'residual', body: [{ kind: 'conv', filters: 8, kernelSize: [3, 3], padding: 'same', activation: 'gelu' }] },
    { kind: 'depthwiseConv', kernelSize: [3, 3], activation: 'leakyRelu' },
    { kind: 'spatialDropout', rate: 0.1 },
    { kind: 'avgPool', poolSize: [2, 2], strides: [2, 2] },
    ...head,
  ],
  [8, 8, 3],
);

async function losses(run: TestRun): Promise<number[]> {
  return withExecutor(run, async (executor) => {
    const values: number[] = [];
    for (let step = 0; step < 20; step += 1) values.push((await executor.trainStep(firstImages(8), 0.01, step)).loss);
    return values;
  });
}

it('follows float32 within what bfloat16 resolves, from float32 weights', async () => {
  const optimizer = { kind: 'adam' };
  const single = await losses(testRun(network, { optimizer }));
  const mixed = await losses(testRun(network, { optimizer, mixedPrecision: true }));
  expect(mixed).not.toEqual(single);
  // Eight bits of mantissa: 0.4% each operation.
  expect(Math.abs((mixed[0] ?? NaN) - (single[0] ?? NaN)) / (single[0] ?? NaN)).toBeLessThan(0.03);
  expect(mixed[19] ?? NaN).toBeLessThan((mixed[0] ?? NaN) / 2);
  const run = testRun(network, { optimizer: { kind: 'sgd', momentum: 0 }, mixedPrecision: true });
  await withExecutor(run, async (executor) => {
    // Too small for a bfloat16 weight to notice.
    await executor.trainStep(firstImages(8), 1e-5, 0);
    const state = await executor.readState();
    const moved = [...run.weights].filter(
      ([path, before]) => path.endsWith('/kernel') && before.some((value, i) => value !== state.get(path)?.[i]),
    );
    expect(moved.length).toBe(3);
  });
});
