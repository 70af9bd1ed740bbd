import type { Runner } from '../core/runner/index.ts';
import type { Handlers } from './answer.ts';
import type { GrantedPaths } from './granted-paths.ts';
import { checkFile } from './transfer-handlers.ts';

type QueueHandlers = Pick<Handlers, Extract<keyof Handlers, `queue.${string}`> | 'runs.continue'>;

/** @param onEnter hears of every run that is put into the queue */
export function queueHandlers(
  runner: Runner,
  granted: GrantedPaths,
  onEnter: (runId: string, architecture: unknown) => void,
): QueueHandlers {
  return {
    'queue.state': () => runner.queue.state(),
    'queue.set': (changes) => runner.queue.set(changes),
    'queue.add': ({ specs, priority }) => {
      for (const { transfer } of specs) checkFile(granted, transfer);
      const runs = runner.enqueue(specs, { ...(priority !== undefined && { priority }) });
      for (const [index, { id }] of runs.entries()) onEnter(id, specs[index]?.architecture);
      return runs;
    },
    'queue.move': ({ id, to }) => runner.queue.move(id, to),
    'queue.remove': ({ ids }) => runner.queue.remove(ids),
    'runs.continue': ({ id, epochs }) => {
      const run = runner.continue(id, { ...(epochs !== undefined && { epochs }) });
      if (run.id !== id) onEnter(run.id, runner.get(run.id).spec.architecture);
      return run;
    },
    'queue.putBack': ({ ids }) => runner.queue.putBack(ids),
  };
}
