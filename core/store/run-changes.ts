import { because } from '../protocol/details.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { isActive, runLimits, type RunChanges, type RunSummary } from '../protocol/runs.ts';
import type { Database } from './database.ts';
import type { RunRow } from './run-rows.ts';

/** The revision of the next change: SQL. An erased run counts, or the newest revision could come twice. */
export const nextRevision =
  '(SELECT max((SELECT coalesce(max(revision), 0) FROM runs), (SELECT coalesce(max(revision), 0) FROM erased_runs)) + 1)';

/** @throws BlockyardError invalid-run-spec where a run would have too many tags */
export function changeMarks(database: Database, row: RunRow, changes: RunChanges, now: number): void {
  const removed = new Set(changes.removeTags);
  const tags = new Set((JSON.parse(row.tags) as string[]).filter((tag) => !removed.has(tag)));
  for (const tag of changes.addTags ?? []) tags.add(tag);
  if (tags.size > runLimits.tags)
    throw new BlockyardError('invalid-run-spec', {
      path: 'tags',
      detail: because('too-many-tags', { run: row.id, tags: tags.size, most: runLimits.tags }),
    });
  const archivedAt =
    changes.archived === undefined ? row.archived_at : changes.archived ? (row.archived_at ?? now) : null;
  database.run(
    'UPDATE runs SET name = ?, tags = ?, notes = ?, starred = ?, archived_at = ? WHERE id = ?',
    changes.name ?? row.name,
    JSON.stringify([...tags]),
    changes.notes ?? row.notes,
    Number(changes.starred ?? row.starred === 1),
    archivedAt,
    row.id,
  );
}

/** Puts a run into the bin. @throws BlockyardError run-active */
export function removeRun(database: Database, { id, name, status }: RunSummary, now: number): void {
  if (isActive(status)) throw new BlockyardError('run-active', { id, name });
  database.run('UPDATE runs SET deleted_at = coalesce(deleted_at, ?) WHERE id = ?', now, id);
}

export function recoverRun(database: Database, id: string): void {
  database.run('UPDATE runs SET deleted_at = NULL WHERE id = ?', id);
}

/**
 * Takes a run of the bin out of the database, with everything that its engine said.
 * @throws BlockyardError run-not-deleted; run-active while its host has not let go of it
 */
export function eraseRun(database: Database, { id, name, deletedAt }: RunSummary): void {
  if (deletedAt === undefined) throw new BlockyardError('run-not-deleted', { id, name });
  const revision = database.row(`SELECT ${nextRevision} AS next`) as { next: number };
  if (database.run('DELETE FROM runs WHERE id = ? AND host IS NULL', id) === 0)
    throw new BlockyardError('run-active', { id, name });
  database.run('INSERT INTO erased_runs (id, revision) VALUES (?, ?)', id, revision.next);
}
