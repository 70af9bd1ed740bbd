import { describe, expect, it } from 'vitest';
import type { Network } from '../../model/index.ts';
import { firstImages, networkOf, testClasses, testRun, withExecutor, type TestRun } from './testing/fixtures.ts';

const side = 20;
const output = { kind: 'dense', units: 'classes', useBias: false, activation: 'softmax' };

/** A run on one white picture of class 0, so that every value that enters the network is 1. */
function whiteRun(network: Network, seed = 3): TestRun {
  const run = testRun(network, { seed }, 1);
  run.train.images.fill(255);
  run.train.labels.fill(0);
  return run;
}

/**
 * What the dropout before the last layer multiplies its input of ones with. That layer starts from a zero kernel, so its outputs are uniform and the
 * gradient of its kernel is input * (1 / classes - target): the input can be read from it.
 */
async function masks(run: TestRun, steps: readonly number[]): Promise<number[][]> {
  const path = run.network.layers.flatMap((layer) => layer.weights).at(-1)?.path ?? '';
  run.weights.set(path, new Float32Array(run.weights.get(path)?.length ?? 0));
  return withExecutor(run, async (executor) => {
    const start = await executor.readState();
    const found: number[][] = [];
    for (const step of steps) {
      await executor.writeState(start);
      await executor.trainStep(firstImages(1), 1, step);
      const kernel = (await executor.readState()).get(path) ?? new Float32Array();
      found.push(
        Array.from(
          { length: kernel.length / testClasses },
          (_, i) => (kernel[i * testClasses] ?? NaN) / (1 - 1 / testClasses),
        ),
      );
    }
    return found;
  });
}

const dropoutNet = networkOf([{ kind: 'flatten' }, { kind: 'dropout', rate: 0.3 }, output], [side, side, 3]);

describe('dropout', () => {
  it('drops its rate and scales the rest by 1 / (1 - rate)', async () => {
    const [mask = []] = await masks(whiteRun(dropoutNet), [0]);
    const dropped = mask.filter((value) => Math.abs(value) < 1e-6).length;
    const kept = mask.filter((value) => Math.abs(value - 1 / 0.7) < 1e-5).length;
    expect(dropped + kept).toBe(side * side * 3);
    // Four standard deviations of a binomial distribution of 1,200 draws.
    expect(Math.abs(dropped / mask.length - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / mask.length));
  });

  it('draws afresh at every step, and the same for the same seed and step', async () => {
    const [first, second, again] = await masks(whiteRun(dropoutNet), [0, 1, 0]);
    const [other] = await masks(whiteRun(dropoutNet, 4), [0]);
    expect(second).not.toEqual(first);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('draws for every layer apart', async () => {
    const twice = networkOf(
      [{ kind: 'flatten' }, { kind: 'dropout', rate: 0.5 }, { kind: 'dropout', rate: 0.5 }, output],
      [side, side, 3],
    );
    const [mask = []] = await masks(whiteRun(twice), [0]);
    const kept = mask.filter((value) => Math.abs(value - 4) < 1e-5).length;
    expect(Math.abs(kept / mask.length - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / mask.length));
  });

  it('passes gradients through what it kept alone', async () => {
    const network = networkOf(
      [{ kind: 'flatten' }, { kind: 'dense', units: 40, useBias: false }, { kind: 'dropout', rate: 0.5 }, output],
      [1, 1, 1],
    );
    const run = whiteRun(network);
    await withExecutor(run, async (executor) => {
      await executor.trainStep(firstImages(1), 1, 0);
      const after = await executor.readState();
      const [first = '', last = ''] = network.layers.flatMap((layer) => layer.weights).map(({ path }) => path);
      const change = (path: string): number[] =>
        [...(run.weights.get(path) ?? [])].map((value, i) => value - (after.get(path)?.[i] ?? NaN));
      const input = [...(run.weights.get(first) ?? [])];
      const errors = change(last);
      const keptUnits = input.map((_, i) => Math.abs(errors[i * testClasses] ?? NaN) > 1e-9);
      expect(keptUnits.filter((kept) => kept).length).toBeGreaterThan(8);
      expect(keptUnits.filter((kept) => !kept).length).toBeGreaterThan(8);
      // The gradient of the output layer's kernel is 2 * input * (p - y) where kept; (p - y) is the same for all units.
      const strongest = input.reduce(
        (best, value, i) => (keptUnits[i] && Math.abs(value) > Math.abs(input[best] ?? 0) ? i : best),
        keptUnits.indexOf(true),
      );
      const error = Array.from(
        { length: testClasses },
        (_, c) => (errors[strongest * testClasses + c] ?? NaN) / (2 * (input[strongest] ?? NaN)),
      );
      const kernel = run.weights.get(last) ?? new Float32Array();
      change(first).forEach((gradient, i) => {
        const through = error.reduce((total, value, c) => total + value * (kernel[i * testClasses + c] ?? NaN), 0);
        expect(gradient).toBeCloseTo(keptUnits[i] ? 2 * through : 0, 5);
      });
    });
  });

  it('is drawn again as the step drew it when the layer that went wrong is looked for', async () => {
    const network = networkOf([{ kind: 'flatten' }, { kind: 'dropout', rate: 0.5 }, output], [1, 1, 1]);
    const run = whiteRun(network);
    const [dense] = network.layers.filter((layer) => layer.weights.length > 0);
    // The one value is doubled where it is kept, which overflows in the dense layer.
    for (const kernel of run.weights.values()) kernel.fill(3e38);
    await withExecutor(run, async (executor) => {
      const start = await executor.readState();
      const lost = new Set<boolean>();
      for (let step = 0; step < 16; step += 1) {
        await executor.writeState(start);
        const { loss } = await executor.trainStep(firstImages(1), 1e-9, step);
        lost.add(!Number.isFinite(loss));
        const layer = await executor.findNonFiniteLayer(firstImages(1));
        expect(layer).toBe(Number.isFinite(loss) ? undefined : dense?.name);
      }
      expect(lost.size).toBe(2);
    });
  });

  it('does nothing outside training', async () => {
    const plain = networkOf([{ kind: 'flatten' }, output], [side, side, 3]);
    const probabilitiesOf = (run: TestRun): Promise<Float32Array> =>
      withExecutor(run, (executor) => executor.predict(run.train.images, 1));
    expect(await probabilitiesOf(whiteRun(dropoutNet))).toEqual(await probabilitiesOf(whiteRun(plain)));
  });
});

describe('spatial dropout', () => {
  it('drops whole channels of an example', async () => {
    const channels = 60;
    const network = networkOf([{ kind: 'spatialDropout', rate: 0.4 }, { kind: 'flatten' }, output], [3, 2, channels]);
    const [mask = [], next = []] = await masks(whiteRun(network), [0, 1]);
    const first = mask.slice(0, channels);
    for (let position = 1; position < 6; position += 1)
      expect(mask.slice(position * channels, (position + 1) * channels)).toEqual(first);
    const dropped = first.filter((value) => Math.abs(value) < 1e-6).length;
    expect(first.filter((value) => Math.abs(value - 1 / 0.6) < 1e-5).length).toBe(channels - dropped);
    expect(Math.abs(dropped / channels - 0.4)).toBeLessThan(4 * Math.sqrt((0.4 * 0.6) / channels));
    expect(next).not.toEqual(mask);
  });
});
