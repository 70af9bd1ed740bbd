import { systemFiguresSchema, type SystemHistory } from '../protocol/system-figures.ts';
import type { Database } from './database.ts';

/** How busy the machine was while a run trained, as its engine told after this event. */
export function systemHistoryAfter(database: Database, run: string, sequence: number): SystemHistory {
  const rows = database.rows(
    'SELECT time, body FROM system_figures WHERE run = ? AND sequence > ? ORDER BY sequence',
    run,
    sequence,
  ) as { time: number; body: string }[];
  return rows.map(({ time, body }) => ({ time, ...systemFiguresSchema.parse(JSON.parse(body)) }));
}
