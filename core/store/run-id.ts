import { randomInt } from 'node:crypto';
import { BlockyardError } from '../protocol/problems.ts';
import type { Database } from './database.ts';

/** Crockford's base 32: no letter that looks like a digit. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz';
const pattern = /^\d{8}-[0-9a-hjkmnp-tv-z]{6}$/;

/** `20261124-k3f9tq`: the day (UTC) and 30 random bits. Short enough to read out, and sorted by day in a listing of the folder. */
export function newRunId(time: number): string {
  const day = new Date(time).toISOString().slice(0, 10).replaceAll('-', '');
  return `${day}-${Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('')}`;
}

/**
 * Refuses anything that is not a run's id before it can become part of a path or a query.
 * @throws BlockyardError unknown-run
 */
export function checkRunId(id: string): string {
  if (!pattern.test(id)) throw new BlockyardError('unknown-run', { id });
  return id;
}

/** Whether no run has this id, or had it before it was erased. @throws BlockyardError unknown-run for anything that is not a run's id */
export function isFreeId(database: Database, id: string): boolean {
  const sql = 'SELECT id FROM runs WHERE id = ?1 UNION ALL SELECT id FROM erased_runs WHERE id = ?1';
  return database.row(sql, checkRunId(id)) === undefined;
}
