import { InvalidArgumentError, type Command } from 'commander';
import { isPairDepth } from '../model/index.ts';
import { familyNetworks } from '../protocol/study.ts';
import { wholeNumber, word } from './arguments.ts';
import type { ShowOptions, StudyOptions } from './studies.ts';
import { addTrainOptions } from './train-options.ts';

interface JsonOption {
  readonly json?: true;
}

type Make = (parent: Command, name: string, description: string) => Command;

/** `20,56` */
function depthList(text: string): number[] {
  const depths = text.split(',').map((part) => Number(part.trim()));
  const wrong = depths.find((depth) => !isPairDepth(depth));
  if (wrong === undefined && new Set(depths).size === depths.length) return depths;
  throw new InvalidArgumentError('Give different depths of 6n + 2 layers, such as 8,14,20,32,44,56.');
}

const networkList = (text: string): string[] => text.split(',').map(word(familyNetworks));

/** The commands `sweep` and `study`. @param command makes a command as the others are made */
export function addStudyCommands(program: Command, command: Make, end: (code: number) => void): void {
  const sweep = command(program, 'sweep', 'train every choice of some settings, each with several seeds')
    .argument('<file>', 'a sweep (.json); with "list", "show <id>" or "stop <id>" those of the library')
    .addHelpText(
      'after',
      `
The file: {"name": ..., "base": {"architecture": "resnet20", "data": {"dataset": "mnist"}, "recipe": {...}}, "axes": [...], "seeds": [1, 2]}.
Its fields are told in docs/terminal.md. Ctrl-C stops it; what it has trained is kept.

Example:
  $ blockyard sweep rates.json --json`,
    )
    .action(async (file: string, { json }: JsonOption) => {
      const { runSweep } = await import('./studies.ts');
      end(await runSweep(file, json === true));
    });
  command(sweep, 'list', 'the sweeps and studies of the library').action(async (_: JsonOption, self: Command) => {
    const { listSweeps } = await import('./studies.ts');
    await listSweeps(self.optsWithGlobals<JsonOption>().json === true);
  });
  showing(command(sweep, 'show', 'how one of them stands'));
  command(sweep, 'stop', 'stop what trains of it and what waits')
    .argument('<id>', 'id of the sweep or study')
    .action(async (id: string) => {
      const { stopSweep } = await import('./studies.ts');
      await stopSweep(id);
    });

  const study = command(program, 'study', 'answer a question by training several networks with several seeds')
    .helpCommand(false)
    .action((_: JsonOption, self: Command) => {
      self.error("error: name a study: 'degradation' or 'family'");
    });
  asStudy(command(study, 'degradation', 'do deeper networks train worse, and do shortcuts help (He et al. 2015)?'))
    .option('--depths <list>', 'layers of the networks, 6n + 2', depthList, [20, 56])
    .action(async (options: StudyOptions & { readonly depths: number[] }, self: Command) => {
      const { runStudy } = await import('./studies.ts');
      const json = self.optsWithGlobals<JsonOption>().json === true;
      end(await runStudy({ kind: 'degradation', depths: options.depths }, options, json));
    });
  asStudy(command(study, 'family', 'how do the classic networks compare on the same budget?'))
    .option('--networks <list>', familyNetworks.join(','), networkList, [...familyNetworks])
    .action(async (options: StudyOptions & { readonly networks: string[] }, self: Command) => {
      const { runStudy } = await import('./studies.ts');
      const json = self.optsWithGlobals<JsonOption>().json === true;
      end(await runStudy({ kind: 'family', networks: options.networks }, options, json));
    });
  showing(command(study, 'show', 'how one stands'));
}

/** A study trains as `train` does, but for what it varies itself. */
function asStudy(command: Command): Command {
  return addTrainOptions(command)
    .option('--seeds <number>', 'trainings of each network, with seeds from 1', wholeNumber({ min: 1, max: 50 }), 3)
    .option('--report <file.html>', 'also write the report there')
    .addHelpText(
      'after',
      '\nCtrl-C stops it; what it has trained is kept.\n\nExample:\n  $ blockyard study degradation --depths 8,20 --seeds 3 --data mnist --limit 5000 --report degradation.html',
    );
}

function showing(command: Command): Command {
  return command
    .argument('<id>', 'id of the sweep or study')
    .option('--report <file.html>', 'of a study: also write its report there')
    .action(async (id: string, options: ShowOptions, self: Command) => {
      const { showSweep } = await import('./studies.ts');
      await showSweep(id, options, self.optsWithGlobals<JsonOption>().json === true);
    });
}
