import { dirname } from 'node:path';
import Libsql from 'libsql';
import { BlockyardError } from '../protocol/problems.ts';
import { makeFolder } from './folder.ts';
import { migrations } from './migrations.ts';
import { storing } from './storage-problem.ts';

export type SqlValue = string | number | null | Uint8Array;

/** How long a statement waits for another process's transaction. Those last milliseconds, so that this is only met when a disk hangs. */
const busyTimeoutMs = 10_000;

/** One connection to the library's SQLite file, migrated to the newest schema. Every error comes out as `storageProblem` words it. */
export class Database {
  readonly path: string;
  readonly #connection: Libsql.Database;
  readonly #statements = new Map<string, Libsql.Statement>();
  #inTransaction = false;

  private constructor(path: string, connection: Libsql.Database) {
    this.path = path;
    this.#connection = connection;
  }

  /** @throws BlockyardError library-newer, library-corrupt, not-writable, no-space */
  static open(path: string): Database {
    return storing(path, () => {
      makeFolder(dirname(path));
      const database = new Database(path, new Libsql(path, { timeout: busyTimeoutMs }));
      try {
        // Before anything is written: a library of a newer program stays byte for byte what it was.
        database.#refuseNewer();
        database.#connection.exec('PRAGMA journal_mode = WAL');
        // A power cut may lose the last transactions but never the file; events.jsonl has what they held.
        database.#connection.exec('PRAGMA synchronous = NORMAL');
        database.#connection.exec('PRAGMA foreign_keys = ON');
        database.#migrate();
      } catch (error) {
        database.#connection.close();
        throw error;
      }
      return database;
    });
  }

  /** All rows of a query, as the statement names their columns. */
  rows(sql: string, ...values: SqlValue[]): unknown[] {
    return storing(this.path, () => this.#prepare(sql).all(values));
  }

  /** The first row of a query. */
  row(sql: string, ...values: SqlValue[]): unknown {
    return this.rows(sql, ...values)[0];
  }

  /** Runs a statement; returns how many rows it changed. */
  run(sql: string, ...values: SqlValue[]): number {
    return storing(this.path, () => this.#prepare(sql).run(values).changes);
  }

  /** Runs `work` as one transaction: all of it is kept or, if it throws, none. Within another transaction it is a part of that one. */
  transaction<T>(work: () => T): T {
    if (this.#inTransaction) return work();
    return storing(this.path, () => {
      this.#connection.exec('BEGIN IMMEDIATE');
      this.#inTransaction = true;
      try {
        const result = work();
        this.#connection.exec('COMMIT');
        return result;
      } catch (error) {
        // SQLite itself rolls back on some errors, a full disk for one; then there is nothing left to roll back.
        if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
        throw error;
      } finally {
        this.#inTransaction = false;
      }
    });
  }

  /** A number that changes when another connection has changed the database. Costs next to nothing to ask. */
  dataVersion(): number {
    return (this.row('PRAGMA data_version') as { data_version: number } | undefined)?.data_version ?? 0;
  }

  close(): void {
    if (!this.#connection.open) return;
    this.#statements.clear();
    try {
      // libsql keeps the connection until its statements are collected, so SQLite does not do this by itself. It does not matter if it fails.
      this.#connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
    } catch {
      // The next to open the library finds everything in the write-ahead log.
    }
    this.#connection.close();
  }

  #prepare(sql: string): Libsql.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #version(): number {
    return (this.row('PRAGMA user_version') as { user_version: number } | undefined)?.user_version ?? 0;
  }

  #refuseNewer(): void {
    const found = this.#version();
    if (found > migrations.length)
      throw new BlockyardError('library-newer', { path: this.path, found, known: migrations.length });
    const tables =
      (this.row('SELECT count(*) AS count FROM sqlite_master') as { count: number } | undefined)?.count ?? 0;
    if (found === 0 && tables > 0)
      throw new BlockyardError('library-corrupt', { path: this.path, detail: 'it is the database of another program' });
  }

  #migrate(): void {
    if (this.#version() === migrations.length) return;
    // Two programs may start at once: whoever gets the lock second finds the work done.
    this.transaction(() => {
      for (const migration of migrations.slice(this.#version())) this.#connection.exec(migration);
      this.#connection.exec(`PRAGMA user_version = ${String(migrations.length)}`);
    });
  }
}
