import { BlockyardError } from '../protocol/problems.ts';
import { runSummarySchema, type RunSummary } from '../protocol/runs.ts';
import type { Database } from './database.ts';
import { nextRevision } from './run-changes.ts';
import { checkRunId } from './run-id.ts';
import { runColumns, toEpoch, toMarks, type EpochRow, type RunRow } from './run-rows.ts';
import { summarize, type ControlEvent, type HostOutcome } from './summary.ts';

/** @throws BlockyardError unknown-run */
export function readRow(database: Database, id: string): RunRow {
  const row = database.row(`SELECT ${runColumns} FROM runs WHERE id = ?`, checkRunId(id)) as RunRow | undefined;
  if (row === undefined) throw new BlockyardError('unknown-run', { id });
  return row;
}

/** @throws BlockyardError unknown-run, library-corrupt */
export function readSummary(database: Database, id: string): RunSummary {
  return parseSummary(database, readRow(database, id).summary);
}

/** @throws BlockyardError library-corrupt */
export function parseSummary(database: Database, json: string): RunSummary {
  const summary = runSummarySchema.safeParse(JSON.parse(json));
  if (summary.success) return summary.data;
  throw new BlockyardError('library-corrupt', {
    path: database.path,
    detail: `a run's summary is not readable (${summary.error.issues[0]?.path.join('/') ?? ''})`,
  });
}

/** What the engine has said of its state, by sequence number. */
export function readControls(database: Database, id: string): ControlEvent[] {
  const rows = database.rows(
    `SELECT sequence, time, body, CASE WHEN kind = 'ready' THEN (
       SELECT metrics.time FROM metrics WHERE metrics.run = events.run AND metrics.sequence < events.sequence ORDER BY metrics.sequence DESC LIMIT 1
     ) END AS before
     FROM events WHERE run = ? AND kind IN ('ready', 'state', 'done', 'failed') ORDER BY sequence`,
    id,
  ) as { sequence: number; time: number; body: string; before: number | null }[];
  return rows.map(({ sequence, time, body, before }) => ({
    sequence,
    time,
    before: before ?? undefined,
    body: JSON.parse(body) as ControlEvent['body'],
  }));
}

/** Runs a change of one run and brings its summary up to date, if anything changed. */
export function changeRun(database: Database, id: string, change: () => number): void {
  database.transaction(() => {
    if (change() > 0) refreshSummary(database, id);
  });
}

/** Makes a run's summary of what is in the library now, and its revision the newest. @throws BlockyardError unknown-run */
export function refreshSummary(database: Database, id: string): RunSummary {
  const row = readRow(database, id);
  const { architecture, dataset, settings, origin } = parseSummary(database, row.summary);
  const latest = database.row(
    'SELECT time, last_step, images_per_second FROM metrics WHERE run = ? ORDER BY sequence DESC LIMIT 1',
    id,
  ) as { time: number; last_step: number; images_per_second: number } | undefined;
  const lastEpoch = database.row('SELECT * FROM epochs WHERE run = ? ORDER BY sequence DESC LIMIT 1', id) as
    EpochRow | undefined;
  const bestEpoch = database.row('SELECT * FROM epochs WHERE run = ? ORDER BY val_accuracy DESC, epoch LIMIT 1', id) as
    EpochRow | undefined;
  const identity = { id, architecture, dataset, settings, createdAt: row.created_at, ...(origin && { origin }) };
  const summary = summarize(identity, toMarks(row), {
    phase: row.phase,
    outcome: row.outcome === null ? undefined : (JSON.parse(row.outcome) as HostOutcome),
    queue: row.host === null && row.place !== null ? { priority: row.priority, place: row.place } : undefined,
    resumedAfter: row.resumed_after,
    controls: readControls(database, id),
    latest: latest && { time: latest.time, step: latest.last_step, imagesPerSecond: latest.images_per_second },
    lastEpoch: lastEpoch && { time: lastEpoch.time, figures: toEpoch(lastEpoch) },
    bestEpoch: bestEpoch && toEpoch(bestEpoch),
  });
  database.run(`UPDATE runs SET summary = ?, revision = ${nextRevision} WHERE id = ?`, JSON.stringify(summary), id);
  return summary;
}
