import { describe, expect, it } from 'vitest';
import { nodeKinds, randomStream, type LayerOpKind } from '../../model/index.ts';
import { loadTensorFlow } from '../tensorflow.ts';
import {
  compiledGradients,
  firstImages,
  head,
  relativeDifference,
  testRun,
  withExecutor,
  type TestRun,
} from './testing/fixtures.ts';
import { activation, build, conv, layerCases, type LayerCase } from './testing/layer-cases.ts';
import { oracle } from './testing/oracle.ts';

const tf = await loadTensorFlow();

/** Kinds of all blocks in a value of a document. */
function kindsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'kind' in value && typeof value.kind === 'string' ? [value.kind] : [];
  return [...own, ...Object.values(value).flatMap(kindsIn)];
}

/** Initial biases above are positive: without a shift few activations would meet negative values. */
function shifted(run: TestRun): TestRun {
  for (const [path, values] of run.weights)
    if (path.endsWith('/bias'))
      run.weights.set(
        path,
        values.map((value, i) => value + (i % 2 === 0 ? 0.3 : -0.6)),
      );
  return run;
}

describe('gradients of every layer', () => {
  it.each(layerCases)('$name: as those of tfjs', async (each) => {
    const run = shifted(testRun(build(each)));
    const expected = oracle(tf, run.network, run.weights, run.train);
    const actual = await compiledGradients(run, firstImages(run.train.count));
    for (const [path, gradient] of expected.gradients) {
      expect.soft(relativeDifference(actual.gradients.get(path) ?? [], gradient), path).toBeLessThan(1e-4);
      expect.soft(Math.max(...gradient.map(Math.abs)), `${path} has a gradient to compare`).toBeGreaterThan(1e-6);
    }
    expect(actual.loss).toBeCloseTo(expected.loss, 4);
  });

  it('leaves out no kind of block', () => {
    const covered = new Set([...kindsIn(layerCases), ...kindsIn(head)]);
    // What is random is compared where its draws can be told.
    expect(nodeKinds.filter((kind) => !covered.has(kind))).toEqual(['dropout', 'spatialDropout']);
  });

  it('leaves out no kind of layer', () => {
    const covered = new Set(layerCases.flatMap((each) => build(each).layers.map(({ op }) => op.kind)));
    const all: Record<LayerOpKind, boolean> = {
      input: true,
      conv: true,
      depthwiseConv: true,
      batchNorm: true,
      activation: true,
      maxPool: true,
      avgPool: true,
      globalAvgPool: true,
      globalMaxPool: true,
      dropout: false,
      spatialDropout: false,
      flatten: true,
      dense: true,
      zeroPad: true,
      add: true,
      concat: true,
      padShortcut: true,
    };
    for (const [kind, wanted] of Object.entries(all))
      expect([kind, [...covered].includes(kind as LayerOpKind)]).toEqual([kind, wanted]);
  });
});

describe('gradients by finite differences', () => {
  const smooth: readonly LayerCase[] = [
    { name: 'conv and tanh', children: [conv({}), activation('tanh'), conv({ padding: 'same' }), activation('swish')] },
    { name: 'batch norm', children: [conv({}), { kind: 'batchNorm' }, activation('gelu')] },
    {
      name: 'depthwise, dilated, avg pool',
      children: [
        { kind: 'depthwiseConv', kernelSize: [3, 3], dilationRate: [2, 2], padding: 'same' },
        activation('sigmoid'),
        { kind: 'avgPool', poolSize: [2, 2], strides: [1, 1] },
      ],
    },
    {
      name: 'padded shortcut and softmax',
      children: [
        conv({}),
        {
          kind: 'residual',
          shortcut: 'pad',
          activation: 'softmax',
          body: [conv({ filters: 8, strides: [2, 2], padding: 'same' })],
        },
      ],
    },
  ];

  it.each(smooth)('$name', async (each) => {
    const run = testRun(build(each));
    const indices = firstImages(run.train.count);
    const { gradients } = await compiledGradients(run, indices);
    await withExecutor(run, async (executor) => {
      const state = await executor.readState();
      const trainable = run.network.layers.flatMap((layer) => layer.weights.filter((weight) => weight.trainable));
      for (const { path } of trainable) {
        const gradient = gradients.get(path) ?? new Float32Array();
        const uniform = randomStream(11, path);
        const direction = gradient.map(() => uniform() - 0.5);
        const lossAt = async (distance: number): Promise<number> => {
          const moved = (state.get(path) ?? new Float32Array()).map(
            (value, i) => value + distance * (direction[i] ?? 0),
          );
          await executor.writeState(new Map([...state, [path, moved]]));
          return (await executor.trainStep(indices, 0, 0)).loss;
        };
        const distance = 0.02 / Math.max(1e-3, Math.hypot(...direction));
        const slope = ((await lossAt(distance)) - (await lossAt(-distance))) / (2 * distance);
        const expected = gradient.reduce((total, value, i) => total + value * (direction[i] ?? 0), 0);
        expect
          .soft(Math.abs(slope - expected), path)
          .toBeLessThan(1e-3 * Math.hypot(...direction) + 0.01 * Math.abs(expected));
      }
    });
  });
});
