import { settingsSchema, type Settings } from '../protocol/channels.ts';
import type { Database } from './database.ts';

const key = 'window';

/** The person's settings; whatever is not set, or no longer valid, takes its default. */
export class SettingsRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(): Settings {
    const row = this.#database.row('SELECT value FROM settings WHERE key = ?', key) as { value: string } | undefined;
    const stored = settingsSchema.safeParse(row === undefined ? {} : JSON.parse(row.value));
    return stored.success ? stored.data : settingsSchema.parse({});
  }

  set(settings: Settings): Settings {
    const valid = settingsSchema.parse(settings);
    this.#database.run(
      'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      key,
      JSON.stringify(valid),
    );
    return valid;
  }
}
