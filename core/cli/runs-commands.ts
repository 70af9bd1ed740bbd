import { Option, type Command } from 'commander';
import { queryFieldNames } from '../analysis/query/fields.ts';
import { verdictFigures, type VerdictFigure } from '../analysis/verdict-figures.ts';
import { tagList, word } from './arguments.ts';
import { runExportFormats } from '../protocol/interchange.ts';
import { addLineageCommands } from './lineage-commands.ts';
import type { ExportRunsOptions } from './interchange.ts';
import type { EditOptions } from './manage-runs.ts';
import type { ListOptions } from './runs.ts';

interface JsonOption {
  readonly json?: true;
}

type Make = (parent: Command, name: string, description: string) => Command;

/** The command `runs` and what is below it. @param command makes a command as the others are made */
export function addRunsCommands(program: Command, command: Make, end: (code: number) => void): void {
  const isJson = (self: Command): boolean => self.optsWithGlobals<JsonOption>().json === true;
  const list = async (query: string[], _: ListOptions, self: Command): Promise<void> => {
    const { listRuns } = await import('./runs.ts');
    await listRuns(query, self.optsWithGlobals<ListOptions>(), isJson(self));
  };
  const runs = listing(command(program, 'runs', 'list the runs of the library, newest first'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ blockyard runs\n  $ blockyard runs show 20260102-k3f9tq --json\n  $ blockyard runs edit 20260102-k3f9tq --tag baseline,week1 --star\n  $ blockyard runs rm 20260102-k3f9tq 20260102-m0dx2a',
    )
    .action(async (options: ListOptions, self: Command) => {
      await list([], options, self);
    });
  listing(command(runs, 'list', 'the same, or those that fit a filter'))
    .argument('[filter...]', 'terms that all have to hold, such as: accuracy > 95% tag:baseline -status:failed')
    .addHelpText(
      'after',
      `\nFields: ${queryFieldNames.join(', ')}.
In texts ":" asks for a part, "=" for the whole, and commas part alternatives. Put the filter in quotes, as ">" means another thing to a shell.

Example:
  $ blockyard runs list 'accuracy > 95% dataset:mnist tag:baseline'`,
    )
    .action(list);
  command(runs, 'show', 'show one run: its recipe, epochs and log')
    .argument('<id>', 'id of the run')
    .action(async (id: string, _: JsonOption, self: Command) => {
      const { showRun } = await import('./runs.ts');
      await showRun(id, isJson(self));
    });
  addLineageCommands(runs, command, end);
  command(runs, 'compare', 'show in what runs differ, and what repeated seeds carry')
    .argument('<id...>', 'ids of two runs or more')
    .option('--figure <name>', 'what the verdict is about', word(verdictFigures), 'lastAccuracy' as const)
    .addHelpText(
      'after',
      `\nBest values are marked with *. Runs that differ in their seeds alone are taken as one variant; each variant is compared with that of the first run.
Figures: ${verdictFigures.join(', ')}.

Example:
  $ blockyard runs compare 20260102-k3f9tq 20260102-m0dx2a --json`,
    )
    .action(async (ids: string[], { figure }: JsonOption & { readonly figure: VerdictFigure }, self: Command) => {
      const { compareRunsOf } = await import('./compare.ts');
      if (new Set(ids).size < 2) self.error('error: name two runs at least');
      await compareRunsOf([...new Set(ids)], figure, isJson(self));
    });
  command(runs, 'export', 'write runs as a file or folder: a table, everything recorded, for TensorBoard, or whole')
    .argument('<id...>', 'ids of the runs; of one alone for a bundle')
    .addOption(new Option('--format <format>', 'the form').choices(runExportFormats).makeOptionMandatory())
    .requiredOption('--out <path>', 'file to make, or folder for tensorboard')
    .option('--force', 'replace an earlier export of the same form')
    .addHelpText(
      'after',
      `
Forms:
  csv          a table with a line for every step
  json         everything that was recorded, as one document
  tensorboard  event files: tensorboard --logdir <folder>
  bundle       one run with its network, recipe, weights and figures, which 'runs import' of another machine takes

Example:
  $ blockyard runs export 20260102-k3f9tq --format bundle --out best.blockyard`,
    )
    .action(async (ids: string[], options: ExportRunsOptions, self: Command) => {
      const { exportRunsTo } = await import('./interchange.ts');
      if (options.format === 'bundle' && ids.length > 1) self.error('error: a bundle is of one run');
      await exportRunsTo([...new Set(ids)], options, isJson(self));
    });
  command(runs, 'import', 'enter runs from bundles')
    .argument('<file...>', 'bundles that runs export wrote')
    .addHelpText('after', '\nExample:\n  $ blockyard runs import best.blockyard')
    .action(async (paths: string[], _: JsonOption, self: Command) => {
      const { importRunsFrom } = await import('./interchange.ts');
      await importRunsFrom(paths, isJson(self));
    });
  command(runs, 'edit', 'name, tag, note, star or archive runs')
    .argument('<id...>', 'ids of the runs')
    .option('--name <text>', 'another name')
    .option('--notes <text>', 'notes, in the place of those there are; "" for none')
    .option('--tag <tags>', 'tags to add, separated by commas', tagList)
    .option('--untag <tags>', 'tags to take away', tagList)
    .option('--star', 'mark with a star')
    .option('--no-star', 'take the star away')
    .option('--archive', 'keep out of the list of runs')
    .option('--no-archive', 'put back into it')
    .addHelpText('after', '\nExample:\n  $ blockyard runs edit 20260102-k3f9tq --name "Best so far" --star')
    .action(async (ids: string[], options: EditOptions, self: Command) => {
      const { editRuns } = await import('./manage-runs.ts');
      await editRuns(ids, options, isJson(self));
    });
  command(runs, 'rm', 'delete runs; restore brings them back')
    .argument('<id...>', 'ids of the runs')
    .action(async (ids: string[], _: JsonOption, self: Command) => {
      const { removeRuns } = await import('./manage-runs.ts');
      await removeRuns(ids, isJson(self));
    });
  command(runs, 'restore', 'bring deleted runs back')
    .argument('<id...>', 'ids of the runs')
    .action(async (ids: string[], _: JsonOption, self: Command) => {
      const { restoreRuns } = await import('./manage-runs.ts');
      await restoreRuns(ids, isJson(self));
    });
  command(runs, 'erase', 'erase deleted runs for good, with their weights')
    .argument('[id...]', 'ids of deleted runs')
    .option('--all', 'all deleted runs')
    .action(async (ids: string[], { all }: JsonOption & { readonly all?: true }, self: Command) => {
      const { eraseRuns } = await import('./manage-runs.ts');
      if (all !== true && ids.length === 0)
        self.error("error: name the runs to erase, or give '--all' for all deleted ones");
      await eraseRuns(all === true ? undefined : ids, isJson(self));
    });
}

function listing(command: Command): Command {
  return command
    .option('--deleted', 'those that were deleted and not erased')
    .option('--archived', 'the archived ones');
}
