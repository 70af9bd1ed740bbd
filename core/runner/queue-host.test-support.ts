import { readFileSync } from 'node:fs';
import { openLibrary } from '../store/index.ts';
import { forkEngineHost, openRunner } from './index.ts';

/**
 * A program that serves the queue until it is killed, or until nothing waits or trains any more. Arguments: the library's home, the engine, and a file of run
 * specs to put into the queue first, if any.
 */
async function main(): Promise<void> {
  const [home = '', engine = '', specs] = process.argv.slice(2);
  const library = openLibrary(home);
  const runner = await openRunner({ library, engineHost: forkEngineHost(engine), timing: { pollMs: 20 } });
  runner.subscribe((notice) => {
    if (notice.name === 'run.epoch') process.stdout.write(`${notice.payload.id}\n`);
  });
  const runs =
    specs === undefined ? runner.list() : runner.enqueue(JSON.parse(readFileSync(specs, 'utf8')) as readonly unknown[]);
  process.stdout.write('open\n');
  for (const { id } of runs) await runner.wait(id);
  await runner.close();
  library.close();
}

void main();
