import { z } from 'zod';
import { BlockyardError } from '../protocol/problems.ts';
import {
  queueStateSchema,
  type QueueChanges,
  type QueueMove,
  type QueuePlace,
  type QueueState,
} from '../protocol/run-queue.ts';
import type { RunSummary } from '../protocol/runs.ts';
import type { Database } from './database.ts';
import { checkRunId } from './run-id.ts';
import { isWaiting } from './run-rows.ts';
import { changeRun, parseSummary, readSummary, refreshSummary } from './run-summary.ts';

/** What holds for the queue and is kept. */
type Kept = Pick<QueueState, 'paused' | 'cpuRuns'>;

const key = 'queue';
const { paused, cpuRuns } = queueStateSchema.shape;
const keptSchema = z.object({ paused: paused.catch(false), cpuRuns: cpuRuns.catch(1) });

const inOrder = `SELECT id, priority, place FROM runs WHERE ${isWaiting} ORDER BY priority DESC, place`;

interface WaitingRow extends QueuePlace {
  readonly id: string;
}

/** A run that a host has taken to train it, and which of the machine's places it trains in, from 0. */
export interface TakenRun {
  readonly id: string;
  readonly slot: number;
}

/** Runs that wait to be trained, in their order. Any process may put some there; the one that takes a run has it alone. */
export class QueueRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  state(): Kept {
    const row = this.#database.row('SELECT value FROM settings WHERE key = ?', key) as { value: string } | undefined;
    return keptSchema.parse(row === undefined ? {} : JSON.parse(row.value));
  }

  set(changes: QueueChanges): Kept {
    return this.#database.transaction(() => {
      const before = this.state();
      const kept = { paused: changes.paused ?? before.paused, cpuRuns: changes.cpuRuns ?? before.cpuRuns };
      this.#database.run(
        'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        key,
        JSON.stringify(kept),
      );
      return kept;
    });
  }

  get isEmpty(): boolean {
    return this.#database.row(`SELECT 1 FROM runs WHERE ${isWaiting} LIMIT 1`) === undefined;
  }

  /** Those that wait, the next first. */
  list(): RunSummary[] {
    const rows = this.#database.rows(`SELECT summary FROM runs WHERE ${isWaiting} ORDER BY priority DESC, place`) as {
      summary: string;
    }[];
    return rows.map((row) => parseSummary(this.#database, row.summary));
  }

  /** Puts a run that nobody has taken behind the others of its priority. */
  add(id: string, priority: number): RunSummary {
    return this.#database.transaction(() => {
      const last = this.#database.row(
        `SELECT max(place) AS place FROM runs WHERE ${isWaiting} AND priority = ?`,
        priority,
      ) as { place: number | null };
      this.#put(id, { priority, place: (last.place ?? 0) + 1 });
      return readSummary(this.#database, id);
    });
  }

  /** Moves a run that waits; past one of another priority it takes that priority. @throws BlockyardError unknown-run, run-not-waiting */
  move(id: string, move: QueueMove): RunSummary {
    return this.#database.transaction(() => {
      const rows = this.#database.rows(inOrder) as WaitingRow[];
      const from = rows.findIndex((row) => row.id === id);
      const moved = rows[from];
      if (moved === undefined) throw this.#notWaiting(id);
      const others = rows.filter((row) => row.id !== id);
      const to = { front: 0, up: Math.max(0, from - 1), down: Math.min(others.length, from + 1), back: others.length };
      this.#putBetween(moved, others[to[move] - 1], others[to[move]]);
      return readSummary(this.#database, id);
    });
  }

  /**
   * Takes runs out of the queue, all or none: one that never trained ends as stopped and goes to the bin, one that was to go on is again what it was.
   * @throws BlockyardError unknown-run, run-not-waiting
   */
  remove(ids: readonly string[], now: number): RunSummary[] {
    return this.#database.transaction(() =>
      [...new Set(ids)].map((id) => {
        const outcome = JSON.stringify({ status: 'stopped', time: now });
        const changed = this.#database.run(
          `UPDATE runs SET outcome = iif(resumed_after = 0, ?, past_outcome), deleted_at = iif(resumed_after = 0, ?, deleted_at),
             place = iif(resumed_after = 0, place, NULL), resumed_after = 0, past_outcome = NULL
           WHERE id = ? AND ${isWaiting}`,
          outcome,
          now,
          checkRunId(id),
        );
        if (changed === 0) throw this.#notWaiting(id);
        return refreshSummary(this.#database, id);
      }),
    );
  }

  /** Puts runs back that `remove` took out before they ever trained, all or none. @throws BlockyardError unknown-run, run-not-waiting */
  putBack(ids: readonly string[]): RunSummary[] {
    return this.#database.transaction(() =>
      [...new Set(ids)].map((id) => {
        const changed = this.#database.run(
          `UPDATE runs SET outcome = NULL, deleted_at = NULL WHERE id = ? AND phase = 'queued' AND host IS NULL AND place IS NOT NULL`,
          checkRunId(id),
        );
        if (changed === 0) throw this.#notWaiting(id);
        return refreshSummary(this.#database, id);
      }),
    );
  }

  /**
   * Gives a host the next run that waits, if there is room on its machine.
   * @param slots how many runs may train there at a time
   * @param wanted this run, whatever waits before it and even where the queue is paused; `beside`: even where there is no room
   */
  take(host: string, slots: number, wanted?: { readonly id: string; readonly beside: boolean }): TakenRun | undefined {
    return this.#database.transaction(() => {
      if (wanted === undefined && this.state().paused) return undefined;
      const taken = this.#takenSlots(host);
      if (taken.length >= slots && wanted?.beside !== true) return undefined;
      const next = this.#database.row(
        wanted === undefined ? `${inOrder} LIMIT 1` : `SELECT id FROM runs WHERE ${isWaiting} AND id = ?`,
        ...(wanted === undefined ? [] : [wanted.id]),
      ) as { id: string } | undefined;
      if (next === undefined) return undefined;
      let slot = 0;
      while (taken.includes(slot)) slot += 1;
      changeRun(this.#database, next.id, () =>
        this.#database.run("UPDATE runs SET host = ?, slot = ?, phase = 'starting' WHERE id = ?", host, slot, next.id),
      );
      return { id: next.id, slot };
    });
  }

  /** Puts a run where it was that a host had taken and not begun to train. */
  giveBack(id: string, host: string): void {
    changeRun(this.#database, id, () =>
      this.#database.run(
        "UPDATE runs SET host = NULL, slot = NULL, phase = 'queued' WHERE id = ? AND host = ? AND place IS NOT NULL",
        id,
        host,
      ),
    );
  }

  #takenSlots(host: string): (number | null)[] {
    const rows = this.#database.rows(
      'SELECT slot FROM runs WHERE host IN (SELECT id FROM hosts WHERE machine = (SELECT machine FROM hosts WHERE id = ?))',
      host,
    ) as { slot: number | null }[];
    return rows.map(({ slot }) => slot);
  }

  #putBetween(moved: WaitingRow, before: WaitingRow | undefined, after: WaitingRow | undefined): void {
    const priority = Math.min(Math.max(moved.priority, after?.priority ?? -Infinity), before?.priority ?? Infinity);
    const low = before?.priority === priority ? before.place : undefined;
    const high = after?.priority === priority ? after.place : undefined;
    const place = placeBetween(low, high);
    // Halved so often that there is no number left in between: those of this priority are numbered anew.
    if (place === low || place === high) {
      const rows = (this.#database.rows(inOrder) as WaitingRow[]).filter((row) => row.id !== moved.id);
      rows.splice(
        rows.findIndex((row) => row.id === after?.id),
        0,
        { ...moved, priority },
      );
      for (const [index, row] of rows.entries())
        if (row.priority === priority) this.#put(row.id, { priority, place: index });
    } else this.#put(moved.id, { priority, place });
  }

  #put(id: string, { priority, place }: QueuePlace): void {
    changeRun(this.#database, id, () =>
      this.#database.run('UPDATE runs SET priority = ?, place = ? WHERE id = ?', priority, place, id),
    );
  }

  #notWaiting(id: string): BlockyardError {
    const { name } = readSummary(this.#database, id);
    return new BlockyardError('run-not-waiting', { id, name });
  }
}

function placeBetween(low: number | undefined, high: number | undefined): number {
  if (low === undefined) return high === undefined ? 1 : high - 1;
  return high === undefined ? low + 1 : (low + high) / 2;
}
