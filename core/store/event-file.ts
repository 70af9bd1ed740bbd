import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { engineEventSchema, type EngineEvent } from '../protocol/engine.ts';

const batchSize = 500;

/**
 * The events that an engine has written to a run's folder, in batches. A line that is not an event of this run (torn by a power cut, or damaged)
 * is passed over, and everything else is still given. No file: no events.
 */
export async function* readEventFile(folder: string, runId: string): AsyncGenerator<EngineEvent[]> {
  const handle = await openIfThere(join(folder, 'events.jsonl'));
  if (handle === undefined) return;
  try {
    const input = handle.createReadStream({ encoding: 'utf8', autoClose: false });
    let batch: EngineEvent[] = [];
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      const event = parseEvent(line, runId);
      if (event !== undefined) batch.push(event);
      if (batch.length >= batchSize) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  } finally {
    await handle.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseEvent(line: string, runId: string): EngineEvent | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return undefined;
  }
  const event = engineEventSchema.safeParse(json);
  return event.success && event.data.runId === runId ? event.data : undefined;
}
