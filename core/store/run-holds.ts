import type { Database } from './database.ts';
import { checkRunId } from './run-id.ts';
import { changeRun } from './run-summary.ts';

/** What one process may ask of the host that trains a run. */
export type Wish = 'pause' | 'resume' | 'stop';

/** A run whose host is gone or has let go of it. */
export interface HeldRun {
  readonly id: string;
  readonly enginePid: number | undefined;
  readonly engineStart: string | null;
}

/** Which host trains which run. */
export class HoldRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Notes that a run's engine is being started, and, once known, which process it is. */
  setStarting(id: string, engine?: { pid: number; start: string | undefined }): void {
    changeRun(this.#database, id, () =>
      this.#database.run(
        "UPDATE runs SET phase = 'starting', engine_pid = ?, engine_start = ? WHERE id = ?",
        engine?.pid ?? null,
        engine?.start ?? null,
        id,
      ),
    );
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
}
