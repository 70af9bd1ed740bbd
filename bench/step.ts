import { setTimeout as sleep } from 'node:timers/promises';
import { Contender, type ContenderSpec, type Library } from './contender.ts';
import { libraryTitles, peakSpecs, trainers, variantsOf, type Trainer } from './contenders.ts';
import { writeData, type DataFiles } from './data.ts';
import { batchSize, networkOf, type NetName } from './nets.ts';
import type { Setup } from './setup.ts';
import { best } from './statistics.ts';

export interface StepOptions {
  readonly nets: readonly NetName[];
  readonly without: readonly string[];
  readonly rounds: number;
  /** Length of a contender's turn. */
  readonly seconds: number;
}

/** What one contender did with one network. */
export interface ContenderResult {
  readonly library: Library;
  readonly variant: string;
  readonly version: string;
  /** Per round: images/s, or GFLOP/s of `peak`. */
  readonly rates: readonly number[];
}

export interface NetResult {
  readonly net: NetName;
  readonly flopPerImage: number;
  readonly contenders: readonly ContenderResult[];
  /** Variants that were tried in the selection and did not take part in the rounds, with the rate of their trial or why they failed. */
  readonly passedOver: readonly {
    readonly library: Library;
    readonly variant: string;
    readonly rate: number | undefined;
    readonly why: string;
  }[];
}

/** A pause before every turn, in which the worker threads of the one before go to sleep. */
const restMs = 400;

/** Trains every network with every library, in turns. */
export async function measureSteps(
  setup: Setup,
  options: StepOptions,
  say: (line: string) => void,
): Promise<NetResult[]> {
  const data = writeData();
  try {
    const results: NetResult[] = [];
    for (const net of options.nets) results.push(await measureNet(net, data, setup, options, say));
    return results;
  } finally {
    data.remove();
  }
}

interface Chosen {
  readonly contender: Contender;
  readonly steps: number;
  readonly rates: number[];
}

async function measureNet(
  net: NetName,
  data: DataFiles,
  setup: Setup,
  options: StepOptions,
  say: (line: string) => void,
): Promise<NetResult> {
  const { flopPerImage } = networkOf(net);
  const chosen: Chosen[] = [];
  const passedOver: NetResult['passedOver'][number][] = [];
  const wanted = trainers.filter((trainer) => !options.without.includes(trainer));
  try {
    for (const trainer of wanted) {
      const winner = await select(variantsOf(trainer, net, data, setup), options.seconds, (variant, rate, why) => {
        passedOver.push({ library: trainer, variant, rate, why });
        say(
          `${net}: ${libraryTitles[trainer]}, ${variant}: ${rate === undefined ? why : `${rate.toFixed(1)} images/s`}`,
        );
      });
      if (winner === undefined) say(`${net}: ${libraryTitles[trainer]} is left out: ${whyMissing(trainer, setup)}`);
      else chosen.push(winner);
    }
    if (net === 'resnet18' && !options.without.includes('peak')) chosen.push(...(await startPeaks(setup, say)));
    for (let round = 0; round < options.rounds; round += 1) {
      for (const { contender, steps, rates } of chosen) {
        await sleep(restMs);
        const message = await contender.round(steps);
        const rate = message.kind === 'peak' ? message.gflops : message.images / message.seconds;
        rates.push(rate);
        const unit = message.kind === 'peak' ? 'GFLOP/s' : 'images/s';
        const { library, variant } = contender.spec;
        say(
          `${net}: round ${round + 1} of ${options.rounds}: ${libraryTitles[library]} (${variant}) ${rate.toFixed(1)} ${unit}`,
        );
      }
    }
    const contenders = chosen.map(({ contender: { spec, version }, rates }) => ({
      library: spec.library,
      variant: spec.variant,
      version,
      rates,
    }));
    return { net, flopPerImage, contenders, passedOver };
  } finally {
    for (const { contender } of chosen) contender.stop();
  }
}

function whyMissing(trainer: Trainer, setup: Setup): string {
  const python = trainer === 'keras' ? setup.python.keras : setup.python.torch;
  return (trainer === 'keras' || trainer === 'torch') && python.kind === 'missing' ? python.why : 'it did not start';
}

/**
 * Gives every variant a short trial, alone, and keeps the fastest running.
 * @param passOver is told of each of the others
 */
async function select(
  specs: readonly ContenderSpec[],
  seconds: number,
  passOver: (variant: string, rate: number | undefined, why: string) => void,
): Promise<Chosen | undefined> {
  let leader: { contender: Contender; rate: number } | undefined;
  for (const spec of specs) {
    let candidate: Contender | undefined;
    try {
      candidate = await Contender.start(spec);
      const rate = await trial(candidate, specs.length === 1 ? 1 : seconds / 2);
      const [winner, loser]: [typeof leader, typeof leader] =
        leader === undefined || rate > leader.rate
          ? [{ contender: candidate, rate }, leader]
          : [leader, { contender: candidate, rate }];
      loser?.contender.stop();
      if (loser !== undefined) passOver(loser.contender.spec.variant, loser.rate, 'slower');
      leader = winner;
    } catch (error) {
      candidate?.stop();
      passOver(spec.variant, undefined, error instanceof Error ? error.message : String(error));
    }
  }
  if (leader === undefined) return undefined;
  return { contender: leader.contender, steps: stepsFor(leader.rate, seconds), rates: [] };
}

/** Two turns of about this length; the better one's images/s. */
async function trial(contender: Contender, seconds: number): Promise<number> {
  const first = await imagesPerSecond(contender, 2);
  const steps = stepsFor(first, seconds);
  return best([await imagesPerSecond(contender, steps), await imagesPerSecond(contender, steps)]);
}

async function imagesPerSecond(contender: Contender, steps: number): Promise<number> {
  const message = await contender.round(steps);
  if (message.kind !== 'round') throw new Error('It did not train.');
  return message.images / message.seconds;
}

function stepsFor(imagesPerSecond: number, seconds: number): number {
  return Math.max(2, Math.round((imagesPerSecond * seconds) / batchSize));
}

async function startPeaks(setup: Setup, say: (line: string) => void): Promise<Chosen[]> {
  const peaks: Chosen[] = [];
  for (const spec of peakSpecs(setup)) {
    try {
      peaks.push({ contender: await Contender.start(spec), steps: 5, rates: [] });
    } catch (error) {
      say(
        `${libraryTitles.peak} (${spec.variant}) is left out: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return peaks;
}
