import { runViewSchema, type RunView } from '../protocol/run-history.ts';
import type { Database } from './database.ts';
import { readJson } from './read-json.ts';

/** A person's ways to look at the list of runs, each under its name. */
export class RunViewRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** By name. One that cannot be read any more is left out, and left as it is. */
  list(): RunView[] {
    const rows = this.#database.rows('SELECT name, view FROM run_views ORDER BY name COLLATE NOCASE') as {
      name: string;
      view: string;
    }[];
    return rows.flatMap(({ name, view }) => {
      const parsed = runViewSchema.safeParse(Object.assign({}, readJson(view), { name }));
      return parsed.success ? [parsed.data] : [];
    });
  }

  /** Enters a view, in the place of one of the same name. */
  save({ name, ...view }: RunView, now: number): void {
    this.#database.run(
      `INSERT INTO run_views (name, view, updated_at) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET view = excluded.view, updated_at = excluded.updated_at`,
      name,
      JSON.stringify(view),
      now,
    );
  }

  /** Nothing happens where there is none. */
  remove(name: string): void {
    this.#database.run('DELETE FROM run_views WHERE name = ?', name);
  }
}
