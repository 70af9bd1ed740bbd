import type { RunChanges, RunSummary } from '../protocol/runs.ts';
import { parseChanges } from './arguments.ts';
import { formatNumberOf } from './format.ts';
import { print, printJson } from './output.ts';
import { summaryDocument } from './run-document.ts';
import { withRunner } from './with-runner.ts';

export interface EditOptions {
  readonly name?: string;
  readonly notes?: string;
  readonly tag?: string[];
  readonly untag?: string[];
  readonly star?: boolean;
  readonly archive?: boolean;
}

/** @throws BlockyardError unknown-run, invalid-run-spec */
export async function editRuns(ids: readonly string[], options: EditOptions, json: boolean): Promise<void> {
  const { name, notes, tag, untag, star, archive } = options;
  const changes: RunChanges = parseChanges({
    name,
    notes,
    addTags: tag,
    removeTags: untag,
    starred: star,
    archived: archive,
  });
  await withRunner((runner) => {
    tellChanged(runner.change(ids, changes), json, (runs) => `Changed ${runs}.`);
  });
}

/** @throws BlockyardError unknown-run, run-active */
export async function removeRuns(ids: readonly string[], json: boolean): Promise<void> {
  await withRunner((runner) => {
    const back = `To bring them back: blockyard runs restore ${ids.join(' ')}`;
    tellChanged(runner.remove(ids), json, (runs) => `Deleted ${runs}. ${back}`);
  });
}

/** @throws BlockyardError unknown-run */
export async function restoreRuns(ids: readonly string[], json: boolean): Promise<void> {
  await withRunner((runner) => {
    tellChanged(runner.restore(ids), json, (runs) => `Brought ${runs} back.`);
  });
}

/** @param ids undefined: all deleted ones. @throws BlockyardError unknown-run, run-not-deleted, run-active */
export async function eraseRuns(ids: readonly string[] | undefined, json: boolean): Promise<void> {
  await withRunner((runner) => {
    const wanted = new Set(ids ?? deletedRuns(runner.list()));
    runner.erase([...wanted]);
    if (json) printJson({ erased: [...wanted] });
    else print(`Erased ${formatNumberOf(wanted.size, 'run')}.`);
  });
}

function deletedRuns(runs: readonly RunSummary[]): string[] {
  return runs.filter(({ deletedAt }) => deletedAt !== undefined).map(({ id }) => id);
}

function tellChanged(runs: readonly RunSummary[], json: boolean, text: (counted: string) => string): void {
  if (json) printJson(runs.map(summaryDocument));
  else print(text(formatNumberOf(runs.length, 'run')));
}
