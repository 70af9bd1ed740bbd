import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCheckpoint } from '../../core/engine/checkpoint.ts';
import { createCompiledExecutor } from '../../core/engine/compiled/index.ts';
import { initialWeights } from '../../core/model/index.ts';
import { noise } from '../data.ts';
import { median } from '../statistics.ts';
import { predictedData, predictedRun } from '../predict.ts';

/** Trains one preset for a while as a run does, its validation and its saved weights among it. Arguments: preset, seconds. */
async function main(): Promise<void> {
  const [preset = '', limit = ''] = process.argv.slice(2);
  const { network, recipe } = predictedRun(preset);
  const { trainSize, validationSize } = predictedData;
  const images = (count: number) => ({
    images: noise(count * network.input.reduce((product, side) => product * side, 1), 256, 'images'),
    labels: noise(count, network.classes, 'labels'),
    count,
  });
  const executor = await createCompiledExecutor({
    network,
    recipe,
    train: images(trainSize),
    validation: images(validationSize),
    weights: initialWeights(network, recipe.seed),
  });
  const seconds: number[] = [];
  const began = performance.now();
  for (let step = 0; seconds.length < 5 || performance.now() - began < 1000 * Number(limit); step += 1) {
    const indices = Int32Array.from({ length: recipe.batchSize }, (_, i) => (step * recipe.batchSize + i) % trainSize);
    const start = performance.now();
    await executor.trainStep(indices, recipe.learningRate, step);
    // The first two compile and allocate.
    if (step >= 2) seconds.push((performance.now() - start) / 1000);
  }
  await executor.evaluate();
  const folder = mkdtempSync(join(tmpdir(), 'blockyard-bench-'));
  try {
    const facts = { epoch: 1, step: 1, lossSum: 0, correct: 0, seed: 1, networkHash: '', valAccuracy: 0 };
    await writeCheckpoint(folder, 'last', network, { facts, state: await executor.readState() });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(JSON.stringify({ secondsPerStep: median(seconds), peakBytes: process.resourceUsage().maxRSS * 1024 }));
}

void main();
