import { describe, expect, it } from 'vitest';
import {
  inferArchitecture,
  initialWeights,
  isImageShape,
  parseArchitecture,
  randomStream,
  type Network,
} from '../../model/index.ts';
import { batchFor, type InferenceInput } from './inference.ts';
import { openInference } from './open-inference.ts';

/** Branches, a shortcut, batch norm, pools, dropout and activations whose gradient is not that of relu. */
const children = [
  { id: 'c1', kind: 'conv', filters: 4, kernelSize: [3, 3] },
  { id: 'n1', kind: 'batchNorm' },
  { id: 'a1', kind: 'activation', activation: 'relu' },
  {
    id: 'b',
    kind: 'branches',
    branches: [
      [{ id: 'b1', kind: 'conv', filters: 3, kernelSize: [1, 1] }],
      [
        { id: 'b2', kind: 'maxPool', poolSize: [3, 3], strides: [1, 1], padding: 'same' },
        { id: 'b3', kind: 'conv', filters: 2, kernelSize: [3, 3], padding: 'same' },
      ],
    ],
  },
  {
    id: 'r',
    kind: 'residual',
    body: [
      { id: 'r1', kind: 'conv', filters: 6, kernelSize: [3, 3], strides: [2, 2], padding: 'same', useBias: false },
      { id: 'r2', kind: 'batchNorm' },
      { id: 'r3', kind: 'activation', activation: 'swish' },
    ],
  },
  { id: 'p', kind: 'avgPool', poolSize: [2, 2], strides: [2, 2] },
  { id: 'd', kind: 'dropout', rate: 0.5 },
  { id: 'g', kind: 'globalAvgPool' },
  { id: 'e', kind: 'dense', units: 'classes', activation: 'softmax' },
];

function networkOf(input: readonly [number, number, number]): Network {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    name: 'mixed',
    root: { id: 'root', kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const { network, problems } = inferArchitecture(parsed.value, { input, classes: 4 });
  if (network === undefined) throw new Error(JSON.stringify(problems));
  return network;
}

/** Weights as after a training: statistics, scales and shifts that are not those at the beginning. */
function trainedLike(network: Network): InferenceInput {
  const draw = randomStream(3, 'weights');
  const weights = new Map(
    [...initialWeights(network, 5)].map(([path, values]) => [
      path,
      path.endsWith('kernel') ? values : values.map(() => 0.3 + draw()),
    ]),
  );
  return { network, weights };
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] ?? NaN))), 0);
}

describe('a trained network applied by TensorFlow and by tfjs', () => {
  const input = trainedLike(networkOf([14, 12, 3]));
  const images = Uint8Array.from({ length: 5 * 14 * 12 * 3 }, (_, at) => (at * 31 + (at % 7) * 17) % 256);
  const [image] = [images.subarray(0, 14 * 12 * 3)];

  it('gives the same probabilities, outputs of every layer, and gradients of scores', async () => {
    const compiled = await openInference(input, 'compiled');
    const portable = await openInference(input, 'js');
    expect([compiled.backend, portable.backend]).toEqual(['compiled', 'js']);
    const probabilities = await compiled.predict(images, 5);
    expect(largestDifference(probabilities, await portable.predict(images, 5))).toBeLessThan(1e-5);
    const all = input.network.layers.map((_, layer) => layer);
    const [ours, theirs] = [await compiled.outputs(image, all), await portable.outputs(image, all)];
    for (const layer of all)
      expect(largestDifference(ours[layer] ?? new Float32Array(), theirs[layer] ?? new Float32Array())).toBeLessThan(
        1e-4,
      );
    for (const [layer, { output }] of input.network.layers.entries()) {
      if (!isImageShape(output)) continue;
      const [mine, other] = [
        await compiled.scoreGradient(image, layer, 2),
        await portable.scoreGradient(image, layer, 2),
      ];
      expect(largestDifference(mine.output, ours[layer] ?? new Float32Array())).toBeLessThan(1e-5);
      const scale = mine.gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(scale).toBeGreaterThan(0);
      expect(largestDifference(mine.gradient, other.gradient)).toBeLessThan(1e-4 * Math.max(1, scale));
    }
    compiled.dispose();
    portable.dispose();
  });

  it('takes as many pictures at a time as there is memory for', () => {
    expect(batchFor(networkOf([14, 12, 3]), 128)).toBe(128);
    expect(batchFor(networkOf([2000, 2000, 3]), 128)).toBe(1);
  });
});
