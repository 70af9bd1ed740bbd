import { BlockyardError } from '../protocol/problems.ts';
import { studySchema, type Study } from '../protocol/study.ts';
import { sweepSchema, type Sweep, type Trial } from '../protocol/sweep.ts';
import { sweepSummarySchema, type SweepDetail, type SweepEpochs, type SweepSummary } from '../protocol/sweeps.ts';
import type { Database } from './database.ts';
import { newRunId } from './run-id.ts';
import { toEpoch, type EpochRow } from './run-rows.ts';

interface SweepRow {
  readonly id: string;
  readonly created_at: number;
  readonly name: string;
  readonly sweep: string;
  readonly study: string | null;
  readonly trials: string;
  readonly deleted_at: number | null;
}

export interface SweepRun {
  readonly run: string;
  readonly trial: number;
  readonly seed: number;
}

/** Sweeps, and which runs are theirs. The runs themselves are runs as any others. */
export class SweepRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Enters a sweep together with what `queue` does: queues its runs, in the order of its plan, and tells their ids. All of it is kept or nothing. */
  create(
    {
      sweep,
      study,
      trials,
    }: { readonly sweep: Sweep; readonly study: Study | undefined; readonly trials: readonly Trial[] },
    now: number,
    queue: (id: string) => readonly SweepRun[],
  ): SweepSummary {
    return this.#database.transaction(() => {
      let id = newRunId(now);
      while (this.#row(id) !== undefined) id = newRunId(now);
      this.#database.run(
        'INSERT INTO sweeps (id, created_at, name, sweep, study, trials) VALUES (?, ?, ?, ?, ?, ?)',
        id,
        now,
        sweep.name,
        JSON.stringify(sweep),
        study === undefined ? null : JSON.stringify(study),
        JSON.stringify(trials),
      );
      queue(id).forEach(({ run, trial, seed }, position) => {
        this.#database.run(
          'INSERT INTO sweep_runs (sweep, position, trial, seed, run) VALUES (?, ?, ?, ?, ?)',
          id,
          position,
          trial,
          seed,
          run,
        );
      });
      return this.summary(id);
    });
  }

  /** Newest first, deleted ones too. */
  list(): SweepSummary[] {
    const rows = this.#database.rows('SELECT * FROM sweeps ORDER BY created_at DESC, rowid DESC') as SweepRow[];
    return rows.map((row) => this.#summaryOf(row));
  }

  /** @throws BlockyardError unknown-sweep */
  summary(id: string): SweepSummary {
    return this.#summaryOf(this.#known(id));
  }

  /** @throws BlockyardError unknown-sweep */
  detail(id: string): SweepDetail {
    const row = this.#known(id);
    return {
      summary: this.#summaryOf(row),
      sweep: sweepSchema.parse(JSON.parse(row.sweep)),
      ...(row.study !== null && { study: studySchema.parse(JSON.parse(row.study)) }),
    };
  }

  /** @throws BlockyardError unknown-sweep */
  epochs(id: string): SweepEpochs {
    this.#known(id);
    const rows = this.#database.rows(
      'SELECT e.* FROM sweep_runs s JOIN epochs e ON e.run = s.run WHERE s.sweep = ? ORDER BY s.position, e.epoch',
      id,
    ) as (EpochRow & { run: string })[];
    const byRun = new Map<string, SweepEpochs[number]['epochs']>();
    for (const row of rows) byRun.set(row.run, [...(byRun.get(row.run) ?? []), toEpoch(row)]);
    return [...byRun].map(([run, epochs]) => ({ run, epochs }));
  }

  /** The sweep that a run is of. */
  sweepOf(run: string): string | undefined {
    const row = this.#database.row('SELECT sweep FROM sweep_runs WHERE run = ?', run) as { sweep: string } | undefined;
    return row?.sweep;
  }

  /** Takes a sweep out of the list, or brings it back. @throws BlockyardError unknown-sweep */
  setDeleted(id: string, at: number | undefined): SweepSummary {
    this.#known(id);
    this.#database.run('UPDATE sweeps SET deleted_at = ? WHERE id = ?', at ?? null, id);
    return this.summary(id);
  }

  #known(id: string): SweepRow {
    const row = this.#row(id);
    if (row === undefined) throw new BlockyardError('unknown-sweep', { id });
    return row;
  }

  #row(id: string): SweepRow | undefined {
    return this.#database.row('SELECT * FROM sweeps WHERE id = ?', id) as SweepRow | undefined;
  }

  #summaryOf(row: SweepRow): SweepSummary {
    const runs = this.#database.rows(
      'SELECT run, trial, seed FROM sweep_runs WHERE sweep = ? ORDER BY position',
      row.id,
    ) as SweepRun[];
    return sweepSummarySchema.parse({
      id: row.id,
      name: row.name,
      kind: row.study === null ? 'sweep' : studySchema.parse(JSON.parse(row.study)).kind,
      createdAt: row.created_at,
      trials: JSON.parse(row.trials) as unknown,
      runs: runs.map(({ run, trial, seed }) => ({ run, trial, seed })),
      ...(row.deleted_at !== null && { deletedAt: row.deleted_at }),
    });
  }
}
