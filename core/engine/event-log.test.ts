import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineEventSchema, type EngineEvent } from '../protocol/engine.ts';
import { eventFile, EventLog } from './event-log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blockyard-events-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function lines(): EngineEvent[] {
  const text = readFileSync(join(folder, eventFile), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => engineEventSchema.parse(JSON.parse(line)));
}

function session(messages: readonly string[], sent: EngineEvent[] = []): EngineEvent[] {
  const log = new EventLog(folder, 'run', (event) => sent.push(event));
  for (const message of messages) log.emit({ kind: 'log', level: 'info', message });
  log.close();
  return sent;
}

describe('EventLog', () => {
  it('writes each event before it is sent, one line each', () => {
    const log = new EventLog(folder, 'run', (event) => {
      expect(lines()).toContainEqual(event);
    });
    log.emit({ kind: 'log', level: 'info', message: 'a\nb' });
    log.emit({ kind: 'state', state: 'paused' });
    log.close();
    expect(lines().map((event) => event.sequence)).toEqual([1, 2]);
  });

  it('goes on with the next sequence number after a restart', () => {
    session(['a', 'b']);
    expect(session(['c']).map((event) => event.sequence)).toEqual([3]);
  });

  it('cuts off a line that a crash left unfinished', () => {
    session(['a', 'b']);
    appendFileSync(join(folder, eventFile), '{"version":1,"runId":"run","seq');
    session(['c']);
    expect(lines().map((event) => event.sequence)).toEqual([1, 2, 3]);
  });

  it('never gives a number again, even after a line that is damaged', () => {
    session(['a', 'b']);
    appendFileSync(join(folder, eventFile), `${'\0'.repeat(50)}\n`);
    expect(session(['c']).map((event) => event.sequence)).toEqual([3]);
  });

  it('goes on in a file that is longer than what it reads of it', () => {
    session(Array.from({ length: 12 }, () => 'x'.repeat(100_000)));
    expect(session(['end']).map((event) => event.sequence)).toEqual([13]);
    expect(lines()).toHaveLength(13);
  });

  it('says what is wrong when the folder is missing', () => {
    rmSync(folder, { recursive: true });
    expect(() => session([])).toThrow(/cannot write/);
  });
});
