import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureAugmentation } from './augment.ts';
import { measureHistory } from './history.ts';
import { describeMachine } from './machine.ts';
import { measureLanguage } from './language.ts';
import { measureMemory } from './memory.ts';
import { isNetName, netNames, type NetName } from './nets.ts';
import { measurePredictions } from './predict.ts';
import { markdown, save, verdicts, type BenchResults } from './report.ts';
import { readSetup } from './setup.ts';
import { measureSteps } from './step.ts';
import { measureStreaming } from './stream.ts';
import { measureWindow } from './window.ts';

const parts = ['step', 'augment', 'stream', 'predict', 'language', 'memory', 'window', 'history'] as const;
type Part = (typeof parts)[number];

interface Options {
  readonly parts: readonly Part[];
  readonly nets: readonly NetName[];
  readonly without: readonly string[];
  /** Of the part at hand, where nothing was said. */
  readonly rounds: number | undefined;
  readonly seconds: number | undefined;
  readonly watch: number;
  readonly save: boolean;
}

/** Rounds, and seconds of a contender's turn: enough for steady medians, in a time that one waits for. */
const usual = {
  step: { rounds: 7, seconds: 6 },
  augment: { rounds: 5, seconds: 3 },
  stream: { rounds: 7, seconds: 3 },
  predict: { seconds: 6 },
} as const;

/** More than this part of the cores busy before the bench begins makes its figures unfit to be kept. */
const quietLoad = 0.25;

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        nets: { type: 'string', default: netNames.join(',') },
        without: { type: 'string', default: '' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        watch: { type: 'string', default: '60' },
        'no-save': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)}. bench/README.md lists what can be said.`,
    );
  }
}

function readOptions(): Options {
  const { values, positionals } = readArguments();
  const asked = parts.filter((part) => positionals.includes(part));
  const unknown = positionals.find((name) => !parts.some((part) => part === name));
  if (unknown !== undefined) throw new UsageError(`There is no part "${unknown}"; parts: ${parts.join(', ')}.`);
  const nets = values.nets.split(',').map((name) => {
    if (!isNetName(name))
      throw new UsageError(`There is no network "${name}" in this bench; networks: ${netNames.join(', ')}.`);
    return name;
  });
  return {
    parts: asked.length === 0 ? parts : asked,
    nets,
    without: values.without.split(','),
    rounds: values.rounds === undefined ? undefined : positive('rounds', values.rounds),
    seconds: values.seconds === undefined ? undefined : positive('seconds', values.seconds),
    watch: positive('watch', values.watch),
    save: !values['no-save'],
  };
}

class UsageError extends Error {}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new UsageError(`--${name} wants a number above 0, not "${text}".`);
  return value;
}

function say(line: string): void {
  console.error(`bench: ${line}`);
}

async function main(): Promise<number> {
  const options = readOptions();
  const setup = readSetup(dirname(fileURLToPath(import.meta.url)));
  const machine = describeMachine();
  if (machine.loadBefore > quietLoad * machine.cores) {
    say(`something else is running (load ${machine.loadBefore.toFixed(2)}): these figures are not fit to be kept`);
  }
  const { rounds, seconds } = options;
  const wants = (part: Part): boolean => options.parts.includes(part);
  const results: BenchResults = {
    at: new Date().toISOString(),
    machine,
    ...(wants('step')
      ? {
          steps: await measureSteps(
            setup,
            { ...options, rounds: rounds ?? usual.step.rounds, seconds: seconds ?? usual.step.seconds },
            say,
          ),
        }
      : {}),
    ...(wants('augment')
      ? {
          augmentation: await measureAugmentation(
            rounds ?? usual.augment.rounds,
            seconds ?? usual.augment.seconds,
            say,
          ),
        }
      : {}),
    ...(wants('stream')
      ? { streaming: await measureStreaming(rounds ?? usual.stream.rounds, seconds ?? usual.stream.seconds, say) }
      : {}),
    ...(wants('predict')
      ? { predictions: await measurePredictions(setup.projectRoot, seconds ?? usual.predict.seconds, say) }
      : {}),
    ...(wants('language') ? { language: await measureLanguage(say) } : {}),
    ...(wants('memory') ? { memory: await measureMemory(say) } : {}),
    ...(wants('window') ? { window: await measureWindow(setup, options.watch, say) } : {}),
    ...(wants('history') ? { history: await measureHistory(setup, say) } : {}),
  };
  console.log(markdown(results));
  if (options.save)
    say(`written to ${relative(process.cwd(), save(join(setup.projectRoot, 'bench', 'results'), results))} and .json`);
  return verdicts(results).every(({ met }) => met !== false) ? 0 : 1;
}

main()
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    const usage = error instanceof UsageError;
    console.error(usage ? `bench: ${error.message}` : error);
    process.exitCode = usage ? 2 : 1;
  });
