import type { EngineEvent } from '../protocol/engine.ts';
import type { Database } from './database.ts';
import { packLayerFigures } from './layer-figures.ts';
import { packMetrics } from './metrics-blob.ts';

/**
 * Enters one event into its table, unless it is there already. An epoch that was trained again after going back to a checkpoint replaces the earlier one.
 * Returns how many rows changed: 0 for an event that is known.
 */
export function enterEvent(database: Database, { runId, sequence, time, body }: EngineEvent): number {
  switch (body.kind) {
    case 'metrics':
      return database.run(
        'INSERT OR IGNORE INTO metrics (run, sequence, time, last_step, images_per_second, data) VALUES (?, ?, ?, ?, ?, ?)',
        runId,
        sequence,
        time,
        body.step[body.step.length - 1] ?? 0,
        body.imagesPerSecond,
        packMetrics(body),
      );
    case 'layerFigures':
      return database.run(
        'INSERT OR IGNORE INTO layer_figures (run, sequence, step, data) VALUES (?, ?, ?, ?)',
        runId,
        sequence,
        body.step,
        packLayerFigures(body.figures),
      );
    case 'system': {
      const { cpu, processCpu, processMemory, machineMemory, gpus } = body;
      return database.run(
        'INSERT OR IGNORE INTO system_figures (run, sequence, time, body) VALUES (?, ?, ?, ?)',
        runId,
        sequence,
        time,
        JSON.stringify({ cpu, processCpu, processMemory, machineMemory, gpus }),
      );
    }
    case 'epoch':
      return database.run(
        `INSERT INTO epochs (run, epoch, sequence, time, step, loss, accuracy, val_loss, val_accuracy, seconds, images_per_second)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (run, epoch) DO UPDATE SET sequence = excluded.sequence, time = excluded.time, step = excluded.step, loss = excluded.loss,
           accuracy = excluded.accuracy, val_loss = excluded.val_loss, val_accuracy = excluded.val_accuracy, seconds = excluded.seconds,
           images_per_second = excluded.images_per_second
         WHERE excluded.sequence > epochs.sequence`,
        runId,
        body.epoch,
        sequence,
        time,
        body.step,
        body.loss,
        body.accuracy,
        body.valLoss,
        body.valAccuracy,
        body.seconds,
        body.imagesPerSecond,
      );
    case 'log':
      return database.run(
        'INSERT OR IGNORE INTO log (run, sequence, time, level, message) VALUES (?, ?, ?, ?, ?)',
        runId,
        sequence,
        time,
        body.level,
        body.message,
      );
    case 'ready':
    case 'layers':
    case 'checkpoint':
    case 'state':
    case 'done':
    case 'failed':
      return database.run(
        'INSERT OR IGNORE INTO events (run, sequence, time, kind, body) VALUES (?, ?, ?, ?, ?)',
        runId,
        sequence,
        time,
        body.kind,
        JSON.stringify(body),
      );
  }
}
