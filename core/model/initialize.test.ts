import { describe, expect, it } from 'vitest';
import { inferArchitecture } from './infer.ts';
import { initialWeights } from './initialize.ts';
import type { Initializer, Network } from './network.ts';
import { findPreset } from './presets.ts';

function networkOf(shape: readonly number[], initializer: Initializer): Network {
  const weights = [{ path: 'w/kernel', role: 'kernel', shape, initializer, trainable: true, l2: 0 } as const];
  const op = { kind: 'input' } as const;
  return {
    name: 'test',
    input: [1],
    classes: 2,
    layers: [{ name: 'w', nodeId: 'w', op, inputs: [], output: [1], weights }],
  };
}

function draw(shape: readonly number[], initializer: Initializer, seed = 1): Float32Array {
  return initialWeights(networkOf(shape, initializer), seed).get('w/kernel') ?? new Float32Array();
}

function moments(values: Float32Array): { mean: number; variance: number; largest: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance, largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) };
}

describe('initialWeights', () => {
  // The mean of n values varies by sqrt(variance / n), and their variance by no more than sqrt(2 / n) of itself: four deviations are allowed.
  it.each<[readonly number[], Initializer, number, number]>([
    [[3, 3, 64, 128], 'heNormal', 2 / 576, (2 * Math.sqrt(2 / 576)) / 0.87962566],
    [[512, 100], 'heNormal', 2 / 512, (2 * Math.sqrt(2 / 512)) / 0.87962566],
    [[3, 3, 64, 128], 'glorotUniform', 2 / (576 + 1152), Math.sqrt(6 / (576 + 1152))],
    [[5, 5, 6, 16], 'glorotUniform', 2 / (150 + 400), Math.sqrt(6 / (150 + 400))],
    [[512, 100], 'glorotUniform', 2 / 612, Math.sqrt(6 / 612)],
  ])('gives %j by %s its variance and bound', (shape, initializer, variance, bound) => {
    const values = draw(shape, initializer);
    const found = moments(values);
    expect(Math.abs(found.mean)).toBeLessThan(4 * Math.sqrt(variance / values.length));
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / values.length));
    expect(found.largest).toBeLessThan(bound * (1 + 1e-6));
    expect(found.largest).toBeGreaterThan(bound * 0.99);
  });

  it('starts biases at zero and scales at one', () => {
    expect([...draw([3], 'zeros')]).toEqual([0, 0, 0]);
    expect([...draw([3], 'ones')]).toEqual([1, 1, 1]);
  });

  it('is a pure function of seed, path and shape', () => {
    const architecture = findPreset('resnet20')?.architecture;
    const network = architecture && inferArchitecture(architecture, { input: [28, 28, 1], classes: 10 }).network;
    if (network === undefined) throw new Error('ResNet-20 makes no network.');
    const weights = initialWeights(network, 5);
    expect(initialWeights(network, 5)).toEqual(weights);
    const kernel = weights.get('stage2.1.conv1/kernel');
    expect(kernel?.length).toBe(9 * 16 * 32);
    expect(initialWeights(network, 6).get('stage2.1.conv1/kernel')).not.toEqual(kernel);
    expect([...weights.keys()].length).toBe(network.layers.flatMap((layer) => layer.weights).length);
    expect(weights.get('output/kernel')?.slice(0, 2)).toEqual(
      Float32Array.of(0.07254398614168167, 0.08399151265621185),
    );
  });
});
