import { openLibrary } from '../store/index.ts';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import { forkEngineHost, openRunner } from './index.ts';

/** A program that trains one run and is meant to be killed. Arguments: the library's home, the engine, what the engine is to do. */
async function main(): Promise<void> {
  const [home = '', engine = '', fault = ''] = process.argv.slice(2);
  const runner = await openRunner({ library: openLibrary(home), engineHost: forkEngineHost(engine) });
  const { id } = await runner.start({ ...readyExperiment(), name: fault });
  runner.subscribe((notice) => {
    if (notice.name === 'run.metrics') process.stdout.write(`${id} ${String(notice.payload.metrics.step.length)}\n`);
  });
  await runner.start({ ...readyExperiment(), name: 'none' });
  await runner.wait(id);
}

void main();
