import { inspect } from 'node:util';
import { initialWeights, sizeOf, trainingWork } from '../../model/index.ts';
import { calibrationVersion, type Calibration } from '../../protocol/calibration.ts';
import type { Measurement } from '../../protocol/engine.ts';
import { recipeSchema } from '../../protocol/recipe.ts';
import type { Backend, BackendChoice } from '../../protocol/run-spec.ts';
import { chooseBackend, type ChosenBackend } from '../choose-backend.ts';
import type { Executor } from '../executor.ts';
import { deviceMemory } from './device-memory.ts';
import { fitRates } from './fit.ts';
import { calibrationProbes, type Probe } from './probes.ts';

/** Seconds after which no further round of steps begins. */
const limitSeconds = 4;
const roundsAtMost = 15;

/** Steps of a network before those that count: the first compiles and allocates, the second still does some of it. */
const warmingSteps = 2;

/** Part of the probes' batches; what a GPU does in a millisecond takes plain JavaScript a second. */
const batchPart: Readonly<Record<Backend, number>> = { compiled: 1, webgpu: 1, js: 1 / 32 };

const recipe = recipeSchema.parse({});
/** Adam's. */
const slots = 2;

interface Running extends Probe {
  readonly executor: Executor;
  readonly seconds: number[];
}

/** A calibration as its host hears it. Never rejects. */
export async function measure(choice: BackendChoice): Promise<Measurement> {
  try {
    return { kind: 'calibrated', calibration: await calibrate(choice) };
  } catch (error) {
    process.stderr.write(`${inspect(error)}\n`);
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { kind: 'uncalibrated', problem: { code: 'measuring-failed', facts: { detail: detail.slice(0, 300) } } };
  }
}

/**
 * Measures how fast this machine trains: a few steps of small networks, round after round, so that something else that runs for a moment slows one
 * step of each and not every step of one. Lets waiting messages be heard between steps.
 * @throws BlockyardError `backend-unavailable`
 */
async function calibrate(choice: BackendChoice): Promise<Calibration> {
  const began = performance.now();
  const chosen = await chooseBackend(choice);
  const running: Running[] = [];
  try {
    let baseBytes = 0;
    for (const probe of calibrationProbes(batchPart[chosen.backend])) {
      running.push(await start(probe, chosen));
      if (running.length === 1) baseBytes = process.memoryUsage().rss;
    }
    for (let round = 0; round < roundsAtMost; round += 1) {
      for (const probe of running) await timeStep(probe);
      if (performance.now() - began > 1000 * limitSeconds) break;
    }
    const samples = running.map(({ network, batchSize, seconds }) => ({
      work: trainingWork(network, { batchSize, slots }),
      seconds: lowerQuartile(seconds),
    }));
    const device = running[0]?.executor.device ?? '';
    const memory = await deviceMemory(chosen.backend, device);
    return {
      version: calibrationVersion,
      backend: chosen.backend,
      device,
      versions: { ...chosen.versions },
      measuredAt: Date.now(),
      ...fitRates(samples),
      baseBytes,
      ...(memory !== undefined && { deviceMemoryBytes: memory }),
    };
  } finally {
    for (const { executor } of running) executor.dispose();
  }
}

async function start(probe: Probe, chosen: ChosenBackend): Promise<Running> {
  const { network, batchSize } = probe;
  const images = Uint8Array.from({ length: batchSize * sizeOf(network.input) }, (_, i) => (i * 89) % 256);
  const data = { images, labels: new Uint8Array(batchSize), count: batchSize };
  const executor = await chosen.createExecutor({
    network,
    recipe,
    train: data,
    validation: data,
    weights: initialWeights(network, recipe.seed),
  });
  const running = { ...probe, executor, seconds: [] };
  // Plain JavaScript compiles nothing ahead, and a step of it may take a second.
  if (chosen.backend !== 'js') for (let step = 0; step < warmingSteps; step += 1) await timeStep(running);
  running.seconds.length = 0;
  return running;
}

async function timeStep({ executor, batchSize, seconds }: Running): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  const indices = Int32Array.from({ length: batchSize }, (_, i) => i);
  const began = performance.now();
  await executor.trainStep(indices, recipe.learningRate, seconds.length);
  seconds.push((performance.now() - began) / 1000);
}

/** Other programs only ever make a step slower. */
function lowerQuartile(seconds: readonly number[]): number {
  return [...seconds].sort((a, b) => a - b)[Math.floor(seconds.length / 4)] ?? 0;
}
