import type { Epoch, LogLine, RunMarks } from '../protocol/runs.ts';
import type { HostPhase } from './summary.ts';

/** A row of `runs`, as far as it is read. */
export interface RunRow {
  readonly id: string;
  readonly created_at: number;
  readonly spec: string;
  readonly phase: HostPhase;
  readonly host: string | null;
  readonly outcome: string | null;
  readonly priority: number;
  readonly place: number | null;
  readonly resumed_after: number;
  readonly summary: string;
  readonly name: string;
  readonly tags: string;
  readonly notes: string;
  readonly starred: number;
  readonly archived_at: number | null;
  readonly deleted_at: number | null;
}

/** The columns of a `RunRow`: SQL. */
export const runColumns = `id, created_at, spec, phase, host, outcome, priority, place, resumed_after, summary, name, tags, notes, starred,
  archived_at, deleted_at`;

/** That a run waits for its turn: SQL, as the index of the queue has it. */
export const isWaiting = "phase = 'queued' AND host IS NULL AND outcome IS NULL AND place IS NOT NULL";

export function toMarks(row: RunRow): RunMarks {
  return {
    name: row.name,
    tags: JSON.parse(row.tags) as string[],
    notes: row.notes,
    starred: row.starred === 1,
    ...(row.archived_at !== null && { archivedAt: row.archived_at }),
    ...(row.deleted_at !== null && { deletedAt: row.deleted_at }),
  };
}

/** A row of `epochs`. */
export interface EpochRow {
  readonly epoch: number;
  readonly step: number;
  readonly time: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly val_loss: number;
  readonly val_accuracy: number;
  readonly seconds: number;
  readonly images_per_second: number;
}

/** The figures, without the row's keys. */
export function toEpoch(row: EpochRow): Epoch {
  return {
    epoch: row.epoch,
    step: row.step,
    loss: row.loss,
    accuracy: row.accuracy,
    valLoss: row.val_loss,
    valAccuracy: row.val_accuracy,
    seconds: row.seconds,
    imagesPerSecond: row.images_per_second,
  };
}

/** Without what SQLite adds to a row. */
export function toLogLine({ time, level, message }: LogLine): LogLine {
  return { time, level, message };
}
