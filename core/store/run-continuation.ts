import type { EngineEvent } from '../protocol/engine.ts';
import { BlockyardError } from '../protocol/problems.ts';
import type { Database } from './database.ts';
import { readSummary, refreshSummary } from './run-summary.ts';

/** The last weights that a run has saved. */
export interface SavedWeights {
  readonly epoch: number;
  readonly step: number;
  /** Paths in the run's folder: those to go on from, and the best ones, if they are not the same. */
  readonly files: readonly string[];
}

interface CheckpointBody {
  readonly which: 'last' | 'best';
  readonly file: string;
  readonly epoch: number;
  readonly step: number;
}

/** What it takes for a run to go on: where its weights stand, and what was said of it up to there. */
export class RunContinuation {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Undefined where a run has saved none. */
  saved(id: string): SavedWeights | undefined {
    const rows = this.#database.rows(
      "SELECT body FROM events WHERE run = ? AND kind = 'checkpoint' ORDER BY sequence",
      id,
    ) as { body: string }[];
    const bodies = rows.map(({ body }) => JSON.parse(body) as CheckpointBody);
    const last = bodies.filter(({ which }) => which === 'last').pop();
    return last && { epoch: last.epoch, step: last.step, files: [...new Set(bodies.map(({ file }) => file))] };
  }

  /**
   * Lets a run that has ended wait to go on, as the same run; `queue.remove` makes it again what it was. The caller gives it a place in the queue.
   * @throws BlockyardError unknown-run, run-not-ended
   */
  reopen(id: string): void {
    this.#database.transaction(() => {
      const { name, endedAt } = readSummary(this.#database, id);
      const reopened = this.#database.run(
        `UPDATE runs SET phase = 'queued', past_outcome = outcome, outcome = NULL, deleted_at = NULL, resumed_after = ? WHERE id = ? AND host IS NULL`,
        this.#lastSequence(id),
        id,
      );
      if (endedAt === undefined || reopened === 0) throw new BlockyardError('run-not-ended', { id, name });
    });
  }

  /**
   * Gives a new run what was said of another up to a step, so that its curves begin where that one's did.
   * @param epochs how many the new run is to train
   * @returns an event that the new run's engine goes on after
   */
  inherit(from: string, to: string, step: number, epochs: number, now: number): EngineEvent {
    return this.#database.transaction(() => {
      this.#database.run(
        `INSERT INTO metrics (run, sequence, time, last_step, images_per_second, data)
         SELECT ?, sequence, time, last_step, images_per_second, data FROM metrics WHERE run = ? AND last_step <= ?`,
        to,
        from,
        step,
      );
      this.#database.run(
        `INSERT INTO epochs (run, epoch, sequence, time, step, loss, accuracy, val_loss, val_accuracy, seconds, images_per_second)
         SELECT ?, epoch, sequence, time, step, loss, accuracy, val_loss, val_accuracy, seconds, images_per_second
         FROM epochs WHERE run = ? AND step <= ?`,
        to,
        from,
        step,
      );
      this.#database.run(
        `INSERT INTO layer_figures (run, sequence, step, data)
         SELECT ?, sequence, step, data FROM layer_figures WHERE run = ? AND step <= ?`,
        to,
        from,
        step,
      );
      // How many steps there are to be is the new run's own; how the other one failed is not its affair.
      this.#database.run(
        `INSERT INTO events (run, sequence, time, kind, body)
         SELECT ?, sequence, time, kind, iif(kind = 'ready', json_set(body, '$.totalSteps', ? * (body ->> '$.stepsPerEpoch')), body)
         FROM events WHERE run = ? AND kind <> 'failed'`,
        to,
        epochs,
        from,
      );
      const sequence = this.#lastSequence(from) + 1;
      this.#database.run('UPDATE runs SET resumed_after = ? WHERE id = ?', sequence, to);
      refreshSummary(this.#database, to);
      const message = `Goes on from the run ${from} after step ${String(step)}.`;
      return { version: 1, runId: to, sequence, time: now, body: { kind: 'log', level: 'info', message } };
    });
  }

  #lastSequence(id: string): number {
    const row = this.#database.row(
      `SELECT max(
         coalesce((SELECT max(sequence) FROM events WHERE run = ?1), 0),
         coalesce((SELECT max(sequence) FROM metrics WHERE run = ?1), 0),
         coalesce((SELECT max(sequence) FROM layer_figures WHERE run = ?1), 0),
         coalesce((SELECT max(sequence) FROM epochs WHERE run = ?1), 0),
         coalesce((SELECT max(sequence) FROM system_figures WHERE run = ?1), 0),
         coalesce((SELECT max(sequence) FROM log WHERE run = ?1), 0)
       ) AS sequence`,
      id,
    ) as { sequence: number };
    return row.sequence;
  }
}
