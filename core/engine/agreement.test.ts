import { describe, expect, it } from 'vitest';
import {
  findPreset,
  inferArchitecture,
  initialWeights,
  parseArchitecture,
  presets,
  randomStream,
  sizeOf,
  type Architecture,
  type ImageShape,
  type Network,
} from '../model/index.ts';
import { recipeSchema, type Recipe } from '../protocol/recipe.ts';
import { createCompiledExecutor } from './compiled/index.ts';
import type { Executor, ExecutorInput, ImageSet } from './executor.ts';
import type { PortableBackend } from './portable/backend.ts';
import { createPortableExecutor } from './portable/executor.ts';

const classes = 10;

function randomImages(count: number, shape: ImageShape, name: string): ImageSet {
  const uniform = randomStream(7, name);
  return {
    images: Uint8Array.from({ length: count * sizeOf(shape) }, () => Math.floor(uniform() * 256)),
    labels: Uint8Array.from({ length: count }, () => Math.floor(uniform() * classes)),
    count,
  };
}

/** Dropout draws differ between executors by design, so it is switched off. */
function networkOf(architecture: Architecture, input: ImageShape): Network {
  const { network, problems } = inferArchitecture(architecture, { input, classes });
  if (network === undefined) throw new Error(problems.map((problem) => `${problem.path}: ${problem.what}`).join('\n'));
  return {
    ...network,
    layers: network.layers.map((layer) => ('rate' in layer.op ? { ...layer, op: { ...layer.op, rate: 0 } } : layer)),
  };
}

function networkFrom(children: readonly unknown[], input: ImageShape, definitions: readonly unknown[] = []): Network {
  const parsed = parseArchitecture({
    format: 'blockyard.architecture',
    version: 1,
    name: 'test',
    definitions,
    root: { id: 'r', kind: 'sequence', children },
  });
  if (!parsed.ok) throw new Error(parsed.error.map((problem) => `${problem.path}: ${problem.what}`).join('\n'));
  return networkOf(parsed.value, input);
}

/** A unit with knobs, and a residual pair of units that passes its own knobs on to them. */
const ownBlocks = [
  {
    id: 'unit',
    knobs: [
      { name: 'filters', targets: [{ node: 'conv', field: 'filters' }] },
      { name: 'strides', targets: [{ node: 'conv', field: 'strides' }] },
      { name: 'activation', targets: [{ node: 'after', field: 'activation' }] },
    ],
    body: [
      { id: 'conv', kind: 'conv', filters: 2, useBias: false },
      { id: 'norm', kind: 'batchNorm' },
      { id: 'after', kind: 'activation' },
    ],
  },
  {
    id: 'pair',
    knobs: [
      { name: 'width', targets: ['one', 'two'].map((node) => ({ node, field: 'filters' })) },
      { name: 'strides', targets: [{ node: 'one', field: 'strides' }] },
    ],
    body: [
      {
        kind: 'residual',
        body: [
          { id: 'one', kind: 'custom', definition: 'unit', knobs: { filters: 2 } },
          { id: 'two', kind: 'custom', definition: 'unit', knobs: { filters: 2, activation: 'linear' } },
        ],
      },
    ],
  },
];

interface Comparison {
  readonly network: Network;
  readonly recipe?: unknown;
  readonly backend?: PortableBackend;
  readonly batch?: number;
  readonly steps?: number;
  readonly learningRate?: number;
  /** Relative. */
  readonly tolerance?: number;
  /** Of the weights' change in one step. */
  readonly weightTolerance?: number;
}

/** Trains both executors from the same weights on the same batches, and compares what they tell and what they have become. */
async function expectAgreement({
  network,
  recipe: fields = {},
  backend = 'oracle',
  batch = 4,
  steps = 3,
  learningRate = 0.01,
  tolerance = 1e-4,
  weightTolerance = tolerance,
}: Comparison): Promise<void> {
  const recipe: Recipe = recipeSchema.parse({ seed: 3, optimizer: { kind: 'sgd' }, ...(fields as object) });
  const input = {
    network,
    recipe,
    train: randomImages(batch * steps, network.input as ImageShape, 'train'),
    validation: randomImages(6, network.input as ImageShape, 'validation'),
    weights: initialWeights(network, 3),
  } satisfies ExecutorInput;
  const portable = await createPortableExecutor(input, backend);
  const compiled = await createCompiledExecutor(input);
  try {
    for (let step = 0; step < steps; step += 1) {
      const indices = Int32Array.from({ length: batch }, (_, i) => step * batch + i);
      const expected = await portable.trainStep(indices, learningRate, step);
      const actual = await compiled.trainStep(indices, learningRate, step);
      expectClose(actual.loss, expected.loss, tolerance, `loss of step ${String(step)}`);
      expect(actual.correct).toBe(expected.correct);
      if (step === 0)
        expectSameState(await compiled.readState(), await portable.readState(), input, {
          tolerance: weightTolerance,
          floor: 0.01 * learningRate,
        });
    }
    await expectSameEvaluation(compiled, portable, tolerance);
    // Either's state fits the other, and then they evaluate alike again.
    await compiled.writeState(await portable.readState());
    await expectSameEvaluation(compiled, portable, tolerance);
    expectClose(
      Math.max(...(await compiled.predict(input.validation.images, 6))),
      Math.max(...(await portable.predict(input.validation.images, 6))),
      tolerance,
      'prediction',
    );
  } finally {
    portable.dispose();
    compiled.dispose();
  }
}

async function expectSameEvaluation(actual: Executor, expected: Executor, tolerance: number): Promise<void> {
  const [one, other] = [await actual.evaluate(), await expected.evaluate()];
  expectClose(one?.loss ?? NaN, other?.loss ?? NaN, 3 * tolerance, 'validation loss');
  expect(one?.accuracy).toBe(other?.accuracy);
}

/**
 * After one step the change of every weight, and so its gradient, must agree: the error's norm relative to the change's.
 * @param floor change per weight that is rounding, as of a bias before batch norm, whose gradient is zero
 */
function expectSameState(
  actual: ReadonlyMap<string, Float32Array>,
  expected: ReadonlyMap<string, Float32Array>,
  { network, weights }: ExecutorInput,
  { tolerance, floor }: { tolerance: number; floor: number },
): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const { path } of network.layers.flatMap((layer) => layer.weights)) {
    const [before, one, other] = [weights.get(path), actual.get(path), expected.get(path)];
    // A change below float32's resolution of the weight is rounding too.
    const scale = norm(difference(other, before)) + 1e-3 * norm(before) + floor;
    expect(norm(difference(one, other)) / scale, path).toBeLessThan(tolerance);
  }
}

function difference(a: Float32Array | undefined, b: Float32Array | undefined): Float32Array | undefined {
  return a?.map((value, i) => value - (b?.[i] ?? NaN));
}

/** Root mean square. */
function norm(values: Float32Array | undefined): number {
  return values === undefined ? NaN : Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

function expectClose(actual: number, expected: number, tolerance: number, what: string): void {
  expect(
    Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-2),
    `${what}: ${String(actual)} is not ${String(expected)}`,
  ).toBeLessThan(tolerance);
}

describe('both executors train the same network alike', () => {
  it.each(presets.map((preset) => preset.name))('%s', { timeout: 120_000 }, async (name) => {
    const preset = findPreset(name);
    if (preset === undefined) throw new Error(name);
    const network = networkOf(preset.architecture, [28, 28, 1]);
    // In a deep plain net with batch norm rounding grows from layer to layer, gradients even more: they are not comparable, and a step must be tiny.
    const explodes = name === 'plain56';
    await expectAgreement({
      network,
      steps: 2,
      learningRate: explodes ? 1e-9 : 1e-4,
      tolerance: explodes ? 1e-2 : 1e-3,
      weightTolerance: explodes ? Infinity : 0.1,
    });
  });

  it.each([
    ['sgd', { kind: 'sgd', momentum: 0 }],
    ['momentum', { kind: 'sgd', momentum: 0.9 }],
    ['nesterov', { kind: 'sgd', momentum: 0.9, nesterov: true }],
    ['adam', { kind: 'adam' }],
    ['adamw', { kind: 'adamw', weightDecay: 0.1 }],
    ['rmsprop', { kind: 'rmsprop' }],
    ['rmsprop with momentum', { kind: 'rmsprop', momentum: 0.9 }],
  ])('with %s, l2 and label smoothing', async (_, optimizer) => {
    const network = networkFrom(
      [
        { kind: 'conv', filters: 3, kernelSize: [3, 3], activation: 'tanh' },
        { kind: 'flatten' },
        { kind: 'dense', units: 'classes', activation: 'softmax' },
      ],
      [8, 8, 2],
    );
    await expectAgreement({ network, recipe: { optimizer, l2: 0.01, labelSmoothing: 0.1 }, backend: 'js' });
  });

  it.each([
    [
      'grouped and dilated convolutions',
      [
        { kind: 'conv', filters: 4, groups: 2, dilationRate: [2, 2] },
        { kind: 'conv', filters: 6, dilationRate: [1, 2], padding: 'valid' },
      ],
    ],
    [
      'depthwise and separable convolutions',
      [
        { kind: 'depthwiseConv', depthMultiplier: 2, strides: [2, 2] },
        { kind: 'separableConv', filters: 3 },
        { kind: 'depthwiseConv', dilationRate: [2, 2] },
      ],
    ],
    [
      'average pooling at the border',
      [
        { kind: 'conv', filters: 2 },
        { kind: 'avgPool', poolSize: [3, 3], strides: [2, 2], padding: 'same' },
      ],
    ],
    [
      'zero padding and average pooling',
      [
        {
          kind: 'zeroPad',
          padding: [
            [1, 2],
            [0, 3],
          ],
        },
        { kind: 'conv', filters: 2 },
        { kind: 'avgPool', poolSize: [2, 2], strides: [2, 2], padding: 'valid' },
      ],
    ],
    ['global max pooling', [{ kind: 'conv', filters: 12 }, { kind: 'globalMaxPool' }]],
    [
      'a padded shortcut',
      [
        { kind: 'conv', filters: 3 },
        {
          kind: 'residual',
          shortcut: 'pad',
          body: [{ kind: 'conv', filters: 5, strides: [2, 2] }, { kind: 'batchNorm' }],
        },
      ],
    ],
    [
      'branches',
      [
        {
          kind: 'branches',
          merge: 'concat',
          branches: [
            [{ kind: 'conv', filters: 2 }],
            [
              { kind: 'maxPool', poolSize: [3, 3], strides: [1, 1], padding: 'same' },
              { kind: 'conv', filters: 3, kernelSize: [1, 1] },
            ],
          ],
        },
      ],
    ],
    // Strided, of few channels and an even size, oneDNN's own gradient of a 1x1 kernel is wrong.
    ['a 1x1 convolution with strides', [{ kind: 'conv', filters: 3, kernelSize: 1, strides: 2 }]],
    [
      'an Inception block with branches by hand',
      [
        {
          kind: 'inception',
          filters: 3,
          strides: 2,
          branches: [
            [{ layer: 'conv', size: 3, filters: 2 }],
            [
              { layer: 'avgPool', size: 3 },
              { layer: 'conv', size: 1 },
              { layer: 'conv', size: 5, filters: 4 },
            ],
            [{ layer: 'maxPool', size: 2 }],
          ],
        },
      ],
    ],
    [
      'own blocks with knobs, one inside another',
      [
        {
          kind: 'repeat',
          first: { strides: 2 },
          children: [{ kind: 'custom', definition: 'pair', knobs: { width: 3 } }],
        },
        { kind: 'custom', definition: 'unit', knobs: { activation: 'tanh' } },
      ],
    ],
  ])('%s', async (_, children) => {
    const pooled = children.some((child) => child.kind.startsWith('global'));
    const network = networkFrom(
      [
        ...children,
        ...(pooled ? [] : [{ kind: 'flatten' }]),
        { kind: 'dense', units: 'classes', activation: 'softmax' },
      ],
      [8, 8, 2],
      ownBlocks,
    );
    await expectAgreement({ network, backend: 'js' });
  });

  // TensorFlow fuses the three for evaluation, and has no kernel for some.
  it.each(['relu', 'relu6', 'leakyRelu', 'elu', 'selu', 'gelu', 'swish', 'sigmoid', 'tanh'])(
    'a convolution, batch norm and %s',
    async (activation) => {
      const network = networkFrom(
        [
          { kind: 'conv', filters: 3, kernelSize: 3, useBias: false },
          { kind: 'batchNorm' },
          { kind: 'activation', activation },
          { kind: 'flatten' },
          { kind: 'dense', units: 'classes', activation: 'softmax' },
        ],
        [8, 8, 2],
      );
      await expectAgreement({ network, backend: 'js' });
    },
  );

  it.each([
    { augmentation: { crop: 2, horizontalFlip: true } },
    { augmentation: { rotation: 20, shift: 0.1, zoom: 0.2, shear: 10, fill: 'reflect' } },
    { augmentation: { brightness: 0.2, contrast: 0.3, saturation: 0.4, cutout: 4 } },
    { augmentation: { mixup: 1 } },
    { augmentation: { cutmix: 1 }, labelSmoothing: 0.1 },
    {
      augmentation: { crop: 2, verticalFlip: true, rotation: 15, contrast: 0.2, cutout: 3, mixup: 0.2, cutmix: 1 },
      labelSmoothing: 0.05,
    },
  ])('with %j', async (recipe) => {
    const network = networkFrom(
      [
        { kind: 'conv', filters: 4, kernelSize: [3, 3] },
        { kind: 'batchNorm' },
        { kind: 'activation', activation: 'relu' },
        { kind: 'flatten' },
        { kind: 'dense', units: 'classes', activation: 'softmax' },
      ],
      [10, 12, 3],
    );
    await expectAgreement({ network, recipe, backend: 'js', batch: 6, steps: 4 });
  });

  it.each(['linear', 'relu', 'relu6', 'leakyRelu', 'elu', 'selu', 'gelu', 'swish', 'sigmoid', 'tanh', 'softmax'])(
    'activation %s',
    async (activation) => {
      const network = networkFrom(
        [
          { kind: 'conv', filters: 4, strides: [2, 2] },
          { kind: 'batchNorm' },
          { kind: 'activation', activation, alpha: 0.3 },
          { kind: 'flatten' },
          { kind: 'dense', units: 'classes' },
        ],
        [8, 8, 1],
      );
      await expectAgreement({ network, backend: 'js' });
    },
  );
});
