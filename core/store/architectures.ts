import { parseArchitecture, parseArchitectureText, serializeArchitecture, type Architecture } from '../model/index.ts';
import { architectureProblem } from '../protocol/architecture-problem.ts';
import {
  type ArchitectureSummary,
  type ArchitectureVersion,
  type StoredArchitecture,
  type VersionReason,
} from '../protocol/architectures.ts';
import { BlockyardError } from '../protocol/problems.ts';
import { contentHash, contentHashOfText } from './content-hash.ts';
import type { Database } from './database.ts';

/** While a person edits, a version is kept at most this often. */
export const editVersionMs = 5 * 60_000;

interface SummaryRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly opened_at: number | null;
  readonly deleted_at: number | null;
}

type Row = SummaryRow & { readonly document: string; readonly content: string };

/**
 * The networks that a person designs, and versions of them. Saving moves the head. A version of the head is kept
 * - when an edit replaces it and the last version is `editVersionMs` old or there is none, so that what a session of editing began with stays;
 * - for a training that is started from it;
 * - when the person asks;
 * - before another version takes its place.
 * Each content is kept once. The name is no part of it: it belongs to the network, not to a version.
 */
export class ArchitectureRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Last edited first, deleted ones too. */
  list(): ArchitectureSummary[] {
    const rows = this.#database.rows(
      `SELECT ${summaryColumns} FROM architectures ORDER BY updated_at DESC, rowid DESC`,
    );
    return (rows as SummaryRow[]).map(toSummary);
  }

  /** @throws BlockyardError unknown-network */
  get(id: string): StoredArchitecture {
    return toStored(this.#row(id));
  }

  /** As `get`, and notes that it is the one a person works on. @throws BlockyardError unknown-network */
  open(id: string, now: number): StoredArchitecture {
    this.#setOpened(id, now);
    return this.get(id);
  }

  /**
   * Moves the head of a network, or enters it where there is none of this id. One that is deleted stays so.
   * @param opened it is the one a person works on
   * @throws BlockyardError invalid-architecture
   */
  save(id: string, json: unknown, now: number, opened = false): ArchitectureSummary {
    const architecture = read(json);
    return this.#database.transaction(() => {
      const before = this.#find(id);
      const document = serializeArchitecture(architecture);
      if (before === undefined) {
        this.#insert(id, architecture, document, now);
      } else if (document !== before.document) {
        if (this.#isDueForVersion(before, now)) this.#keep(before, 'edit', now);
        this.#setHead(id, architecture, document, now);
      }
      if (opened) this.#setOpened(id, now);
      return toSummary(this.#row(id));
    });
  }

  /** @throws BlockyardError unknown-network; invalid-architecture where its document cannot be read */
  rename(id: string, name: string, now: number): ArchitectureSummary {
    return this.#database.transaction(() => {
      const row = this.#row(id);
      return this.save(id, { ...readText(row.name, row.document), name }, now);
    });
  }

  /** Deletes a network so that it can be brought back. @throws BlockyardError unknown-network */
  remove(id: string, now: number): ArchitectureSummary {
    this.#database.run('UPDATE architectures SET deleted_at = coalesce(deleted_at, ?) WHERE id = ?', now, id);
    return toSummary(this.#row(id));
  }

  /** Brings a deleted network back. @throws BlockyardError unknown-network */
  recover(id: string): ArchitectureSummary {
    this.#database.run('UPDATE architectures SET deleted_at = NULL WHERE id = ?', id);
    return toSummary(this.#row(id));
  }

  /** Erases a deleted network and its versions for good. @throws BlockyardError unknown-network where no deleted one has this id */
  erase(id: string): void {
    if (this.#database.run('DELETE FROM architectures WHERE id = ? AND deleted_at IS NOT NULL', id) === 0)
      throw new BlockyardError('unknown-network', { id });
  }

  /** Newest first. @throws BlockyardError unknown-network */
  versions(id: string): ArchitectureVersion[] {
    this.#row(id);
    const rows = this.#database.rows(
      `SELECT id, edited_at, reason,
         (SELECT json_group_array(run) FROM (SELECT run FROM architecture_version_runs WHERE version = versions.id ORDER BY run)) AS runs
       FROM architecture_versions AS versions WHERE architecture = ? ORDER BY edited_at DESC, id DESC`,
      id,
    ) as { id: number; edited_at: number; reason: VersionReason; runs: string }[];
    return rows.map((row) => ({
      id: row.id,
      editedAt: row.edited_at,
      reason: row.reason,
      runs: JSON.parse(row.runs) as string[],
    }));
  }

  /** A version's document. @throws BlockyardError unknown-version */
  version(id: string, version: number): string {
    const row = this.#database.row(
      'SELECT document FROM architecture_versions WHERE architecture = ? AND id = ?',
      id,
      version,
    ) as { document: string } | undefined;
    if (row === undefined) throw new BlockyardError('unknown-version', { id, version });
    return row.document;
  }

  /** Keeps the head as a version, unless there is one of the same content. @throws BlockyardError unknown-network */
  keep(id: string, reason: VersionReason, now: number): void {
    this.#database.transaction(() => this.#keep(this.#row(id), reason, now));
  }

  /** Makes a version the head, and keeps what was. The name stays. @throws BlockyardError unknown-network, unknown-version, invalid-architecture */
  restore(id: string, version: number, now: number): StoredArchitecture {
    return this.#database.transaction(() => {
      const before = this.#row(id);
      const architecture = readText(before.name, this.version(id, version));
      this.#keep(before, 'restore', now);
      const restored = { ...architecture, name: before.name };
      this.#setHead(id, restored, serializeArchitecture(restored), now);
      return this.get(id);
    });
  }

  /** A network that is not deleted and has this content, rather one of the same name, and the last edited of several. */
  matching(json: unknown): string | undefined {
    const parsed = parseArchitecture(json);
    if (!parsed.ok) return undefined;
    const row = this.#database.row(
      'SELECT id FROM architectures WHERE content = ? AND deleted_at IS NULL ORDER BY name = ? DESC, updated_at DESC LIMIT 1',
      contentHash(parsed.value),
      parsed.value.name,
    ) as { id: string } | undefined;
    return row?.id;
  }

  /**
   * Marks a run on the network it was started from: on a version of its content, which is kept if the head has it.
   * @returns the network, or undefined where none has this content
   */
  markRun(json: unknown, run: string, now: number): string | undefined {
    const parsed = parseArchitecture(json);
    if (!parsed.ok) return undefined;
    return this.#database.transaction(() => {
      const content = contentHash(parsed.value);
      const head = this.matching(parsed.value);
      if (head !== undefined) this.keep(head, 'training', now);
      const version = this.#database.row(
        `SELECT versions.id, architecture FROM architecture_versions AS versions JOIN architectures ON architectures.id = architecture
         WHERE versions.content = ? ORDER BY architecture = ? DESC, name = ? DESC, updated_at DESC LIMIT 1`,
        content,
        head ?? '',
        parsed.value.name,
      ) as { id: number; architecture: string } | undefined;
      if (version === undefined) return undefined;
      this.#database.run(
        'INSERT OR IGNORE INTO architecture_version_runs (version, run) VALUES (?, ?)',
        version.id,
        run,
      );
      return version.architecture;
    });
  }

  #insert(id: string, architecture: Architecture, document: string, now: number): void {
    this.#database.run(
      'INSERT INTO architectures (id, name, document, content, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      architecture.name,
      document,
      contentHash(architecture),
      now,
      now,
    );
  }

  #setOpened(id: string, now: number): void {
    this.#database.run('UPDATE architectures SET opened_at = ? WHERE id = ?', now, id);
  }

  #setHead(id: string, architecture: Architecture, document: string, now: number): void {
    this.#database.run(
      'UPDATE architectures SET name = ?, document = ?, content = ?, updated_at = ? WHERE id = ?',
      architecture.name,
      document,
      contentHash(architecture),
      now,
      id,
    );
  }

  #isDueForVersion(before: Row, now: number): boolean {
    const last = this.#database.row(
      'SELECT max(kept_at) AS time FROM architecture_versions WHERE architecture = ?',
      before.id,
    ) as { time: number | null } | undefined;
    return now - (last?.time ?? before.created_at) >= editVersionMs;
  }

  #keep(row: Row, reason: VersionReason, now: number): void {
    this.#database.run(
      'INSERT OR IGNORE INTO architecture_versions (architecture, kept_at, edited_at, reason, document, content) VALUES (?, ?, ?, ?, ?, ?)',
      row.id,
      now,
      row.updated_at,
      reason,
      row.document,
      // Not the row's own: somebody may have changed the document by hand.
      contentHashOfText(row.document),
    );
  }

  #find(id: string): Row | undefined {
    return this.#database.row(`SELECT ${summaryColumns}, document, content FROM architectures WHERE id = ?`, id) as
      Row | undefined;
  }

  #row(id: string): Row {
    const row = this.#find(id);
    if (row === undefined) throw new BlockyardError('unknown-network', { id });
    return row;
  }
}

const summaryColumns = 'id, name, created_at, updated_at, opened_at, deleted_at';

function toSummary(row: SummaryRow): ArchitectureSummary {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...(row.opened_at !== null && { openedAt: row.opened_at }),
    ...(row.deleted_at !== null && { deletedAt: row.deleted_at }),
  };
}

function toStored(row: Row): StoredArchitecture {
  return { summary: toSummary(row), document: row.document };
}

function read(json: unknown): Architecture {
  const parsed = parseArchitecture(json);
  if (parsed.ok) return parsed.value;
  const name = typeof json === 'object' && json !== null && 'name' in json ? String(json.name).slice(0, 60) : '';
  throw architectureProblem(name, parsed.error);
}

function readText(name: string, document: string): Architecture {
  const parsed = parseArchitectureText(document);
  if (!parsed.ok) throw architectureProblem(name, parsed.error);
  return parsed.value;
}
