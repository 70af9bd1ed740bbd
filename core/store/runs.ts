import { flatSettings, type FlatSettings } from '../protocol/flat-settings.ts';
import type { EngineEvent } from '../protocol/engine.ts';
import type { LayerHistory } from '../protocol/layer-figures.ts';
import { runSpecSchema, type RunSpec } from '../protocol/run-spec.ts';
import { type LogLine, type RunChanges, type RunDetail, type RunSummary, type StepMetrics } from '../protocol/runs.ts';
import type { SystemHistory } from '../protocol/system-figures.ts';
import type { Database } from './database.ts';
import { enterEvent } from './enter-event.ts';
import { readLayerHistory } from './layer-figures.ts';
import { changeMarks, eraseRun, nextRevision, recoverRun, removeRun } from './run-changes.ts';
import { isFreeId, newRunId } from './run-id.ts';
import { metricsAfter } from './run-news.ts';
import { toEpoch, toLogLine, type EpochRow } from './run-rows.ts';
import { changeRun, parseSummary, readControls, readRow, readSummary, refreshSummary } from './run-summary.ts';
import { systemHistoryAfter } from './system-history.ts';
import { firstSummary, identityOf, type HostOutcome } from './summary.ts';

/** Runs and everything their engines said. All writing is keyed by (run, sequence): the same events, in any order and any number of times, make the same run. */
export class RunRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Enters a new run. `prepare` makes its folder; when that fails there is no run.
   * @param architecture name of its network
   * @param host that is going to train it; undefined: nobody yet, see queue.ts
   */
  create(
    spec: RunSpec,
    architecture: string,
    host: string | undefined,
    now: number,
    prepare: (id: string) => void,
  ): RunSummary {
    return this.#database.transaction(() => {
      let id = newRunId(now);
      while (!isFreeId(this.#database, id)) id = newRunId(now);
      const summary = firstSummary(identityOf(id, spec, architecture, now), spec.name);
      this.#database.run(
        `INSERT INTO runs (id, name, created_at, spec, phase, host, summary, revision) VALUES (?, ?, ?, ?, 'queued', ?, ?, ${nextRevision})`,
        id,
        spec.name,
        now,
        JSON.stringify(spec),
        host ?? null,
        JSON.stringify(summary),
      );
      prepare(id);
      return summary;
    });
  }

  /** Enters events of one run, all or none. Returns whether any of them was new. */
  ingest(id: string, events: readonly EngineEvent[]): boolean {
    return this.#database.transaction(() => {
      let changed = 0;
      for (const event of events) if (event.runId === id) changed += enterEvent(this.#database, event);
      if (changed > 0) refreshSummary(this.#database, id);
      return changed > 0;
    });
  }

  /**
   * Ends a run: no host holds it any more.
   * @param outcome where the engine has not told its own
   * @param host only if this host still holds it
   */
  finish(id: string, outcome: HostOutcome | undefined, host: string): void {
    changeRun(this.#database, id, () =>
      this.#database.run(
        'UPDATE runs SET outcome = ?, host = NULL, slot = NULL, engine_pid = NULL, engine_start = NULL, wish = NULL WHERE id = ? AND host = ?',
        outcome === undefined ? null : JSON.stringify(outcome),
        id,
        host,
      ),
    );
  }

  addLog(id: string, line: LogLine): void {
    changeRun(this.#database, id, () =>
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
      changeMarks(this.#database, readRow(this.#database, id), changes, now);
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
    ).map((row) => parseSummary(this.#database, row.summary));
  }

  /** For people: what the newest run that has begun trained on. */
  lastDevice(): string | undefined {
    const row = this.#database.row(
      "SELECT summary ->> '$.device' AS device FROM runs WHERE summary ->> '$.device' IS NOT NULL ORDER BY created_at DESC LIMIT 1",
    ) as { device: string } | undefined;
    return row?.device;
  }

  /** @throws BlockyardError unknown-run */
  summary(id: string): RunSummary {
    return readSummary(this.#database, id);
  }

  /** A run that may have been erased. */
  find(id: string): RunSummary | undefined {
    const row = this.#database.row('SELECT summary FROM runs WHERE id = ?', id) as { summary: string } | undefined;
    return row && parseSummary(this.#database, row.summary);
  }

  /** @throws BlockyardError unknown-run */
  spec(id: string): RunSpec {
    return runSpecSchema.parse(JSON.parse(readRow(this.#database, id).spec));
  }

  /** @throws BlockyardError unknown-run */
  detail(id: string): RunDetail {
    return this.#database.transaction(() => {
      const row = readRow(this.#database, id);
      const ready = readControls(this.#database, id)
        .reverse()
        .find((event) => event.body.kind === 'ready')?.body;
      return {
        summary: parseSummary(this.#database, row.summary),
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
    readRow(this.#database, id);
    return metricsAfter(this.#database, id, 0);
  }

  /** What was recorded of its layers. @throws BlockyardError unknown-run */
  layers(id: string): LayerHistory {
    readRow(this.#database, id);
    return readLayerHistory(this.#database, id);
  }

  /** Settings of these runs, in this order; one that is not there is left out. */
  settings(ids: readonly string[]): { id: string; settings: FlatSettings }[] {
    return this.#parts(ids, "json_remove(spec, '$.architecture')").map(({ id, part }) => ({
      id,
      settings: flatSettings(JSON.parse(part) as Omit<RunSpec, 'architecture'>),
    }));
  }

  /** Networks of these runs, as documents, in this order; one that is not there is left out. */
  networks(ids: readonly string[]): { id: string; network: unknown }[] {
    return this.#parts(ids, "spec -> '$.architecture'").map(({ id, part }) => ({
      id,
      network: JSON.parse(part) as unknown,
    }));
  }

  #parts(ids: readonly string[], part: string): { id: string; part: string }[] {
    return this.#database.rows(
      `SELECT runs.id AS id, ${part} AS part FROM json_each(?) AS wanted JOIN runs ON runs.id = wanted.value ORDER BY wanted.key`,
      JSON.stringify(ids),
    ) as { id: string; part: string }[];
  }

  /** How busy the machine was. @throws BlockyardError unknown-run */
  system(id: string): SystemHistory {
    readRow(this.#database, id);
    return systemHistoryAfter(this.#database, id, 0);
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

  #changeEach(ids: readonly string[], change: (id: string) => void): RunSummary[] {
    return this.#database.transaction(() =>
      [...new Set(ids)].map((id) => {
        change(id);
        return refreshSummary(this.#database, id);
      }),
    );
  }
}
