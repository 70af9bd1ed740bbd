import { BlockyardError } from '../protocol/problems.ts';
import type { EngineEvent } from '../protocol/engine.ts';
import { runSpecSchema, type RunSpec } from '../protocol/run-spec.ts';
import {
  runSummarySchema,
  type Epoch,
  settingsOf,
  type LogLine,
  type RunChanges,
  type RunDetail,
  type RunSummary,
  type StepMetrics,
} from '../protocol/runs.ts';
import type { Database } from './database.ts';
import { enterEvent } from './enter-event.ts';
import { joinMetrics } from './metrics-blob.ts';
import { changeMarks, eraseRun, nextRevision, recoverRun, removeRun } from './run-changes.ts';
import { checkRunId, newRunId } from './run-id.ts';
import { toEpoch, toLogLine, toMarks, type EpochRow, type RunRow } from './run-rows.ts';
import { noMarks, summarize, type ControlEvent, type HostOutcome, type RunIdentity } from './summary.ts';

/** What one process may ask of the host that trains a run. */
export type Wish = 'pause' | 'resume' | 'stop';

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
}

/** A run whose host is gone or has let go of it. */
export interface HeldRun {
  readonly id: string;
  readonly enginePid: number | undefined;
  readonly engineStart: string | null;
}

/** Runs and everything their engines said. All writing is keyed by (run, sequence): the same events, in any order and any number of times, make the same run. */
export class RunRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Enters a new run, queued by this host. `prepare` makes its folder; when that fails there is no run.
   * @param architecture name of its network
   */
  create(spec: RunSpec, architecture: string, host: string, now: number, prepare: (id: string) => void): RunSummary {
    return this.#database.transaction(() => {
      let id = newRunId(now);
      while (this.#isTaken(id)) id = newRunId(now);
      const identity: RunIdentity = {
        id,
        architecture,
        dataset: spec.data.dataset,
        settings: settingsOf(spec.recipe),
        createdAt: now,
      };
      const summary = summarize(identity, noMarks(spec.name), {
        phase: 'queued',
        outcome: undefined,
        controls: [],
        latest: undefined,
        lastEpoch: undefined,
        bestEpoch: undefined,
      });
      this.#database.run(
        `INSERT INTO runs (id, name, created_at, spec, phase, host, summary, revision) VALUES (?, ?, ?, ?, 'queued', ?, ?, ${nextRevision})`,
        id,
        spec.name,
        now,
        JSON.stringify(spec),
        host,
        JSON.stringify(summary),
      );
      prepare(id);
      return summary;
    });
  }

  /** Notes that a run's engine is being started, and, once known, which process it is. */
  setStarting(id: string, engine?: { pid: number; start: string | undefined }): void {
    this.#change(id, () =>
      this.#database.run(
        "UPDATE runs SET phase = 'starting', engine_pid = ?, engine_start = ? WHERE id = ?",
        engine?.pid ?? null,
        engine?.start ?? null,
        id,
      ),
    );
  }

  /** Enters events of one run, all or none. Returns whether any of them was new. */
  ingest(id: string, events: readonly EngineEvent[]): boolean {
    return this.#database.transaction(() => {
      let changed = 0;
      for (const event of events) if (event.runId === id) changed += enterEvent(this.#database, event);
      if (changed > 0) this.#refresh(id);
      return changed > 0;
    });
  }

  /**
   * Ends a run: no host holds it any more.
   * @param outcome where the engine has not told its own
   * @param host only if this host still holds it
   */
  finish(id: string, outcome: HostOutcome | undefined, host: string): void {
    this.#change(id, () =>
      this.#database.run(
        'UPDATE runs SET outcome = ?, host = NULL, engine_pid = NULL, engine_start = NULL, wish = NULL WHERE id = ? AND host = ?',
        outcome === undefined ? null : JSON.stringify(outcome),
        id,
        host,
      ),
    );
  }

  addLog(id: string, line: LogLine): void {
    this.#change(id, () =>
      this.#database.run(
        'INSERT INTO log (run, time, level, message) VALUES (?, ?, ?, ?)',
        id,
        line.time,
        line.level,
        line.message,
      ),
    );
  }

  /** Changes what a person makes of runs, of all or of none. @throws BlockyardError unknown-run, invalid-run-spec */
  change(ids: readonly string[], changes: RunChanges, now: number): RunSummary[] {
    return this.#changeEach(ids, (id) => {
      changeMarks(this.#database, this.#row(id), changes, now);
    });
  }

  /** Deletes runs so that they can be brought back, all or none. @throws BlockyardError unknown-run, run-active */
  remove(ids: readonly string[], now: number): RunSummary[] {
    return this.#changeEach(ids, (id) => {
      removeRun(this.#database, this.summary(id), now);
    });
  }

  /** Brings deleted runs back. @throws BlockyardError unknown-run */
  recover(ids: readonly string[]): RunSummary[] {
    return this.#changeEach(ids, (id) => {
      recoverRun(this.#database, id);
    });
  }

  /** Erases deleted runs for good, all or none; their folders are the caller's. @throws BlockyardError unknown-run, run-not-deleted, run-active */
  erase(ids: readonly string[]): void {
    this.#database.transaction(() => {
      for (const id of new Set(ids)) eraseRun(this.#database, this.summary(id));
    });
  }

  /** Of these ids those of runs that were erased. */
  erased(ids: readonly string[]): string[] {
    const rows = this.#database.rows(
      'SELECT id FROM erased_runs WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify(ids),
    ) as { id: string }[];
    return rows.map(({ id }) => id);
  }

  /** Newest first, archived and deleted ones too. */
  list(): RunSummary[] {
    return (
      this.#database.rows('SELECT summary FROM runs ORDER BY created_at DESC, rowid DESC') as { summary: string }[]
    ).map((row) => this.#parseSummary(row.summary));
  }

  /** @throws BlockyardError unknown-run */
  summary(id: string): RunSummary {
    return this.#parseSummary(this.#row(id).summary);
  }

  /** A run that may have been erased. */
  find(id: string): RunSummary | undefined {
    const row = this.#database.row('SELECT summary FROM runs WHERE id = ?', id) as { summary: string } | undefined;
    return row && this.#parseSummary(row.summary);
  }

  /** @throws BlockyardError unknown-run */
  detail(id: string): RunDetail {
    return this.#database.transaction(() => {
      const row = this.#row(id);
      const ready = this.#controls(id)
        .reverse()
        .find((event) => event.body.kind === 'ready')?.body;
      return {
        summary: this.#parseSummary(row.summary),
        spec: runSpecSchema.parse(JSON.parse(row.spec)),
        epochs: (this.#database.rows('SELECT * FROM epochs WHERE run = ? ORDER BY epoch', id) as EpochRow[]).map(
          toEpoch,
        ),
        log: (
          this.#database.rows(
            'SELECT time, level, message FROM log WHERE run = ? ORDER BY time, sequence IS NULL, sequence, id',
            id,
          ) as LogLine[]
        ).map(toLogLine),
        versions: ready?.kind === 'ready' ? ready.versions : {},
      };
    });
  }

  /** @throws BlockyardError unknown-run */
  metrics(id: string): StepMetrics {
    this.#row(id);
    return this.#metricsAfter(id, 0);
  }

  /** How far a run's news go at this moment. */
  cursor(id: string): Cursor {
    const row = this.#database.row(
      `SELECT max(
         coalesce((SELECT max(sequence) FROM metrics WHERE run = ?1), 0),
         coalesce((SELECT max(sequence) FROM epochs WHERE run = ?1), 0)
       ) AS sequence, coalesce((SELECT max(id) FROM log WHERE run = ?1), 0) AS log`,
      id,
    ) as Cursor | undefined;
    return { sequence: row?.sequence ?? 0, log: row?.log ?? 0 };
  }

  /** What came after the cursor. */
  news(id: string, after: Cursor): News {
    return this.#database.transaction(() => ({
      cursor: this.cursor(id),
      metrics: this.#metricsAfter(id, after.sequence),
      epochs: (
        this.#database.rows(
          'SELECT * FROM epochs WHERE run = ? AND sequence > ? ORDER BY sequence',
          id,
          after.sequence,
        ) as EpochRow[]
      ).map(toEpoch),
      log: (
        this.#database.rows(
          'SELECT time, level, message FROM log WHERE run = ? AND id > ? ORDER BY id',
          id,
          after.log,
        ) as LogLine[]
      ).map(toLogLine),
    }));
  }

  /** Epoch of the last weights that were saved; 0 if none were. */
  savedEpoch(id: string): number {
    const row = this.#database.row(
      "SELECT body FROM events WHERE run = ? AND kind = 'checkpoint' ORDER BY sequence DESC LIMIT 1",
      id,
    ) as { body: string } | undefined;
    const body: unknown = row === undefined ? undefined : JSON.parse(row.body);
    return typeof body === 'object' && body !== null && 'epoch' in body && typeof body.epoch === 'number'
      ? body.epoch
      : 0;
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

  /** Leaves a wish for the host that trains this run; false when nobody does. */
  leaveWish(id: string, wish: Wish): boolean {
    return this.#database.run('UPDATE runs SET wish = ? WHERE id = ? AND host IS NOT NULL', wish, checkRunId(id)) > 0;
  }

  /** The wishes for this host's runs; they are taken by reading them. */
  takeWishes(host: string): { id: string; wish: Wish }[] {
    return this.#database.transaction(() => {
      const wishes = this.#database.rows('SELECT id, wish FROM runs WHERE host = ? AND wish IS NOT NULL', host) as {
        id: string;
        wish: Wish;
      }[];
      if (wishes.length > 0)
        this.#database.run('UPDATE runs SET wish = NULL WHERE host = ? AND wish IS NOT NULL', host);
      return wishes.map(({ id, wish }) => ({ id, wish }));
    });
  }

  /** Hands over the runs of hosts that are gone and returns them. Of several takers only one gets a run. */
  takeOver(gone: readonly string[], to: string): HeldRun[] {
    return this.#database.transaction(() => {
      const held =
        'host IS NOT NULL AND (host IN (SELECT value FROM json_each(?)) OR host NOT IN (SELECT id FROM hosts))';
      const rows = this.#database.rows(
        `SELECT id, engine_pid, engine_start FROM runs WHERE ${held} ORDER BY created_at`,
        JSON.stringify(gone),
      ) as { id: string; engine_pid: number | null; engine_start: string | null }[];
      this.#database.run(`UPDATE runs SET host = ? WHERE ${held}`, to, JSON.stringify(gone));
      return rows.map((row) => ({ id: row.id, enginePid: row.engine_pid ?? undefined, engineStart: row.engine_start }));
    });
  }

  /** Runs a change of one run and brings its summary up to date, if anything changed. */
  #change(id: string, change: () => number): void {
    this.#database.transaction(() => {
      if (change() > 0) this.#refresh(id);
    });
  }

  #changeEach(ids: readonly string[], change: (id: string) => void): RunSummary[] {
    return this.#database.transaction(() =>
      [...new Set(ids)].map((id) => {
        change(id);
        this.#refresh(id);
        return this.summary(id);
      }),
    );
  }

  #isTaken(id: string): boolean {
    const sql = 'SELECT id FROM runs WHERE id = ?1 UNION ALL SELECT id FROM erased_runs WHERE id = ?1';
    return this.#database.row(sql, id) !== undefined;
  }

  #refresh(id: string): void {
    const row = this.#row(id);
    const { architecture, dataset, settings } = this.#parseSummary(row.summary);
    const latest = this.#database.row(
      'SELECT time, last_step, images_per_second FROM metrics WHERE run = ? ORDER BY sequence DESC LIMIT 1',
      id,
    ) as { time: number; last_step: number; images_per_second: number } | undefined;
    const lastEpoch = this.#database.row('SELECT * FROM epochs WHERE run = ? ORDER BY sequence DESC LIMIT 1', id) as
      EpochRow | undefined;
    const bestEpoch = this.#database.row(
      'SELECT * FROM epochs WHERE run = ? ORDER BY val_accuracy DESC, epoch LIMIT 1',
      id,
    ) as EpochRow | undefined;
    const summary = summarize({ id, architecture, dataset, settings, createdAt: row.created_at }, toMarks(row), {
      phase: row.phase,
      outcome: row.outcome === null ? undefined : (JSON.parse(row.outcome) as HostOutcome),
      controls: this.#controls(id),
      latest: latest && { time: latest.time, step: latest.last_step, imagesPerSecond: latest.images_per_second },
      lastEpoch: lastEpoch && { time: lastEpoch.time, figures: toEpoch(lastEpoch) },
      bestEpoch: bestEpoch && toEpoch(bestEpoch),
    });
    this.#database.run(
      `UPDATE runs SET summary = ?, revision = ${nextRevision} WHERE id = ?`,
      JSON.stringify(summary),
      id,
    );
  }

  #controls(id: string): ControlEvent[] {
    return (
      this.#database.rows(
        "SELECT time, body FROM events WHERE run = ? AND kind IN ('ready', 'state', 'done', 'failed') ORDER BY sequence",
        id,
      ) as { time: number; body: string }[]
    ).map((row) => ({ time: row.time, body: JSON.parse(row.body) as ControlEvent['body'] }));
  }

  #metricsAfter(id: string, sequence: number): StepMetrics {
    const rows = this.#database.rows(
      'SELECT data FROM metrics WHERE run = ? AND sequence > ? ORDER BY sequence',
      id,
      sequence,
    ) as { data: ArrayBuffer }[];
    return joinMetrics(rows.map((row) => row.data));
  }

  #row(id: string): RunRow {
    const row = this.#database.row(
      `SELECT id, created_at, spec, phase, outcome, summary, name, tags, notes, starred, archived_at, deleted_at
       FROM runs WHERE id = ?`,
      checkRunId(id),
    ) as RunRow | undefined;
    if (row === undefined) throw new BlockyardError('unknown-run', { id });
    return row;
  }

  #parseSummary(json: string): RunSummary {
    const summary = runSummarySchema.safeParse(JSON.parse(json));
    if (summary.success) return summary.data;
    throw new BlockyardError('library-corrupt', {
      path: this.#database.path,
      detail: `a run's summary is not readable (${summary.error.issues[0]?.path.join('/') ?? ''})`,
    });
  }
}
