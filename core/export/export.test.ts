import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReader } from '../data/index.ts';
import { pythonWith } from '../engine/keras/python.test-support.ts';
import type { ImageSet } from '../engine/executor.ts';
import { loadTensorFlow } from '../engine/tensorflow.ts';
import {
  inferArchitecture,
  nodeKinds,
  parseArchitecture,
  presets,
  randomStream,
  sizeOf,
  type Architecture,
  type ImageShape,
} from '../model/index.ts';
import { arbitraryWorkingArchitecture } from '../model/arbitrary.test-support.ts';
import { exportFormats, type ExportFormat } from '../protocol/export.ts';
import { exportFiles } from './index.ts';
import { placeFiles, trainShortly, type Trained } from './trained.test-support.ts';

const run = promisify(execFile);
const classes = 10;
const pictures = 100;
const most = 1e-4;

/** Which formats are run, and by what: safetensors holds weights alone. */
const applied = exportFormats.filter((format) => format !== 'safetensors');

/** Their code is that of smaller ones but for a number, and Keras takes long to build them from it. */
const deep = ['resnet56', 'plain56', 'resnet110'];
const isApplied = (name: string, format: ExportFormat): boolean => format !== 'python' || !deep.includes(name);
type Applied = Exclude<ExportFormat, 'safetensors'>;

interface Result {
  readonly name: string;
  readonly probabilities: Readonly<Record<string, readonly number[]>>;
}

const folder = mkdtempSync(join(tmpdir(), 'blockyard-export-'));
const trained = new Map<string, Trained>();
const results = new Map<string, Record<string, ArrayLike<number>>>();

/** The first 100 test images of MNIST. */
async function testImages(): Promise<ImageSet> {
  const reader = await openReader('mnist', folder);
  try {
    const indices = Uint32Array.from({ length: pictures }, (_, index) => index);
    const images = await reader.read('test', indices);
    return { images, labels: reader.labels.test.slice(0, pictures), count: pictures };
  } finally {
    await reader.close();
  }
}

function randomImages(input: ImageShape, count: number): ImageSet {
  const uniform = randomStream(13, 'images');
  return {
    images: Uint8Array.from({ length: count * sizeOf(input) }, () => Math.floor(uniform() * 256)),
    labels: Uint8Array.from({ length: count }, () => Math.floor(uniform() * classes)),
    count,
  };
}

const tasks: object[] = [];

async function add(name: string, architecture: Architecture, input: ImageShape, set: ImageSet): Promise<void> {
  const { network } = inferArchitecture(architecture, { input, classes });
  if (network === undefined) throw new Error(`${name} has problems`);
  const made = await trainShortly(network, architecture, set);
  trained.set(name, made);
  const number = String(tasks.length);
  const places: Partial<Record<Applied, string>> = {};
  const endings: Partial<Record<Applied, string>> = { keras: '.keras', onnx: '.onnx' };
  for (const format of applied.filter((wanted) => isApplied(name, wanted))) {
    const place = `${number}-${format}${endings[format] ?? ''}`;
    placeFiles(join(folder, place), await exportFiles(made.model, format));
    places[format] = place;
  }
  writeFileSync(join(folder, `${number}.bin`), set.images);
  tasks.push({ name, input, count: set.count, images: `${number}.bin`, places });
  results.set(name, { tfjs: await applyTfjs(join(folder, places.tfjs ?? ''), input, set) });
}

/** With stock tfjs, on native TensorFlow; how a browser does is for the end-to-end tests. */
async function applyTfjs(place: string, input: ImageShape, { images, count }: ImageSet): Promise<Float32Array> {
  const tf = await loadTensorFlow();
  const model: LayersModel = await tf.loadLayersModel(`file://${place}/model.json`);
  const output = tf.tidy(() => {
    const pixels = tf.tensor(
      Float32Array.from(images, (value) => value / 255),
      [count, ...input],
    );
    return model.predict(pixels) as Tensor;
  });
  const probabilities = (await output.data()) as Float32Array;
  output.dispose();
  model.dispose();
  return probabilities;
}

async function askPython(): Promise<void> {
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(tasks));
  const worker = (name: string): string => fileURLToPath(new URL(`testing/${name}.py`, import.meta.url));
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', TF_CPP_MIN_LOG_LEVEL: '2' };
  const keras = await pythonWith('keras');
  const onnx = await pythonWith('onnxruntime');
  await Promise.all([
    run(keras, [worker('with_tensorflow'), folder], { env }),
    run(onnx, [worker('with_onnxruntime'), folder], { env }),
  ]);
  for (const file of ['results.json', 'onnx.json']) {
    const told = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Result[];
    for (const { name, probabilities } of told) Object.assign(results.get(name) ?? {}, probabilities);
  }
}

function farthest(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one.length).toBe(other.length);
  return Math.max(...Array.from(one, (value, index) => Math.abs(value - (other[index] ?? NaN))));
}

const treeInput: ImageShape = [12, 12, 3];

/** What an export may get wrong: every kind of block, every activation, and every way to slide a window. */
function traitsOf(tree: Architecture): ReadonlySet<string> {
  const { network, nodes } = inferArchitecture(tree, { input: treeInput, classes });
  const ofLayers = (network?.layers ?? []).flatMap(({ op }) => {
    const traits: string[] = [op.kind];
    if (op.kind === 'activation') traits.push(`${op.function} ${String(op.function === 'elu' && op.alpha !== 1)}`);
    if ('padding' in op) traits.push(`${op.kind} ${op.padding.toString()}`);
    if ('strides' in op && op.kind !== 'padShortcut') traits.push(`${op.kind} s${String(Math.max(...op.strides) > 1)}`);
    if ('dilationRate' in op && Math.max(...op.dilationRate) > 1) traits.push(`${op.kind} dilated`);
    if ('groups' in op && op.groups > 1) traits.push('grouped');
    return op.kind === 'zeroPad' ? ['zeroPad'] : traits;
  });
  return new Set([...(network ? nodes.map(({ kind }) => `block ${kind}`) : []), ...ofLayers]);
}

/** Of generated trees, those that show something that none before showed: the same every time. */
const trees: Architecture[] = [];
const met = new Set<string>();
for (const tree of fc.sample(arbitraryWorkingArchitecture, { numRuns: 300, seed: 6 })) {
  const fresh = [...traitsOf(tree)].filter((trait) => !met.has(trait));
  if (fresh.length > 0) trees.push(tree);
  for (const trait of fresh) met.add(trait);
}

/** What the trees do not show: settings that some library lacks, and a network that ends in scores. */
const settings = readArchitecture([
  { kind: 'conv', filters: 6, kernelSize: [3, 2], groups: 3, strides: [2, 1], activation: 'leakyRelu' },
  { kind: 'activation', activation: 'elu', alpha: 0.5 },
  { kind: 'depthwiseConv', depthMultiplier: 2, dilationRate: [2, 1], activation: 'gelu' },
  { kind: 'conv', filters: 8, groups: 2, dilationRate: 2, padding: 'valid', activation: 'selu' },
  {
    kind: 'zeroPad',
    padding: [
      [2, 1],
      [0, 3],
    ],
  },
  { kind: 'avgPool', poolSize: 3, strides: 1, padding: 'same' },
  { kind: 'residual', shortcut: 'pad', activation: 'relu6', body: [{ kind: 'conv', filters: 12, strides: 2 }] },
  { kind: 'spatialDropout', rate: 0.2 },
  { kind: 'activation', activation: 'softmax' },
  { kind: 'separableConv', filters: 5, activation: 'swish' },
  { kind: 'flatten' },
  { kind: 'batchNorm' },
  { kind: 'dense', units: 'classes', activation: 'linear' },
]);

function readArchitecture(children: readonly object[]): Architecture {
  const root = { kind: 'sequence', children };
  const parsed = parseArchitecture({ format: 'blockyard.architecture', version: 1, name: 'settings', root });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

// A first time, TensorFlow and ONNX Runtime are installed.
beforeAll(async () => {
  const set = await testImages();
  for (const { name, architecture } of presets) await add(name, architecture, [28, 28, 1], set);
  for (const [index, tree] of trees.entries())
    await add(`tree ${String(index)}`, tree, treeInput, randomImages(treeInput, 16));
  await add('settings', settings, treeInput, randomImages(treeInput, 16));
  await askPython();
}, 40 * 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const expectClose = (name: string, format: Applied): void => {
  const { probabilities } = trained.get(name) ?? {};
  expect(farthest(results.get(name)?.[format] ?? [], probabilities ?? [NaN])).toBeLessThanOrEqual(most);
};

describe.each(applied)('%s gives the probabilities that training gives', (format) => {
  const names = presets.map(({ name }) => name).filter((name) => isApplied(name, format));
  it.each(names)('of %s', (name) => {
    expectClose(name, format);
  });

  it.each([...trees.map((_, index) => `tree ${String(index)}`), 'settings'])('of %s', (name) => {
    expectClose(name, format);
  });
});

it('is tried on trees with every kind of block', () => {
  expect(nodeKinds.filter((kind) => !met.has(`block ${kind}`))).toEqual([]);
});

it.each(presets.map(({ name }) => name))('compares probabilities of %s that differ from picture to picture', (name) => {
  const { probabilities } = trained.get(name) ?? { probabilities: new Float32Array() };
  const rows = Array.from({ length: pictures }, (_, at) => probabilities.slice(at * classes, (at + 1) * classes));
  expect(new Set(rows.map((row) => row.join())).size).toBeGreaterThan(pictures / 2);
});
