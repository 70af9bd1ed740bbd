import { cpus, hostname, totalmem } from 'node:os';
import { calibrationSchema, type Calibration } from '../protocol/calibration.ts';
import { measuredTrainingSchema, type MeasuredTraining } from '../protocol/measured-training.ts';
import type { Database } from './database.ts';

/** So many of the newest are looked at: older ones are of another time. */
const mostTrainings = 50;

/** How fast this machine trains, as measured; what other machines measured into the same library is left alone. */
export class CalibrationRepository {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The newest that this program understands. */
  latest(): Calibration | undefined {
    const rows = this.#database.rows(
      'SELECT body FROM calibrations WHERE machine = ? ORDER BY measured_at DESC',
      thisMachine(),
    ) as { body: string }[];
    for (const { body } of rows) {
      const read = calibrationSchema.safeParse(JSON.parse(body));
      if (read.success) return read.data;
    }
    return undefined;
  }

  /** Takes the place of an earlier one of the same backend, device and versions. */
  keep(calibration: Calibration): void {
    const { backend, device, versions, measuredAt } = calibration;
    this.#database.run(
      `INSERT INTO calibrations (machine, backend, device, versions, measured_at, body) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (machine, backend, device, versions) DO UPDATE SET measured_at = excluded.measured_at, body = excluded.body`,
      thisMachine(),
      backend,
      device,
      JSON.stringify(Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1))),
      measuredAt,
      JSON.stringify(calibration),
    );
  }

  /** What runs have shown of this machine, the newest first. */
  trainings(): MeasuredTraining[] {
    const rows = this.#database.rows(
      `SELECT body, name FROM measured_trainings JOIN runs ON runs.id = run WHERE machine = ?
       ORDER BY measured_at DESC LIMIT ${String(mostTrainings)}`,
      thisMachine(),
    ) as { body: string; name: string }[];
    return rows.flatMap(({ body, name }) => {
      const read = measuredTrainingSchema.safeParse({ ...(JSON.parse(body) as object), name });
      return read.success ? [read.data] : [];
    });
  }

  /** Takes the place of what the run has shown before. */
  keepTraining(training: MeasuredTraining, now: number): void {
    this.#database.run(
      'INSERT OR REPLACE INTO measured_trainings (run, machine, measured_at, body) VALUES (?, ?, ?, ?)',
      training.run,
      thisMachine(),
      now,
      JSON.stringify(training),
    );
  }
}

/** A machine that gets another processor or more memory is another machine. */
function thisMachine(): string {
  const cores = cpus();
  return [hostname(), cores[0]?.model.trim() ?? '', cores.length, Math.round(totalmem() / 2 ** 30)].join(' / ');
}
