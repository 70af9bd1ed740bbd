import { createCompiledExecutor } from '../core/engine/compiled/index.ts';
import type { Executor } from '../core/engine/executor.ts';
import { initialWeights } from '../core/model/index.ts';
import { parseAugmentation } from '../core/protocol/augmentation-text.ts';
import { noise } from './data.ts';
import { batchSize, benchRecipe, classes, inputShape, networkOf, type NetName } from './nets.ts';
import { median } from './statistics.ts';
import { batches } from './workers/settings.ts';

export interface AugmentResult {
  readonly net: NetName;
  readonly settings: readonly AugmentedRates[];
}

/** Images/s of an augmentation, round by round, and of the turn without any right before each. */
export interface AugmentedRates {
  readonly augmentation: string;
  readonly rates: readonly number[];
  readonly plainRates: readonly number[];
}

/** Most of the training speed that an augmentation may cost. */
export const allowedCost = 0.15;

/** What is usual for small pictures (He et al. 2015), each kind by itself, and everything at once. */
const measured = [
  'flip,crop4',
  'rotate15,shift0.1,zoom0.2,shear10,reflect',
  'brightness,contrast,saturation',
  'cutout8',
  'mixup',
  'cutmix',
  'flip,vflip,crop4,rotate15,shift,zoom,shear,brightness,contrast,saturation,cutout8,mixup,cutmix',
] as const;
const pictures = 2048;

/** Trains InceptionNet10 with each augmentation and without, in turns, in one process. */
export async function measureAugmentation(
  rounds: number,
  seconds: number,
  say: (line: string) => void,
): Promise<AugmentResult> {
  const net = 'inception10';
  const contenders: Contender[] = [];
  try {
    for (const augmentation of ['none', ...measured]) contenders.push(await startWith(net, augmentation));
    for (const { train } of contenders) await train(seconds / 2);
    const [plain, ...augmented] = contenders;
    if (plain === undefined) throw new Error('Nothing was started.');
    for (let round = 0; round < rounds; round += 1) {
      for (const { augmentation, train, rates, plainRates } of augmented) {
        const without = await plain.train(seconds);
        const rate = await train(seconds);
        plainRates.push(without);
        rates.push(rate);
        say(
          `augment: round ${round + 1} of ${rounds}: ${augmentation} ${rate.toFixed(1)}, none ${without.toFixed(1)} images/s`,
        );
      }
    }
    const settings = augmented.map(({ augmentation, rates, plainRates }) => ({ augmentation, rates, plainRates }));
    return { net, settings };
  } finally {
    for (const { executor } of contenders) executor.dispose();
  }
}

interface Contender {
  readonly augmentation: string;
  readonly executor: Executor;
  readonly rates: number[];
  readonly plainRates: number[];
  /** For about so many seconds; images/s. */
  readonly train: (seconds: number) => Promise<number>;
}

async function startWith(net: NetName, augmentation: string): Promise<Contender> {
  const parsed = parseAugmentation(augmentation);
  if (!parsed.ok) throw new Error(`${parsed.error.item}: ${parsed.error.detail}`);
  const { network } = networkOf(net);
  const data = {
    images: noise(pictures * inputShape[0] * inputShape[1] * inputShape[2], 256, 'images'),
    labels: noise(pictures, classes, 'labels'),
    count: pictures,
  };
  const recipe = { ...benchRecipe(), augmentation: parsed.value };
  const weights = initialWeights(network, 1);
  const executor = await createCompiledExecutor({ network, recipe, train: data, validation: data, weights });
  const order = batches(data.count);
  let step = 0;
  const train = async (seconds: number): Promise<number> => {
    const begin = performance.now();
    let steps = 0;
    while (performance.now() - begin < seconds * 1000) {
      const { loss } = await executor.trainStep(order.next().value, recipe.learningRate, step);
      if (!Number.isFinite(loss)) throw new Error(`The loss was ${loss} at step ${step}.`);
      step += 1;
      steps += 1;
    }
    return (steps * batchSize * 1000) / (performance.now() - begin);
  };
  return { augmentation, executor, rates: [], plainRates: [], train };
}

/** Part of the speed without augmentation that it costs: the median over rounds. */
export function costOf({ rates, plainRates }: AugmentedRates): number {
  return median(rates.map((rate, round) => 1 - rate / (plainRates[round] ?? NaN)));
}
