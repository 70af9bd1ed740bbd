import { engineCommandSchema } from '../protocol/engine.ts';
import { prepareRun, type PreparedRun } from './prepare.ts';
import { mnistFolder, tinySpec } from './tiny-run.test-support.ts';

/** What an engine does with the command to train this network on MNIST, up to the first image. */
export async function prepareTiny(architecture: unknown): Promise<PreparedRun> {
  const spec = { ...tinySpec(), architecture };
  const command = { kind: 'start', runId: 'a', folder: '/nowhere', spec, datasetFolder: mnistFolder() };
  const read = engineCommandSchema.parse(command);
  if (read.kind !== 'start') throw new Error('The command was read as another.');
  return prepareRun(read.spec, read.datasetFolder, read.folder);
}
