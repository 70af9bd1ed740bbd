import type { Epoch, LogLine, StepMetrics } from '../protocol/runs.ts';
import type { SystemHistory } from '../protocol/system-figures.ts';
import type { Database } from './database.ts';
import { joinMetrics } from './metrics-blob.ts';
import { systemHistoryAfter } from './system-history.ts';
import { toEpoch, toLogLine, type EpochRow } from './run-rows.ts';

/** How far someone has read a run's news. */
export interface Cursor {
  readonly sequence: number;
  readonly log: number;
}

export interface News {
  readonly cursor: Cursor;
  readonly metrics: StepMetrics;
  readonly epochs: Epoch[];
  readonly log: LogLine[];
  readonly system: SystemHistory;
}

/** What is new: about one run since it was read last, and about all runs since another process looked. */
export class RunNews {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** How far a run's news go at this moment. */
  cursor(id: string): Cursor {
    const row = this.#database.row(
      `SELECT max(
         coalesce((SELECT max(sequence) FROM metrics WHERE run = ?1), 0),
         coalesce((SELECT max(sequence) FROM epochs WHERE run = ?1), 0),
         coalesce((SELECT max(sequence) FROM system_figures WHERE run = ?1), 0)
       ) AS sequence, coalesce((SELECT max(id) FROM log WHERE run = ?1), 0) AS log`,
      id,
    ) as Cursor | undefined;
    return { sequence: row?.sequence ?? 0, log: row?.log ?? 0 };
  }

  /** What came after the cursor. */
  after(id: string, cursor: Cursor): News {
    return this.#database.transaction(() => ({
      cursor: this.cursor(id),
      metrics: metricsAfter(this.#database, id, cursor.sequence),
      system: systemHistoryAfter(this.#database, id, cursor.sequence),
      epochs: (
        this.#database.rows(
          'SELECT * FROM epochs WHERE run = ? AND sequence > ? ORDER BY sequence',
          id,
          cursor.sequence,
        ) as EpochRow[]
      ).map(toEpoch),
      log: (
        this.#database.rows(
          'SELECT time, level, message FROM log WHERE run = ? AND id > ? ORDER BY id',
          id,
          cursor.log,
        ) as LogLine[]
      ).map(toLogLine),
    }));
  }

  /** Runs that have changed since a revision, those that were erased, and the newest revision. */
  changedSince(revision: number): { ids: string[]; erased: string[]; revision: number } {
    const rows = this.#database.rows(
      `SELECT id, revision, 0 AS erased FROM runs WHERE revision > ?1
       UNION ALL SELECT id, revision, 1 FROM erased_runs WHERE revision > ?1 ORDER BY revision`,
      revision,
    ) as { id: string; revision: number; erased: number }[];
    const ids = (erased: number): string[] => rows.filter((row) => row.erased === erased).map((row) => row.id);
    return { ids: ids(0), erased: ids(1), revision: rows[rows.length - 1]?.revision ?? revision };
  }
}

/** Figures per step of a run that its engine told after this event. */
export function metricsAfter(database: Database, id: string, sequence: number): StepMetrics {
  const rows = database.rows(
    'SELECT data FROM metrics WHERE run = ? AND sequence > ? ORDER BY sequence',
    id,
    sequence,
  ) as { data: ArrayBuffer }[];
  return joinMetrics(rows.map((row) => row.data));
}
