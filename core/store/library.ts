import { join } from 'node:path';
import { ArchitectureRepository } from './architectures.ts';
import { CalibrationRepository } from './calibrations.ts';
import { Database } from './database.ts';
import type { Settings } from '../protocol/channels.ts';
import { makeFolder } from './folder.ts';
import { HostRepository } from './hosts.ts';
import { OwnBlockRepository } from './own-blocks.ts';
import { QueueRepository } from './queue.ts';
import { RunContinuation } from './run-continuation.ts';
import { HoldRepository } from './run-holds.ts';
import { checkRunId } from './run-id.ts';
import { RunNews } from './run-news.ts';
import { RunRecords } from './run-records.ts';
import { RunRepository } from './runs.ts';
import { RunViewRepository } from './run-views.ts';
import { SettingsRepository } from './settings.ts';
import { storing } from './storage-problem.ts';
import { SweepRepository } from './sweeps.ts';

/** A person's networks, blocks, runs and settings: `library.db` and a folder for every run under `runs/`. Any number of processes may have it open. */
export class Library {
  readonly home: string;
  readonly runs: RunRepository;
  readonly news: RunNews;
  readonly records: RunRecords;
  readonly holds: HoldRepository;
  readonly queue: QueueRepository;
  readonly continuation: RunContinuation;
  readonly hosts: HostRepository;
  readonly architectures: ArchitectureRepository;
  readonly blocks: OwnBlockRepository;
  readonly calibrations: CalibrationRepository;
  readonly sweeps: SweepRepository;
  readonly views: RunViewRepository;
  readonly #database: Database;
  readonly #settings: SettingsRepository;

  constructor(home: string, database: Database) {
    this.home = home;
    this.#database = database;
    this.runs = new RunRepository(database);
    this.news = new RunNews(database);
    this.records = new RunRecords(database);
    this.holds = new HoldRepository(database);
    this.queue = new QueueRepository(database);
    this.continuation = new RunContinuation(database);
    this.hosts = new HostRepository(database);
    this.architectures = new ArchitectureRepository(database);
    this.blocks = new OwnBlockRepository(database);
    this.calibrations = new CalibrationRepository(database);
    this.sweeps = new SweepRepository(database);
    this.views = new RunViewRepository(database);
    this.#settings = new SettingsRepository(database);
  }

  settings(): Settings {
    return this.#settings.get();
  }

  setSettings(settings: Settings): Settings {
    return this.#settings.set(settings);
  }

  /**
   * The folder of a run: spec.json, events.jsonl and weights/.
   * @throws BlockyardError unknown-run for anything that is not a run's id, so that no id leads out of the library
   */
  runFolder(id: string): string {
    return join(this.runsFolder, checkRunId(id));
  }

  get runsFolder(): string {
    return join(this.home, 'runs');
  }

  /** A number that changes when another process has changed the library. */
  dataVersion(): number {
    return this.#database.dataVersion();
  }

  /** All of what `work` changes is kept or, if it throws, nothing. */
  transaction<T>(work: () => T): T {
    return this.#database.transaction(work);
  }

  close(): void {
    this.#database.close();
  }
}

/**
 * Opens the library in a folder, making it where there is none.
 * @throws BlockyardError library-newer, library-corrupt, not-writable, no-space
 */
export function openLibrary(home: string): Library {
  storing(home, () => makeFolder(join(home, 'runs')));
  return new Library(home, Database.open(join(home, 'library.db')));
}
