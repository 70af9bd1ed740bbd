import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { freezeNodes, inferArchitecture, parseArchitecture, type Network } from '../model/index.ts';
import { recipeSchema } from '../protocol/recipe.ts';
import { createCompiledExecutor } from './compiled/index.ts';
import type { Executor, ExecutorInput } from './executor.ts';
import { createPortableExecutor } from './portable/executor.ts';

/** Made by freezing.py beside it, with `trainable = False` in Keras. */
const keras = JSON.parse(readFileSync(new URL('__golden__/freezing.json', import.meta.url), 'utf8')) as {
  readonly images: number[];
  readonly labels: number[];
  readonly batch: number;
  readonly rate: number;
  readonly began: Readonly<Record<string, number[]>>;
  readonly cases: readonly { frozen: string[]; losses: number[]; weights: Record<string, number[]> }[];
};

function sameAsKeras(): Network {
  const children = [
    { id: 'conv1', kind: 'conv', filters: 4, kernelSize: [3, 3], padding: 'same' },
    { id: 'norm1', kind: 'batchNorm' },
    { kind: 'activation', activation: 'tanh' },
    { id: 'conv2', kind: 'conv', filters: 5, kernelSize: [3, 3], padding: 'same' },
    { id: 'norm2', kind: 'batchNorm' },
    { kind: 'activation', activation: 'relu' },
    { kind: 'globalAvgPool' },
    { id: 'head', kind: 'dense', units: 'classes', activation: 'linear' },
  ];
  const root = { id: 'root', kind: 'sequence', children };
  const parsed = parseArchitecture({ format: 'blockyard.architecture', version: 1, name: 'n', root });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const { network } = inferArchitecture(parsed.value, { input: [8, 7, 1], classes: 3 });
  if (network === undefined) throw new Error('no network');
  return network;
}

const whole = sameAsKeras();
const began = new Map(Object.entries(keras.began).map(([path, values]) => [path, Float32Array.from(values)]));

function inputOf(frozen: readonly string[]): ExecutorInput {
  const count = keras.labels.length;
  const set = { images: Uint8Array.from(keras.images), labels: Uint8Array.from(keras.labels), count };
  return {
    network: freezeNodes(whole, new Set(frozen)),
    recipe: recipeSchema.parse({ seed: 3, optimizer: { kind: 'sgd', momentum: 0.9 }, layerFigures: 1 }),
    train: set,
    validation: set,
    weights: began,
  };
}

const executors = {
  compiled: createCompiledExecutor,
  portable: (input: ExecutorInput) => createPortableExecutor(input, 'oracle'),
} satisfies Record<string, (input: ExecutorInput) => Promise<Executor>>;

describe.each(Object.entries(executors))('%s: a network with frozen layers', (_, create) => {
  it.each(keras.cases)('trains as in Keras, with $frozen frozen', async ({ frozen, losses, weights }) => {
    const executor = await create(inputOf(frozen));
    try {
      for (const [step, loss] of losses.entries()) {
        const indices = Int32Array.from({ length: keras.batch }, (__, at) => step * keras.batch + at);
        const result = await executor.trainStep(indices, keras.rate, step, step === 1);
        expect(result.loss).toBeCloseTo(loss, 4);
      }
      const state = await executor.readState();
      expect([...state.keys()].filter((key) => key.startsWith('optimizer/')).length).toBe(10 - frozen.length * 2);
      for (const [path, values] of Object.entries(weights)) {
        const found = state.get(path) ?? new Float32Array();
        if (frozen.includes(path.split('/')[0] ?? '')) expect(found).toEqual(began.get(path));
        // The bias of a convolution before batch norm has no part in the loss.
        else if (!path.endsWith('/bias')) expect(found).not.toEqual(began.get(path));
        expect(Math.max(...values.map((value, at) => Math.abs(value - (found[at] ?? NaN))))).toBeLessThan(1e-4);
      }
    } finally {
      executor.dispose();
    }
  });
});
