import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inferArchitecture, parseArchitecture } from '../../model/index.ts';
import { explainPicture, gradCam } from './grad-cam.ts';
import type { Inference } from './inference.ts';
import { featureMaps, modelInside, statisticsOf, weightValues } from './look-inside.ts';
import { openInference } from './open-inference.ts';
import type { TrainedModel } from './trained-model.ts';

/** Made by grad_cam.py beside it. */
const keras = JSON.parse(readFileSync(new URL('__golden__/grad-cam.json', import.meta.url), 'utf8')) as {
  readonly image: number[];
  readonly probabilities: number[];
  readonly weights: Readonly<Record<string, number[]>>;
  readonly cases: readonly { layer: string; classIndex: number; map: number[] }[];
};

function sameAsKeras(): TrainedModel {
  const children = [
    { id: 'c1', kind: 'conv', filters: 4, kernelSize: [3, 3], padding: 'same' },
    { id: 'n1', kind: 'batchNorm' },
    { id: 'a1', kind: 'activation', activation: 'relu' },
    { id: 'c2', kind: 'conv', filters: 5, kernelSize: [3, 3], strides: [2, 2], padding: 'same' },
    { id: 'a2', kind: 'activation', activation: 'relu' },
    { id: 'g', kind: 'globalAvgPool' },
    { id: 'd', kind: 'dense', units: 'classes', activation: 'softmax' },
  ];
  const root = { id: 'root', kind: 'sequence', children };
  const parsed = parseArchitecture({ format: 'blockyard.architecture', version: 1, name: 'n', root });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const { network } = inferArchitecture(parsed.value, { input: [9, 8, 1], classes: 3 });
  if (network === undefined) throw new Error('no network');
  const weights = new Map(
    network.layers.flatMap((layer) =>
      layer.weights.map(({ path }) => [path, Float32Array.from(keras.weights[path] ?? [])]),
    ),
  );
  return { network, weights, classes: ['a', 'b', 'c'], epoch: 1 };
}

const model = sameAsKeras();
const pixels = Uint8Array.from(keras.image);
const inferences: Inference[] = [];
beforeAll(async () => {
  for (const backend of ['compiled', 'js'] as const) inferences.push(await openInference(model, backend));
});
afterAll(() => {
  for (const inference of inferences) inference.dispose();
});

const indexOf = (name: string): number => model.network.layers.findIndex((layer) => layer.name === name);

describe('Grad-CAM', () => {
  it.each(keras.cases)('of class $classIndex at $layer is that of Keras', async ({ layer, classIndex, map }) => {
    for (const inference of inferences) {
      const found = await explainPicture({ model, inference }, { pixels, layer: indexOf(layer), classIndex });
      expect(found.size).toEqual(layer === 'a1' ? [9, 8] : [5, 4]);
      expect(found.map).toHaveLength(map.length);
      for (const [at, value] of map.entries()) expect(found.map[at]).toBeCloseTo(value, 4);
      for (const [at, value] of keras.probabilities.entries()) expect(found.probabilities[at]).toBeCloseTo(value, 5);
    }
  });

  it('explains what the model takes the picture for where no class is named', async () => {
    const [inference] = inferences;
    if (inference === undefined) throw new Error('no backend');
    const best = keras.probabilities.indexOf(Math.max(...keras.probabilities));
    const { classIndex } = await explainPicture({ model, inference }, { pixels, layer: indexOf('a2') });
    expect(classIndex).toBe(best);
    const vector = explainPicture({ model, inference }, { pixels, layer: indexOf('g') });
    await expect(vector).rejects.toMatchObject({ problem: { code: 'model-layer', facts: { layer: 'g' } } });
    const small = explainPicture({ model, inference }, { pixels: pixels.subarray(1), layer: indexOf('a2') });
    await expect(small).rejects.toMatchObject({ problem: { code: 'model-pixels' } });
  });

  it('is nothing where nothing speaks for the class', () => {
    const none = gradCam({ output: Float32Array.of(1, 2), gradient: Float32Array.of(-1, -1) }, [2, 1, 1]);
    expect([...none]).toEqual([0, 0]);
  });
});

describe('a look inside', () => {
  it('tells every layer and every weight', () => {
    const { layers, classes, input } = modelInside(model);
    expect([classes, input]).toEqual([
      ['a', 'b', 'c'],
      [9, 8, 1],
    ]);
    const norm = layers.find(({ name }) => name === 'n1');
    expect(norm?.weights.map(({ role, trainable }) => [role, trainable])).toEqual([
      ['gamma', true],
      ['beta', true],
      ['movingMean', false],
      ['movingVariance', false],
    ]);
    expect(weightValues(model, 'c2/kernel')).toMatchObject({ shape: [3, 3, 4, 5] });
    expect(() => weightValues(model, 'c3/kernel')).toThrow('c3/kernel');
  });

  it('counts values', () => {
    const { histogram, ...figures } = statisticsOf(Float32Array.of(-1, 0, 0, 1));
    expect(figures).toEqual({ least: -1, largest: 1, mean: 0, deviation: Math.sqrt(0.5), zeros: 0.5 });
    expect(histogram.reduce((a, b) => a + b)).toBe(4);
    expect([histogram[0], histogram[24], histogram[47]]).toEqual([1, 2, 1]);
    expect(statisticsOf(Float32Array.of(2, 2)).histogram[0]).toBe(2);
  });

  it('shows what layers make of a picture', async () => {
    for (const inference of inferences) {
      const [relu, pooled] = await featureMaps({ model, inference }, { pixels, layers: [indexOf('a2'), indexOf('g')] });
      expect([relu?.shape, pooled?.shape]).toEqual([[5, 4, 5], [5]]);
      const channel = (relu?.values ?? new Float32Array()).filter((_, at) => at % 5 === 3);
      expect(pooled?.values[3]).toBeCloseTo(channel.reduce((a, b) => a + b, 0) / 20, 5);
      expect(relu?.values.every((value) => value >= 0)).toBe(true);
      await expect(featureMaps({ model, inference }, { pixels, layers: [99] })).rejects.toMatchObject({
        problem: { code: 'model-layer' },
      });
    }
  });
});
