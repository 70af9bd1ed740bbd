import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImageStream } from '../core/data/index.ts';
import { createCompiledExecutor } from '../core/engine/compiled/index.ts';
import type { Executor, ExecutorInput } from '../core/engine/executor.ts';
import { initialWeights, sizeOf } from '../core/model/index.ts';
import { noise } from './data.ts';
import { batchSize, benchRecipe, classes, inputShape, networkOf, type NetName } from './nets.ts';
import { median } from './statistics.ts';
import { batches } from './workers/settings.ts';

export interface StreamResult {
  /** Size of the dataset on the disk. */
  readonly megabytes: number;
  readonly nets: readonly StreamedRates[];
}

/** Images/s from the disk, round by round, and of the turn with images in memory right before each. */
export interface StreamedRates {
  readonly net: NetName;
  readonly streamed: readonly number[];
  readonly resident: readonly number[];
}

/** Least part of the speed in memory. */
export const leastPart = 0.9;

/** The network with the most images a second, which the disk must keep up with, and one of usual size. */
const measured = ['lenet5', 'inception10'] as const satisfies readonly NetName[];
const inMemory = 8192;
const onDisk = 200_000;
const imageBytes = sizeOf(inputShape);

/** Trains each network from the disk and from memory, in turns, in one process. */
export async function measureStreaming(
  rounds: number,
  seconds: number,
  say: (line: string) => void,
): Promise<StreamResult> {
  const folder = mkdtempSync(join(tmpdir(), 'blockyard-bench-'));
  try {
    const path = join(folder, 'images.u8');
    writeImages(path);
    const nets: StreamedRates[] = [];
    for (const net of measured) nets.push(await measureNet(net, path, rounds, seconds, say));
    return { megabytes: Math.round((onDisk * imageBytes) / 1e6), nets };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureNet(
  net: NetName,
  path: string,
  rounds: number,
  seconds: number,
  say: (line: string) => void,
): Promise<StreamedRates> {
  const images = noise(inMemory * imageBytes, 256, 'images');
  const few = { images, labels: noise(inMemory, classes, 'labels'), count: inMemory };
  const stream = await ImageStream.open({
    dataset: 'noise',
    path,
    offset: 0,
    imageBytes,
    positions: Uint32Array.from({ length: onDisk }, (_, index) => index),
    labels: noise(onDisk, classes, 'labels'),
  });
  const contenders: Contender[] = [];
  try {
    for (const data of [few, stream]) contenders.push(await startWith(net, data));
    const [resident, streamed] = contenders;
    if (resident === undefined || streamed === undefined) throw new Error('Nothing was started.');
    for (const { train } of contenders) await train(seconds / 2);
    const rates = { net, streamed: [] as number[], resident: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      const without = await resident.train(seconds);
      const rate = await streamed.train(seconds);
      rates.resident.push(without);
      rates.streamed.push(rate);
      const figures = `${rate.toFixed(1)} from the disk, ${without.toFixed(1)} in memory, images/s`;
      say(`stream: ${net}: round ${round + 1} of ${rounds}: ${figures}`);
    }
    return rates;
  } finally {
    for (const { executor } of contenders) executor.dispose();
    await stream.close();
  }
}

interface Contender {
  readonly executor: Executor;
  /** For about so many seconds; images/s. */
  readonly train: (seconds: number) => Promise<number>;
}

async function startWith(net: NetName, data: ExecutorInput['train']): Promise<Contender> {
  const { network } = networkOf(net);
  const recipe = benchRecipe();
  const weights = initialWeights(network, 1);
  const executor = await createCompiledExecutor({ network, recipe, train: data, validation: data, weights });
  const order = batches(data.count);
  if (data instanceof ImageStream) data.announce(batches(data.count));
  let step = 0;
  const train = async (seconds: number): Promise<number> => {
    const begin = performance.now();
    let steps = 0;
    while (performance.now() - begin < seconds * 1000) {
      // As the trainer does between steps, to hear its host.
      await new Promise((resolve) => setImmediate(resolve));
      const { loss } = await executor.trainStep(order.next().value, recipe.learningRate, step);
      if (!Number.isFinite(loss)) throw new Error(`The loss was ${loss} at step ${step}.`);
      step += 1;
      steps += 1;
    }
    return (steps * batchSize * 1000) / (performance.now() - begin);
  };
  return { executor, train };
}

/** Noise that repeats: what is in the pictures makes no difference. */
function writeImages(path: string): void {
  const slice = 8192;
  const images = noise(slice * imageBytes, 256, 'images');
  for (let written = 0; written < onDisk; written += slice)
    writeFileSync(path, images.subarray(0, Math.min(slice, onDisk - written) * imageBytes), { flag: 'a' });
}

/** Of the speed in memory, the part that is left from the disk: the median over rounds. */
export function partOf({ streamed, resident }: StreamedRates): number {
  return median(streamed.map((rate, round) => rate / (resident[round] ?? NaN)));
}
