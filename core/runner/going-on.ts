import { existsSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { packHash } from '../data/index.ts';
import { because } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { queuePriority } from '../protocol/run-queue.ts';
import { storing, type Library } from '../store/index.ts';
import { weightsFile } from '../protocol/transfer.ts';
import { makeRunFolder } from './own-run.ts';
import { shareFile } from './share-file.ts';
import { validateRun } from './validate-run.ts';

/**
 * Enters that a run goes on from its last weights. To the epochs that it was to train, it is the same run; to another number, a new run that has
 * everything of the first up to there. See docs/adr/0051.
 * @returns the id of the run that waits now
 * @throws BlockyardError unknown-run, run-not-ended, run-complete, run-no-weights, dataset-changed, invalid-run-spec, unknown-dataset, dataset-missing
 */
export function enterContinuation(library: Library, id: string, epochs: number | undefined): string {
  const { name, status, endedAt, dataset, dataHash } = library.runs.summary(id);
  if (endedAt === undefined) throw new BlockyardError('run-not-ended', { id, name });
  const spec = library.runs.spec(id);
  const { architecture } = validateRun(spec, library.home);
  const found = packHash(library.home, dataset);
  // Of other datasets the engine finds out.
  if (found !== undefined && dataHash !== undefined && found !== dataHash)
    throw new BlockyardError('dataset-changed', { name: dataset });
  const planned = spec.recipe.epochs;
  if (epochs === undefined || epochs === planned) {
    if (status === 'completed') throw new BlockyardError('run-complete', { id, name, epochs: planned });
    library.continuation.reopen(id);
    library.queue.add(id, queuePriority.usual);
    return id;
  }
  const saved = library.continuation.saved(id);
  const folder = library.runFolder(id);
  const files = saved?.files.filter((file) => existsSync(join(folder, file))) ?? [];
  if (saved === undefined || files.length < saved.files.length)
    throw new BlockyardError('run-no-weights', { id, name });
  if (epochs <= saved.epoch) {
    const detail = because('trained-already', { trained: saved.epoch });
    throw new BlockyardError('invalid-run-spec', { path: 'epochs', detail });
  }
  const longer = { ...spec, recipe: { ...spec.recipe, epochs }, origin: { kind: 'continue', run: id } as const };
  const now = Date.now();
  const entered = library.runs.create(longer, architecture.name, undefined, now, (to) => {
    const target = library.runFolder(to);
    makeRunFolder(target, longer);
    const said = library.continuation.inherit(id, to, saved.step, epochs, now);
    storing(target, () => {
      const initial = existsSync(join(folder, weightsFile('initial'))) ? [weightsFile('initial')] : [];
      for (const file of [...files, ...initial]) shareFile(join(folder, file), join(target, file));
      // The engine numbers its events after the last one in this file.
      writeFileAtomic.sync(join(target, 'events.jsonl'), `${JSON.stringify(said)}\n`);
    });
    library.runs.ingest(to, [said]);
  });
  library.queue.add(entered.id, queuePriority.usual);
  return entered.id;
}
