import { eventVersion, type EngineEvent, type EngineEventBody } from '../protocol/engine.ts';
import type { RunRecord } from '../protocol/interchange.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import type { LogLine, RunSummary } from '../protocol/runs.ts';
import { systemFiguresSchema } from '../protocol/system-figures.ts';
import type { Database } from './database.ts';
import { enterEvent } from './enter-event.ts';
import { layersOf, unpackLayerFigures } from './layer-figures.ts';
import { unpackMetrics } from './metrics-blob.ts';
import { nextRevision } from './run-changes.ts';
import { isFreeId, newRunId } from './run-id.ts';
import { toEpoch, toLogLine, toMarks, type EpochRow } from './run-rows.ts';
import { readRow, refreshSummary } from './run-summary.ts';
import { firstSummary, identityOf, type HostOutcome } from './summary.ts';

interface Said {
  readonly sequence: number;
  readonly time: number;
}

/** Runs as wholes, to be taken to another library. */
export class RunRecords {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws BlockyardError unknown-run */
  read(id: string): RunRecord {
    return this.#database.transaction(() => {
      const row = readRow(this.#database, id);
      const { name, tags, notes, starred } = toMarks(row);
      const log = this.#database.rows(
        'SELECT time, level, message FROM log WHERE run = ? AND sequence IS NULL ORDER BY id',
        id,
      ) as LogLine[];
      return {
        run: {
          createdAt: row.created_at,
          name,
          tags,
          notes,
          starred,
          ...(row.outcome !== null && { outcome: JSON.parse(row.outcome) as HostOutcome }),
          resumedAfter: row.resumed_after,
          log: log.map(toLogLine),
        },
        spec: JSON.parse(row.spec) as RunSpec,
        events: this.#events(id),
      };
    });
  }

  /**
   * Enters a run that was trained in another library, under its own id or, where that was given before, under a new one.
   * @param architecture name of its network
   * @param prepare makes its folder; when that fails there is no run
   */
  enter(
    wanted: string,
    { run, spec, events }: RunRecord,
    architecture: string,
    prepare: (id: string) => void,
  ): RunSummary {
    return this.#database.transaction(() => {
      let id = wanted;
      while (!isFreeId(this.#database, id)) id = newRunId(run.createdAt);
      const { createdAt, name, outcome, resumedAfter } = run;
      const summary = firstSummary(identityOf(id, spec, architecture, createdAt), name);
      this.#database.run(
        `INSERT INTO runs (id, name, tags, notes, starred, created_at, spec, phase, outcome, resumed_after, summary, revision)
         VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ${nextRevision})`,
        id,
        name,
        JSON.stringify(run.tags),
        run.notes,
        Number(run.starred),
        createdAt,
        JSON.stringify(spec),
        outcome === undefined ? null : JSON.stringify(outcome),
        resumedAfter,
        JSON.stringify(summary),
      );
      for (const event of events) enterEvent(this.#database, { ...event, runId: id });
      for (const { time, level, message } of run.log)
        this.#database.run('INSERT INTO log (run, time, level, message) VALUES (?, ?, ?, ?)', id, time, level, message);
      const entered = refreshSummary(this.#database, id);
      prepare(id);
      return entered;
    });
  }

  #events(id: string): EngineEvent[] {
    const layers = layersOf(this.#database, id).length;
    const rows = (sql: string): unknown[] => this.#database.rows(sql, id);
    const event = ({ sequence, time }: Said, body: EngineEventBody): EngineEvent => ({
      version: eventVersion,
      runId: id,
      sequence,
      time,
      body,
    });
    const controls = rows('SELECT sequence, time, body FROM events WHERE run = ?') as (Said & { body: string })[];
    const metrics = rows(
      'SELECT sequence, time, images_per_second AS rate, data FROM metrics WHERE run = ?',
    ) as (Said & {
      rate: number;
      data: ArrayBuffer;
    })[];
    const epochs = rows('SELECT * FROM epochs WHERE run = ?') as (Said & EpochRow)[];
    const log = rows('SELECT * FROM log WHERE run = ? AND sequence IS NOT NULL') as (Said & LogLine)[];
    const system = rows('SELECT sequence, time, body FROM system_figures WHERE run = ?') as (Said & { body: string })[];
    const figures = rows('SELECT sequence, 0 AS time, step, data FROM layer_figures WHERE run = ?') as (Said & {
      step: number;
      data: ArrayBuffer;
    })[];
    const events = [
      ...controls.map((row) => event(row, JSON.parse(row.body) as EngineEventBody)),
      ...metrics.map((row) => event(row, { kind: 'metrics', ...unpackMetrics(row.data), imagesPerSecond: row.rate })),
      ...epochs.map((row) => event(row, { kind: 'epoch', ...toEpoch(row) })),
      ...log.map((row) => event(row, { kind: 'log', level: row.level, message: row.message })),
      ...system.map((row) => event(row, { kind: 'system', ...systemFiguresSchema.parse(JSON.parse(row.body)) })),
      ...figures.map((row) =>
        event(row, { kind: 'layerFigures', step: row.step, figures: unpackLayerFigures(row.data, layers) }),
      ),
    ].sort((a, b) => a.sequence - b.sequence);
    return timed(withoutRepeats(events));
  }
}

/** When figures of layers were recorded is not kept; they come right after what was said before them. */
function timed(events: readonly EngineEvent[]): EngineEvent[] {
  let last = 0;
  return events.map((event) => {
    last = event.time === 0 ? last : event.time;
    return { ...event, time: last };
  });
}

/** Without figures of steps that were trained again later, after going back to a checkpoint. */
function withoutRepeats(events: readonly EngineEvent[]): EngineEvent[] {
  let steps = Infinity;
  let layerSteps = Infinity;
  const kept: EngineEvent[] = [];
  for (const event of [...events].reverse()) {
    const { body } = event;
    if (body.kind === 'layerFigures') {
      if (body.step < layerSteps) kept.push(event);
      layerSteps = Math.min(layerSteps, body.step);
    } else if (body.kind === 'metrics') {
      const count = body.step.filter((step) => step < steps).length;
      const part = <T>(values: readonly T[]): T[] => values.slice(0, count);
      const { step, loss, accuracy, learningRate } = body;
      if (count > 0)
        kept.push({
          ...event,
          body: {
            ...body,
            step: part(step),
            loss: part(loss),
            accuracy: part(accuracy),
            learningRate: part(learningRate),
          },
        });
      steps = Math.min(steps, step[0] ?? Infinity);
    } else kept.push(event);
  }
  return kept.reverse();
}
