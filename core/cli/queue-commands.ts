import type { Command } from 'commander';
import { mostRunsAtOnce, queueMoves, queuePriority, type QueueMove } from '../protocol/run-queue.ts';
import { networkHelp, wholeNumber, word } from './arguments.ts';
import type { AddOptions } from './queue.ts';
import { addTrainOptions } from './train-options.ts';

interface JsonOption {
  readonly json?: true;
}

type Make = (parent: Command, name: string, description: string) => Command;

/** The command `queue` and what is below it. @param command makes a command as the others are made */
export function addQueueCommands(program: Command, command: Make, end: (code: number) => void): void {
  const isJson = (self: Command): boolean => self.optsWithGlobals<JsonOption>().json === true;
  const list = async (_: JsonOption, self: Command): Promise<void> => {
    const { listQueue } = await import('./queue.ts');
    await listQueue(isJson(self));
  };
  const queue = command(program, 'queue', 'list the runs that wait to be trained, the next first')
    .addHelpText(
      'after',
      `
The window trains what waits, or "queue run" does; each run is trained once.

Examples:
  $ blockyard queue add resnet20 --data mnist --seed 2
  $ blockyard queue move 20260102-k3f9tq front
  $ blockyard queue run`,
    )
    .action(list);
  command(queue, 'list', 'the same').action(list);
  addTrainOptions(command(queue, 'add', 'let a run wait: as train, but later'))
    .argument('<network>', networkHelp)
    .option(
      '--priority <number>',
      'runs of a higher one train first; the usual is 0',
      wholeNumber({ min: queuePriority.least, max: queuePriority.most }),
    )
    .action(async (network: string, options: AddOptions, self: Command) => {
      const { addToQueue } = await import('./queue.ts');
      await addToQueue(network, options, isJson(self));
    });
  command(queue, 'remove', 'take runs out; runs restore brings them back as runs')
    .argument('<id...>', 'ids of runs that wait')
    .action(async (ids: string[], _: JsonOption, self: Command) => {
      const { removeFromQueue } = await import('./queue.ts');
      await removeFromQueue(ids, isJson(self));
    });
  command(queue, 'move', 'let a run wait elsewhere in the order')
    .argument('<id>', 'id of a run that waits')
    .argument('<where>', queueMoves.join(', '), word(queueMoves))
    .action(async (id: string, where: QueueMove, _: JsonOption, self: Command) => {
      const { moveInQueue } = await import('./queue.ts');
      await moveInQueue(id, where, isJson(self));
    });
  for (const [name, paused, what] of [
    ['pause', true, 'start nothing that waits; what trains goes on'],
    ['resume', false, 'go on with what waits'],
  ] as const)
    command(queue, name, what).action(async (_: JsonOption, self: Command) => {
      const { setQueue } = await import('./queue.ts');
      await setQueue({ paused }, isJson(self));
    });
  command(queue, 'set', 'set how many runs train at a time on a machine that trains on its CPU')
    .requiredOption('--at-once <number>', 'so many', wholeNumber({ min: 1, max: mostRunsAtOnce }))
    .action(async ({ atOnce }: { atOnce: number }, self: Command) => {
      const { setQueue } = await import('./queue.ts');
      await setQueue({ cpuRuns: atOnce }, isJson(self));
    });
  command(queue, 'run', 'train what waits, here, until nothing does')
    .addHelpText('after', '\nCtrl-C stops after the current step and keeps the weights; what waits goes on waiting.')
    .action(async (_: JsonOption, self: Command) => {
      const { runQueue } = await import('./queue.ts');
      end(await runQueue(isJson(self)));
    });
}
