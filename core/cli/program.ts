import { Command, CommanderError } from 'commander';
import { BlockyardError, toProblem } from '../protocol/problems.ts';
import { exitCodeOfProblem, exitCodes } from './exit-codes.ts';
import { rateTestLimits } from '../protocol/rate-test.ts';
import { imageShape, networkHelp, number, wholeNumber } from './arguments.ts';
import type { CodeOptions } from './code.ts';
import { addDataCommands } from './data-commands.ts';
import type { DescribeOptions } from './describe.ts';
import type { LintOptions } from './lint.ts';
import { InvalidNetworkError } from './invalid-network.ts';
import { addModelCommands } from './model-commands.ts';
import { problemDocument, tellProblems } from './model-problems.ts';
import { errorDocument, printJson, tell } from './output.ts';
import { addQueueCommands } from './queue-commands.ts';
import type { RatesOptions } from './rates.ts';
import { addRunsCommands } from './runs-commands.ts';
import { addStudyCommands } from './study-commands.ts';
import { addTrainOptions, type TrainOptions } from './train-options.ts';

interface JsonOption {
  readonly json?: true;
}

/**
 * Runs one command line, the program's name left out. Messages go to standard error; with `--json`, standard output gets exactly one JSON
 * document, which for an error is `{error: {code, message, facts}}`.
 * @returns the exit code
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  let code: number = exitCodes.done;
  const json = args.includes('--json');
  try {
    await makeProgram((result) => {
      code = result;
    }).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and the version were asked for and have been printed.
      if (error.exitCode === 0) return exitCodes.done;
      if (json) printJson({ error: { code: 'wrong-use', message: error.message.replace(/^error: /, ''), facts: {} } });
      return exitCodes.wrongUse;
    }
    const problem = toProblem(error);
    const document = errorDocument(problem);
    tell(document.message);
    const all = error instanceof InvalidNetworkError ? error.problems : [];
    tellProblems(all.slice(1));
    if (!(error instanceof BlockyardError) && process.env.BLOCKYARD_DEBUG !== undefined)
      tell(String(error instanceof Error ? error.stack : error));
    if (json) printJson({ error: { ...document, ...(all.length > 0 && { problems: all.map(problemDocument) }) } });
    return exitCodeOfProblem(problem.code);
  }
}

/** Each command loads what it needs when it runs, so that the others, and the help, start at once. */
function makeProgram(end: (code: number) => void): Command {
  const program = new Command('blockyard')
    .description('Train convolutional networks made of blocks, on your own machine, and keep every run.')
    .exitOverride()
    .showHelpAfterError('Run with --help to see what is possible.')
    .showSuggestionAfterError()
    .helpCommand('help [command]', 'show the help of a command')
    .helpOption('-h, --help', 'show this help')
    .addHelpText(
      'after',
      `
Examples:
  $ blockyard presets
  $ blockyard describe resnet20 --input 32x32x3
  $ blockyard train resnet20 --data mnist
  $ blockyard runs show 20260102-k3f9tq

Exit codes: 0 done, 1 failed, 2 wrong use or bad input, 130 interrupted.
BLOCKYARD_HOME names the folder of the library: its database and runs.`,
    );
  program
    .command('version')
    .description('print the version')
    .action(async () => {
      const { printVersion } = await import('./version.ts');
      printVersion();
    });

  command(program, 'presets', 'list the ready networks')
    .addHelpText('after', '\nExample:\n  $ blockyard presets --json')
    .action(async ({ json }: JsonOption) => {
      const { listPresets } = await import('./presets.ts');
      listPresets(json === true);
    });

  onData(command(program, 'describe', 'show shapes, parameters and cost of every block of a network'))
    .option(
      '--batch <number>',
      'also show what training with so many images in a step needs',
      wholeNumber({ min: 1, max: 65_536 }),
    )
    .option('--data <name>', 'also show what training on this dataset needs')
    .option('--time', 'measure this machine, to show how fast it would train; kept for the next time')
    .addHelpText(
      'after',
      '\nExamples:\n  $ blockyard describe resnet18 --input 32x32x3 --classes 10\n  $ blockyard describe vgg16 --data mnist --batch 128\n  $ blockyard describe my-net.json --json',
    )
    .action(async (network: string, { json, ...options }: JsonOption & Omit<DescribeOptions, 'json'>) => {
      const { describeNetwork } = await import('./describe.ts');
      end(await describeNetwork(network, { ...options, json: json === true }));
    });

  onData(command(program, 'code', 'print Keras code (Python) that builds the network'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ blockyard code resnet18 --input 32x32x3 --classes 10 > resnet18.py\n  $ blockyard code my-net.json',
    )
    .action(async (network: string, { json, ...options }: JsonOption & Omit<CodeOptions, 'json'>) => {
      const { printCode } = await import('./code.ts');
      end(await printCode(network, { ...options, json: json === true }));
    });

  command(program, 'lint', 'advise on a network: what fits, but an expert would build differently')
    .argument('<network>', networkHelp)
    .option('--input <shape>', 'height x width x channels of the images', imageShape, [28, 28, 1] as const)
    .option('--classes <number>', 'number of classes', wholeNumber({ min: 2, max: 65_536 }), 10)
    .addHelpText('after', '\nExample:\n  $ blockyard lint plain56 --input 32x32x3')
    .action(async (network: string, { json, ...options }: JsonOption & Omit<LintOptions, 'json'>) => {
      const { lintNetwork } = await import('./lint.ts');
      end(await lintNetwork(network, { ...options, json: json === true }));
    });

  command(program, 'diff', 'show what is different in the second of two networks')
    .argument('<before>', networkHelp)
    .argument('<after>', 'another one')
    .addHelpText(
      'after',
      '\nMarks: + added, - removed, ~ changed, > moved, = under another id.\nExit codes: 0 equal, 1 different, 2 wrong use or bad input.\n\nExample:\n  $ blockyard diff resnet20 plain20',
    )
    .action(async (before: string, after: string, { json }: JsonOption) => {
      const { diffNetworks } = await import('./diff.ts');
      end(await diffNetworks(before, after, json === true));
    });

  command(program, 'explode', 'print a network with its composite blocks and repeats taken apart, as a file')
    .argument('<network>', networkHelp)
    .option(
      '--node <id>',
      'only this one; can be given several times',
      (id: string, ids: readonly string[] | undefined) => [...(ids ?? []), id],
    )
    .option('--all', 'all of them, down to the layers; the default')
    .addHelpText('after', '\nExample:\n  $ blockyard explode resnet18 --node stage1 > mine.json')
    .action(async (network: string, { node, all }: { node?: string[]; all?: true }) => {
      const { explodeNetwork } = await import('./explode.ts');
      await explodeNetwork(network, all === true ? [] : (node ?? []));
    });

  addTrainOptions(command(program, 'train', 'train a network and keep the run'))
    .argument('<network>', networkHelp)
    .addHelpText(
      'after',
      `
What is not given comes from a recipe that suits the preset. Ctrl-C stops after the current step and keeps the weights; a second Ctrl-C ends at once.

Examples:
  $ blockyard train resnet20 --data mnist
  $ blockyard train lenet5 --data mnist --limit 3000 --epochs 2 --json
  $ blockyard train resnet20 --data my-photos --from 20260102-k3f9tq --freeze all-but-head
  $ blockyard train my-net.json --optimizer sgd --momentum 0.9 --lr 0.1 --schedule cosine --warmup 0.05 --label-smoothing 0.1`,
    )
    .action(async (network: string, options: TrainOptions & JsonOption) => {
      const { trainNetwork } = await import('./train.ts');
      end(await trainNetwork(network, options, options.json === true));
    });

  addTrainOptions(
    command(program, 'rates', 'find a learning rate by a short training in which it grows; nothing is kept'),
  )
    .argument('<network>', networkHelp)
    .option('--lowest <rate>', 'the first rate', number({ ...rateTestLimits.rate }), 1e-6)
    .option('--highest <rate>', 'the last one', number({ ...rateTestLimits.rate }), 10)
    .option('--steps <number>', 'batches to train', wholeNumber({ ...rateTestLimits.steps }), 150)
    .addHelpText(
      'after',
      '\nIt is the range test of Smith 2017. It ends early where the loss grows out of bounds.\n\nExample:\n  $ blockyard rates resnet20 --data mnist --batch 128',
    )
    .action(async (network: string, options: RatesOptions & JsonOption) => {
      const { testRates } = await import('./rates.ts');
      await testRates(network, options, options.json === true);
    });

  addModelCommands(program, command, end);
  addQueueCommands(program, command, end);
  addRunsCommands(program, command, end);
  addStudyCommands(program, command, end);
  addDataCommands(program, command);
  return program;
}

function command(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--json', 'print one JSON document on standard output')
    .helpOption('-h, --help', 'show this help');
}

/** A network, and the size of the data that it is for. */
function onData(told: Command): Command {
  return told
    .argument('<network>', networkHelp)
    .option('--input <shape>', 'height x width x channels of the images', imageShape, [28, 28, 1] as const)
    .option('--classes <number>', 'number of classes', wholeNumber({ min: 2, max: 65_536 }), 10);
}
