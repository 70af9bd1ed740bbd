import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arbitraryWorkingArchitecture } from '../../model/arbitrary.test-support.ts';
import {
  inferArchitecture,
  initialWeights,
  kerasCode,
  nodeKinds,
  presets,
  randomStream,
  sizeOf,
  type Architecture,
  type ImageShape,
  type Network,
  type NetworkLayer,
} from '../../model/index.ts';
import { recipeSchema } from '../../protocol/recipe.ts';
import { createPortableExecutor } from '../portable/executor.ts';
import { scientificPython } from './python.test-support.ts';

const worker = fileURLToPath(new URL('check_models.py', import.meta.url));
const run = promisify(execFile);

const classes = 10;
const pictures = 2;
/** Networks with more parameters than this are compared by their counts and settings alone, which takes no time. */
const mostWeights = 2_000_000;

/** What Keras has in the place of a layer: with weights, or a number that decides what it does. */
interface ExpectedLayer {
  readonly kind: string;
  readonly paths: readonly string[];
  readonly facts: LayerFacts;
}

interface LayerFacts {
  readonly shapes: readonly (readonly number[])[];
  readonly initializer: string | null;
  readonly rate?: number;
  readonly epsilon?: number;
  readonly momentum?: number;
}

interface Result {
  readonly parameters: number;
  readonly trainable: number;
  readonly output: readonly number[];
  readonly layers: Readonly<Record<string, readonly LayerFacts[]>>;
  readonly penalty?: number;
  readonly predictions?: readonly number[];
  readonly reloaded?: readonly number[];
}

interface Checked {
  readonly network: Network;
  readonly architecture: Architecture;
  /** Given to both, where numbers are compared. */
  readonly weights: ReadonlyMap<string, Float32Array> | undefined;
  readonly images: Uint8Array;
}

const kinds = {
  conv: 'Conv2D',
  depthwiseConv: 'DepthwiseConv2D',
  batchNorm: 'BatchNormalization',
  dense: 'Dense',
  dropout: 'Dropout',
  spatialDropout: 'SpatialDropout2D',
} as const;
const kerasKinds = [...Object.values(kinds), 'SeparableConv2D'];

/** The network's layers that Keras has as well, in the order in which the code makes them. */
function expectedLayers({ layers }: Network): readonly ExpectedLayer[] {
  const expected: ExpectedLayer[] = [];
  for (const [index, layer] of layers.entries()) {
    const kind = layer.op.kind in kinds ? kinds[layer.op.kind as keyof typeof kinds] : undefined;
    if (kind === undefined || isPointwise(layers, index)) continue;
    const pointwise = isPointwise(layers, index + 1) ? layers[index + 1] : undefined;
    const weights = [...layer.weights, ...(pointwise?.weights ?? [])];
    const { initializer } = weights[0] ?? {};
    const random = initializer === 'heNormal' ? 'HeNormal' : 'GlorotUniform';
    expected.push({
      kind: pointwise === undefined ? kind : 'SeparableConv2D',
      paths: weights.map(({ path }) => path),
      facts: {
        shapes: weights.map(({ shape }) => [...shape]),
        initializer: initializer === 'heNormal' || initializer === 'glorotUniform' ? random : null,
        ...('rate' in layer.op && { rate: layer.op.rate }),
        ...('epsilon' in layer.op && { epsilon: layer.op.epsilon, momentum: layer.op.momentum }),
      },
    });
  }
  return expected;
}

/** Whether a layer is the second half of a separable convolution, which is one layer in Keras. */
function isPointwise(layers: readonly NetworkLayer[], index: number): boolean {
  const before = layers[index - 1];
  return before !== undefined && /\/depthwise(?:_\d+)?$/u.test(before.name) && layers[index]?.inputs[0] === index - 1;
}

/** Kernels as a run begins; everything else unlike what Keras begins with, so that nothing is equal by chance. */
function testWeights(network: Network): Map<string, Float32Array> {
  const weights = initialWeights(network, 11);
  for (const { path, role, shape } of network.layers.flatMap((layer) => layer.weights)) {
    const uniform = randomStream(12, path);
    const around = role === 'gamma' || role === 'movingVariance' ? 1 : 0;
    if (/^(?:bias|gamma|beta|moving)/u.test(role))
      weights.set(
        path,
        Float32Array.from({ length: sizeOf(shape) }, () => around + 0.4 * (uniform() - 0.5)),
      );
  }
  return weights;
}

const checked = new Map<string, Checked>();
const results = new Map<string, Result>();

function add(name: string, architecture: Architecture, input: ImageShape, withNumbers: boolean): boolean {
  const { network, totals } = inferArchitecture(architecture, { input, classes });
  if (network === undefined) return false;
  const uniform = randomStream(13, name);
  checked.set(name, {
    network,
    architecture,
    weights: withNumbers && totals.params.total < mostWeights ? testWeights(network) : undefined,
    images: Uint8Array.from({ length: pictures * sizeOf(input) }, () => Math.floor(uniform() * 256)),
  });
  return true;
}

/** Hands everything to one Python process: to start Keras takes seconds. */
async function askKeras(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'blockyard-keras-'));
  const floats: Float32Array[] = [];
  let offset = 0;
  const place = (values: Float32Array, shape: readonly number[]): object => {
    const placed = { offset, shape };
    floats.push(values);
    offset += values.length;
    return placed;
  };
  const tasks = [...checked].map(([name, { architecture, network, weights, images }]) => {
    const code = kerasCode(architecture, { input: network.input, classes });
    if (!code.ok) throw new Error(JSON.stringify(code.error));
    const task = { name, code: code.value, kinds: kerasKinds };
    if (weights === undefined) return task;
    const shapeOf = new Map(network.layers.flatMap((layer) => layer.weights).map(({ path, shape }) => [path, shape]));
    const expected = expectedLayers(network).filter(({ paths }) => paths.length > 0);
    const ofKind = (kind: string): object[][] =>
      expected
        .filter((layer) => layer.kind === kind)
        .map(({ paths }) =>
          paths.map((path) => place(weights.get(path) ?? new Float32Array(), shapeOf.get(path) ?? [])),
        );
    const scaled = Float32Array.from(images, (value) => value / 255);
    return {
      ...task,
      weights: Object.fromEntries([...new Set(expected.map(({ kind }) => kind))].map((kind) => [kind, ofKind(kind)])),
      images: place(scaled, [pictures, ...network.input]),
      saves: name.startsWith('resnet20 '),
    };
  });
  try {
    const python = await scientificPython();
    writeFileSync(join(folder, 'models.json'), JSON.stringify(tasks));
    writeFileSync(join(folder, 'values.bin'), Buffer.concat(floats.map((values) => Buffer.from(values.buffer))));
    await run(python, [worker, folder], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    const told = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as (Result & { name: string })[];
    for (const result of told) results.set(result.name, result);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The probabilities of the oracle: the same network in stock tfjs on native TensorFlow. */
async function oracle({ network, weights, images }: Checked): Promise<Float32Array> {
  const none = { images: new Uint8Array(), labels: new Uint8Array(), count: 0 };
  const recipe = recipeSchema.parse({ seed: 1, optimizer: { kind: 'sgd' } });
  const executor = await createPortableExecutor(
    { network, recipe, train: none, validation: none, weights: new Map(weights) },
    'oracle',
  );
  try {
    return await executor.predict(images, pictures);
  } finally {
    executor.dispose();
  }
}

function softmax(values: readonly number[]): readonly number[] {
  return Array.from({ length: pictures }, (_, picture) => {
    const row = values.slice(picture * classes, (picture + 1) * classes);
    const largest = Math.max(...row);
    const powers = row.map((value) => Math.exp(value - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  }).flat();
}

function farthest(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one.length).toBe(other.length);
  return Math.max(...Array.from(one, (value, index) => Math.abs(value - (other[index] ?? NaN))));
}

async function expectSame(name: string): Promise<void> {
  const one = checked.get(name);
  const result = results.get(name);
  if (one === undefined || result === undefined) throw new Error(`${name} was not built`);
  const { network, architecture, weights } = one;
  const { totals } = inferArchitecture(architecture, { input: network.input, classes });
  const expected = expectedLayers(network);
  expect(result).toMatchObject({
    parameters: totals.params.total,
    trainable: totals.params.trainable,
    output: [classes],
    layers: Object.fromEntries(
      kerasKinds.map((kind) => [kind, expected.filter((layer) => layer.kind === kind).map(({ facts }) => facts)]),
    ),
  });
  if (weights === undefined) return;
  const penalty = network.layers
    .flatMap((layer) => layer.weights)
    .reduce(
      (sum, { path, l2 }) =>
        sum + l2 * (weights.get(path) ?? new Float32Array()).reduce((all, value) => all + value * value, 0),
      0,
    );
  expect(Math.abs((result.penalty ?? NaN) - penalty)).toBeLessThanOrEqual(1e-4 * (1 + penalty));
  const last = network.layers[network.layers.length - 1]?.op;
  const isSoftmax = last?.kind === 'activation' && last.function === 'softmax';
  const predicted = result.predictions ?? [];
  expect(farthest(await oracle(one), isSoftmax ? predicted : softmax(predicted))).toBeLessThan(1e-4);
  if (result.reloaded !== undefined) expect(farthest(result.reloaded, predicted)).toBe(0);
}

const treeInput: ImageShape = [12, 12, 3];
const images: readonly ImageShape[] = [
  [32, 32, 3],
  [28, 28, 1],
];
const presetCases = presets.flatMap(({ name }) => images.map((size) => `${name} on ${size.join('x')}`));
for (const { name, architecture } of presets)
  for (const size of images) add(`${name} on ${size.join('x')}`, architecture, size, size[2] === 3);

/** The first fifty generated trees that make a network: the same every time. */
const treeCases: string[] = [];
for (const [index, tree] of fc.sample(arbitraryWorkingArchitecture, { numRuns: 200, seed: 6 }).entries()) {
  const name = `tree ${String(index)}`;
  if (treeCases.length < 50 && add(name, tree, treeInput, true)) treeCases.push(name);
}

// A first time, Keras is installed.
beforeAll(askKeras, 15 * 60_000);
afterAll(() => {
  checked.clear();
});

describe('the Keras code, run by Keras 3, builds the same network', () => {
  it.each(presetCases)('%s', async (name) => {
    await expectSame(name);
  });

  it.each(treeCases)('%s', async (name) => {
    await expectSame(name);
  });
});

it('is tried on fifty trees with every kind of block', () => {
  expect(treeCases).toHaveLength(50);
  const met = treeCases
    .flatMap((name) => checked.get(name) ?? [])
    .flatMap(({ architecture }) => inferArchitecture(architecture, { input: treeInput, classes }).nodes)
    .map(({ kind }) => kind);
  expect(nodeKinds.filter((kind) => !met.includes(kind))).toEqual([]);
});
