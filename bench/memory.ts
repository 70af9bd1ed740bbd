import { createCompiledExecutor } from '../core/engine/compiled/index.ts';
import { initialWeights } from '../core/model/index.ts';
import { noise } from './data.ts';
import { batchSize, benchRecipe, classes, inputShape, networkOf, type NetName } from './nets.ts';
import { batches } from './workers/settings.ts';

export interface MemoryReading {
  readonly step: number;
  readonly residentMiB: number;
  /** JavaScript's heap after a garbage collection. */
  readonly heapMiB: number;
}

export interface MemoryResult {
  readonly net: NetName;
  readonly readings: readonly MemoryReading[];
}

/** A run that leaked one batch of indices a step would grow by 0.6 MiB, one of pictures by 1,800 MiB; allocators' own breathing is a few MiB. */
export const allowedGrowthMiB = 16;
const firstReading = 100;
const lastReading = 5000;
const pictures = 2048;

/** Trains LeNet5, the network with the most steps per minute, and reads the process' memory from step 100 to step 5,000. */
export async function measureMemory(say: (line: string) => void): Promise<MemoryResult> {
  const net = 'lenet5';
  const { network } = networkOf(net);
  const data = {
    images: noise(pictures * inputShape[0] * inputShape[1] * inputShape[2], 256, 'images'),
    labels: noise(pictures, classes, 'labels'),
    count: pictures,
  };
  const recipe = benchRecipe();
  const executor = await createCompiledExecutor({
    network,
    recipe,
    train: data,
    validation: data,
    weights: initialWeights(network, 1),
  });
  const order = batches(data.count);
  const readings: MemoryReading[] = [];
  try {
    for (let step = 1; step <= lastReading; step += 1) {
      await executor.trainStep(order.next().value, recipe.learningRate, step - 1);
      if (step !== firstReading && step % 500 !== 0) continue;
      collectGarbage();
      const { rss, heapUsed } = process.memoryUsage();
      readings.push({ step, residentMiB: rss / 2 ** 20, heapMiB: heapUsed / 2 ** 20 });
      say(`memory: step ${step}: ${(rss / 2 ** 20).toFixed(1)} MiB resident (batch ${batchSize})`);
    }
  } finally {
    executor.dispose();
  }
  return { net, readings };
}

/** MiB at the last reading over the lowest one: what start-up frees late must not hide what leaks. */
export function growth({ readings }: MemoryResult): number {
  const resident = readings.map(({ residentMiB }) => residentMiB);
  return (resident[resident.length - 1] ?? NaN) - Math.min(...resident);
}

/** scripts/bench.mjs starts this program with `--expose-gc`. */
function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('Memory is measured with node --expose-gc.');
  globalThis.gc();
}
