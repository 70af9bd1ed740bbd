import type { Command } from 'commander';
import { wholeNumber } from './arguments.ts';
import type { AgainOptions, ContinueOptions, ForkOptions } from './lineage.ts';
import { addChangeOptions } from './train-options.ts';

type Make = (parent: Command, name: string, description: string) => Command;

const queueOption = ['--queue', 'let it wait in the queue instead of training it now'] as const;

/** Commands below `runs` that make runs of runs. @param command makes a command as the others are made */
export function addLineageCommands(runs: Command, command: Make, end: (code: number) => void): void {
  const isJson = (self: Command): boolean => self.optsWithGlobals<{ readonly json?: true }>().json === true;
  command(runs, 'again', 'train what a run was once more, as a new run')
    .argument('<id>', 'id of the run')
    .option('--seed <number>', 'with another seed', wholeNumber({ min: 0, max: 0xffff_ffff }))
    .option('--name <text>', 'name of the new run')
    .option(...queueOption)
    .action(async (id: string, options: AgainOptions, self: Command) => {
      const { runAgain } = await import('./lineage.ts');
      end(await runAgain(id, options, isJson(self)));
    });
  addChangeOptions(command(runs, 'fork', 'train what a run was with changes, which are shown, as a new run'))
    .argument('<id>', 'id of the run')
    .option('--network <network>', 'another network: a preset, or a file')
    .option(...queueOption)
    .addHelpText('after', '\nExample:\n  $ blockyard runs fork 20260102-k3f9tq --lr 0.01 --schedule cosine')
    .action(async (id: string, options: ForkOptions, self: Command) => {
      const { forkRun } = await import('./lineage.ts');
      end(await forkRun(id, options, isJson(self)));
    });
  command(runs, 'continue', 'let a run go on from its last weights')
    .argument('<id>', 'id of a run that has ended')
    .option('--epochs <number>', 'to so many epochs in all, as a new run', wholeNumber({ min: 1, max: 100_000 }))
    .option(...queueOption)
    .addHelpText(
      'after',
      `
Without --epochs, a run that was stopped or interrupted goes on to its planned end, as the same run.

Examples:
  $ blockyard runs continue 20260102-k3f9tq
  $ blockyard runs continue 20260102-k3f9tq --epochs 40`,
    )
    .action(async (id: string, options: ContinueOptions, self: Command) => {
      const { continueRun } = await import('./lineage.ts');
      end(await continueRun(id, options, isJson(self)));
    });
}
