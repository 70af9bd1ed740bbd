import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineEvent } from '../protocol/engine.ts';
import { anyHistory, anySpec, epochBody, eventLog, metricsBody, readyBody } from './history.test-support.ts';
import { openLibrary, readEventFile, type Library } from './index.ts';

let home = '';
let library: Library;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-store-'));
  library = openLibrary(home);
});
afterAll(() => {
  library.close();
  rmSync(home, { recursive: true, force: true });
});

const newRun = (): string => library.runs.create(anySpec, 'A net', 'a host', 1_700_000_000_000, () => undefined).id;

/** Everything a person can see of a run, apart from its id. */
function visible(id: string): unknown {
  const { summary, ...detail } = library.runs.detail(id);
  return {
    ...detail,
    summary: { ...summary, id: '' },
    metrics: library.runs.metrics(id),
    savedEpoch: library.runs.savedEpoch(id),
  };
}

describe('ingestion', () => {
  it('makes the same run of the same events in any order, in any portions, any number of times', () => {
    fc.assert(
      fc.property(anyHistory, fc.infiniteStream(fc.nat()), (bodies, numbers) => {
        const straight = newRun();
        library.runs.ingest(straight, eventLog(straight, bodies));

        const crooked = newRun();
        const next = (below: number): number => (numbers.next().value as number) % below;
        const events = eventLog(crooked, bodies);
        const waiting = [...events, ...events.filter(() => next(2) === 0)];
        while (waiting.length > 0) {
          const portion: EngineEvent[] = [];
          for (let size = 1 + next(4); size > 0 && waiting.length > 0; size -= 1)
            portion.push(...waiting.splice(next(waiting.length), 1));
          library.runs.ingest(crooked, portion);
        }
        expect(visible(crooked)).toEqual(visible(straight));
      }),
      { numRuns: 60 },
    );
  });

  it('says whether anything was new', () => {
    const id = newRun();
    const events = eventLog(id, [readyBody, metricsBody([1]), epochBody(1, 0.5)]);
    expect([library.runs.ingest(id, events), library.runs.ingest(id, events)]).toEqual([true, false]);
  });

  it('takes none of a portion of which one cannot be entered', () => {
    const id = newRun();
    const [ready, broken] = eventLog(id, [readyBody, epochBody(1, NaN)]);
    expect(() =>
      library.runs.ingest(
        id,
        [ready, broken].filter((event) => event !== undefined),
      ),
    ).toThrow();
    expect(library.runs.summary(id)).toMatchObject({ status: 'queued', epochs: 0 });
    expect(library.runs.summary(id).backend).toBeUndefined();
  });

  it('ignores the events of another run', () => {
    const id = newRun();
    expect(library.runs.ingest(id, eventLog(newRun(), [readyBody]))).toBe(false);
  });

  it('lets the later figures stand where steps were trained again', () => {
    const id = newRun();
    library.runs.ingest(
      id,
      eventLog(id, [
        readyBody,
        metricsBody([1, 2, 3, 4]),
        epochBody(1, 0.5),
        metricsBody([3, 4, 5]),
        epochBody(1, 0.25),
      ]),
    );
    expect([...library.runs.metrics(id).step]).toEqual([1, 2, 3, 4, 5]);
    expect(library.runs.detail(id).epochs.map((epoch) => epoch.valAccuracy)).toEqual([0.25]);
  });
});

describe('a summary', () => {
  it('has the figures of the last and of the best epoch, and the time without pauses', () => {
    const id = newRun();
    library.runs.ingest(
      id,
      eventLog(id, [
        readyBody,
        metricsBody([1, 2]),
        epochBody(1, 0.75),
        { kind: 'state', state: 'paused' },
        { kind: 'log', level: 'info', message: 'a pause of 300 ms' },
        { kind: 'log', level: 'info', message: '...' },
        { kind: 'state', state: 'running' },
        metricsBody([3, 4]),
        epochBody(2, 0.5),
      ]),
    );
    expect(library.runs.summary(id)).toMatchObject({
      status: 'running',
      epochs: 2,
      step: 4,
      imagesPerSecond: 30,
      trainingSeconds: 0.5,
      lastEpoch: { epoch: 2 },
      bestEpoch: { epoch: 1 },
    });
  });

  it('believes the engine about its end before the host', () => {
    const id = newRun();
    library.runs.finish(
      id,
      { status: 'interrupted', problem: { code: 'interrupted', facts: { epoch: 0 } }, time: 1 },
      'a host',
    );
    expect(library.runs.summary(id)).toMatchObject({
      status: 'interrupted',
      endedAt: 1,
      problem: { code: 'interrupted' },
    });
    library.runs.ingest(id, eventLog(id, [readyBody, { kind: 'done', outcome: 'completed', weightsHash: 'abc' }]));
    expect(library.runs.summary(id)).toMatchObject({ status: 'completed', weightsHash: 'abc' });
    expect(library.runs.summary(id).problem).toBeUndefined();
  });

  it('is not changed by a host that no longer holds the run', () => {
    const id = newRun();
    library.runs.finish(id, { status: 'failed', time: 1 }, 'another host');
    expect(library.runs.summary(id).status).toBe('queued');
  });
});

describe('news', () => {
  it('go on from where they were read', () => {
    const id = newRun();
    const events = eventLog(id, [
      readyBody,
      metricsBody([1, 2]),
      epochBody(1, 0.5),
      metricsBody([3, 4]),
      { kind: 'log', level: 'info', message: 'hello' },
    ]);
    library.runs.ingest(id, events.slice(0, 2));
    const cursor = library.news.cursor(id);
    library.runs.ingest(id, events.slice(2));
    const news = library.news.after(id, cursor);
    expect([[...news.metrics.step], news.epochs.length, news.log.length]).toEqual([[3, 4], 1, 1]);
    expect(library.news.after(id, news.cursor)).toMatchObject({ epochs: [], log: [], cursor: news.cursor });
  });
});

describe('a run id', () => {
  it.each([
    '',
    '..',
    '../..',
    '../../etc/passwd',
    '20261124-ABCDEF',
    '20261124-abc123/..',
    '20261124-abcdef\0',
    "' OR 1=1 --",
    'a'.repeat(100),
  ])('is never %j', (id) => {
    const attempts = [
      () => library.runFolder(id),
      () => library.runs.summary(id),
      () => library.runs.detail(id),
      () => library.runs.metrics(id),
      () => library.holds.leaveWish(id, 'stop'),
    ];
    for (const attempt of attempts) expect(attempt).toThrow(/There is no run with the id/);
  });

  it('is new every time', () => {
    const ids = Array.from({ length: 200 }, newRun);
    expect(new Set(ids).size).toBe(200);
  });
});

describe('an event file', () => {
  const read = async (id: string): Promise<number[]> => {
    const sequences: number[] = [];
    for await (const batch of readEventFile(library.runFolder(id), id))
      sequences.push(...batch.map((event) => event.sequence));
    return sequences;
  };
  const write = (id: string, text: string): string => {
    mkdirSync(library.runFolder(id), { recursive: true });
    const file = join(library.runFolder(id), 'events.jsonl');
    writeFileSync(file, text);
    return file;
  };
  const lines = (id: string, count: number): string[] =>
    eventLog(
      id,
      Array.from({ length: count }, (_, index) => metricsBody([index + 1])),
    ).map((event) => JSON.stringify(event));

  it('that is not there has no events', async () => {
    expect(await read(newRun())).toEqual([]);
  });

  it('cut anywhere loses the line it was cut in and nothing before it', async () => {
    const id = newRun();
    const text = `${lines(id, 5).join('\n')}\n`;
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), async (length) => {
        write(id, text.slice(0, length));
        const whole = text.slice(0, length).split('\n').length - 1;
        const sequences = await read(id);
        // A last line that lacks only its line end is whole as well.
        expect([whole, whole + 1]).toContain(sequences.length);
        expect(sequences).toEqual([1, 2, 3, 4, 5].slice(0, sequences.length));
      }),
      { numRuns: 40 },
    );
  });

  it('with a damaged part loses that part alone', async () => {
    const id = newRun();
    const [first = '', second = '', third = ''] = lines(id, 3);
    const file = write(id, `${first}\n\u0000\u0000\u0000garbage\n${second.replace('metrics', 'magic')}\n${third}\n`);
    appendFileSync(file, Buffer.from([0xff, 0xfe, 0x00, 0x0a]));
    appendFileSync(file, lines(newRun(), 1).join('\n'));
    expect(await read(id)).toEqual([1, 3]);
  });

  it('is read in full when it is long', async () => {
    const id = newRun();
    write(id, lines(id, 1234).join('\n'));
    expect(await read(id)).toHaveLength(1234);
  });
});
