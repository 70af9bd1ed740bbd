import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Database } from './database.ts';
import { isSameProcess, processStart } from './process-identity.ts';

interface HostRow {
  readonly id: string;
  readonly pid: number;
  readonly machine: string;
  readonly process_start: string | null;
  readonly heartbeat: number;
}

/** A host that has not been heard of for so long is dead, where there is no surer way to know. */
const silenceMs = 120_000;

/** The programs (windows, terminals) that train runs of this library now. */
export class HostRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Enters this process; returns its id among the hosts. @param serves whether it starts runs that wait in the queue */
  register(now: number, serves = false): string {
    const id = randomUUID();
    this.#database.run(
      'INSERT INTO hosts (id, pid, machine, process_start, heartbeat, serves) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      process.pid,
      hostname(),
      processStart(process.pid) ?? null,
      now,
      Number(serves),
    );
    return id;
  }

  beat(id: string, now: number): void {
    this.#database.run('UPDATE hosts SET heartbeat = ? WHERE id = ?', now, id);
  }

  remove(id: string): void {
    this.#database.run('DELETE FROM hosts WHERE id = ?', id);
  }

  /** Whether any of them starts runs that wait in the queue. */
  serve(now: number): boolean {
    return (this.#database.rows('SELECT * FROM hosts WHERE serves = 1') as HostRow[]).some((host) =>
      isAlive(host, now),
    );
  }

  /** Ids of hosts whose process is gone. */
  dead(now: number): string[] {
    return (this.#database.rows('SELECT * FROM hosts') as HostRow[])
      .filter((host) => !isAlive(host, now))
      .map((host) => host.id);
  }
}

function isAlive(host: HostRow, now: number): boolean {
  const heardOf = now - host.heartbeat < silenceMs;
  // A library on a shared disk: another machine's processes cannot be looked up.
  if (host.machine !== hostname()) return heardOf;
  return isSameProcess(host.pid, host.process_start) ?? heardOf;
}
