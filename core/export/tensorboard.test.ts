import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { pythonWith } from '../engine/keras/python.test-support.ts';
import type { EngineEventBody } from '../protocol/engine.ts';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import { crc32c } from './crc32c.ts';
import { tensorBoardFiles } from './tensorboard.ts';
import { placeFiles } from './trained.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'blockyard-events-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const bodies: EngineEventBody[] = [
  {
    kind: 'layers',
    layers: [
      { name: 'conv 1', kind: 'conv' },
      { name: 'relu', kind: 'activation' },
    ],
  },
  {
    kind: 'metrics',
    step: [1, 2],
    loss: [2.5, 0],
    accuracy: [0.25, 0.5],
    learningRate: [0.5, 0.125],
    imagesPerSecond: 10,
  },
  {
    kind: 'layerFigures',
    step: 2,
    figures: {
      gradientNorm: [0.5, null],
      weightNorm: [4, null],
      updateRatio: [0.25, null],
      activationMean: [null, 1.5],
      activationDeviation: [null, 2],
      deadShare: [null, 0],
    },
  },
  {
    kind: 'epoch',
    epoch: 1,
    step: 2,
    loss: 1.25,
    accuracy: 0.375,
    valLoss: 1.75,
    valAccuracy: 0.625,
    seconds: 3,
    imagesPerSecond: 64,
  },
];

describe('CRC-32C', () => {
  // RFC 3720, B.4.
  it.each([
    ['zeros', new Uint8Array(32), 0x8a9136aa],
    ['ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['counting', Uint8Array.from({ length: 32 }, (_, at) => at), 0x46dd794e],
    ['nothing', new Uint8Array(), 0],
  ])('of %s is that of the standard', (_, bytes, sum) => {
    expect(crc32c(bytes)).toBe(sum);
  });
});

// A first time, TensorFlow is installed.
it('event files are read by TensorFlow, with every figure', { timeout: 40 * 60_000 }, async () => {
  const spec = { ...readyExperiment(), name: 'Ein Lauf 训练' };
  const events = bodies.map((body, at) => ({
    version: 1 as const,
    runId: 'a',
    sequence: at + 1,
    time: 1_800_000_000_250 + 1000 * at,
    body,
  }));
  const files = tensorBoardFiles({ spec, createdAt: 1_800_000_000_000, events });
  placeFiles(folder, files);
  const worker = fileURLToPath(new URL('testing/read_events.py', import.meta.url));
  const paths = files.map(({ path }) => join(folder, path));
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', PYTHONDONTWRITEBYTECODE: '1' };
  const { stdout } = await promisify(execFile)(await pythonWith('keras'), [worker, ...paths], { env });
  const [train = [], validation = []] = JSON.parse(stdout) as [number, number, string, unknown][][];
  const start = 1_800_000_000;
  expect(train).toEqual([
    [0, start, 'version', 'brain.Event:2'],
    [0, start, 'spec', expect.stringMatching(/^```json\n\{[^]*"name": "Ein Lauf 训练"[^]*\}\n```$/)],
    [1, start + 1.25, 'batch_loss', 2.5],
    [1, start + 1.25, 'batch_accuracy', 0.25],
    [1, start + 1.25, 'batch_learning_rate', 0.5],
    [2, start + 1.25, 'batch_loss', 0],
    [2, start + 1.25, 'batch_accuracy', 0.5],
    [2, start + 1.25, 'batch_learning_rate', 0.125],
    [2, start + 2.25, 'gradient_norm/conv 1', 0.5],
    [2, start + 2.25, 'weight_norm/conv 1', 4],
    [2, start + 2.25, 'update_ratio/conv 1', 0.25],
    [2, start + 2.25, 'activation_mean/relu', 1.5],
    [2, start + 2.25, 'activation_deviation/relu', 2],
    [2, start + 2.25, 'dead_share/relu', 0],
    [1, start + 3.25, 'epoch_loss', 1.25],
    [1, start + 3.25, 'epoch_accuracy', 0.375],
    [1, start + 3.25, 'images_per_second', 64],
  ]);
  expect(validation).toEqual([
    [0, start, 'version', 'brain.Event:2'],
    [1, start + 3.25, 'epoch_loss', 1.75],
    [1, start + 3.25, 'epoch_accuracy', 0.625],
  ]);
});
