import { ownBlockSchema, type StoredBlock } from '../protocol/architectures.ts';
import type { Database } from './database.ts';
import { readJson } from './read-json.ts';

/** A person's own blocks, each under its name. */
export class OwnBlockRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** By name. A block whose definitions are not even JSON any more is left out, and left as it is. */
  list(): StoredBlock[] {
    const rows = this.#database.rows('SELECT name, definitions, updated_at FROM own_blocks ORDER BY name') as {
      name: string;
      definitions: string;
      updated_at: number;
    }[];
    return rows.flatMap(({ name, definitions, updated_at }) => {
      const block = ownBlockSchema.safeParse({ name, definitions: readJson(definitions) });
      return block.success ? [{ ...block.data, updatedAt: updated_at }] : [];
    });
  }

  /** Enters a block, in the place of one of the same name. */
  save(name: string, definitions: StoredBlock['definitions'], now: number): StoredBlock {
    this.#database.run(
      `INSERT INTO own_blocks (name, definitions, updated_at) VALUES (?, ?, ?)
       ON CONFLICT (name) DO UPDATE SET definitions = excluded.definitions, updated_at = excluded.updated_at`,
      name,
      JSON.stringify(definitions),
      now,
    );
    return { name, definitions, updatedAt: now };
  }

  /** Nothing happens where there is none. Networks that use the block carry its definition themselves. */
  remove(name: string): void {
    this.#database.run('DELETE FROM own_blocks WHERE name = ?', name);
  }
}
