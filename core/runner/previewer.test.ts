import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { previewRequestSchema } from '../protocol/augmentation-preview.ts';
import { forkEngineHost, Previewer, type EngineProcess } from './index.ts';
import type { PreviewerOptions } from './previewer.ts';

const request = previewRequestSchema.parse({
  data: { dataset: 'mnist' },
  augmentation: {},
  backend: 'auto',
  seed: 1,
  step: 0,
  count: 1,
  offset: 0,
});

/** What previewing engines do; each is the program of a process. The step comes back as the label. */
const answers = `process.on('message', ({ id, request }) => process.send({ kind: 'answered', id, answer: {
  backend: 'js', shape: [1, 2, 1], labels: [request.step], originals: Uint8Array.of(1, 2), variants: new Uint8Array(16).fill(request.step) } }))`;
const refuses = `process.on('message', ({ id }) => process.send({ kind: 'refused', id, problem: { code: 'dataset-corrupt', facts: { path: 'x', detail: 'y' } } }))`;
const crashes = `process.on('message', () => process.abort())`;
const hangs = `process.on('message', () => { for (;;); })`;

let home = '';
let program = answers;
let started: EngineProcess[] = [];
let previewer: Previewer;

function open(options: Partial<PreviewerOptions> = {}): Previewer {
  const engineHost = {
    fork: () => {
      const entry = join(home, 'engine.cjs');
      writeFileSync(entry, program);
      const engine = forkEngineHost(entry).fork();
      started.push(engine);
      return engine;
    },
  };
  previewer = new Previewer({ library: { home }, engineHost, ...options });
  return previewer;
}

function isAlive(engine: EngineProcess | undefined): boolean {
  try {
    return engine?.pid !== undefined && process.kill(engine.pid, 0);
  } catch {
    return false;
  }
}

async function untilGone(engine: EngineProcess | undefined): Promise<void> {
  while (isAlive(engine)) await new Promise((resolve) => setTimeout(resolve, 10));
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-previewer-'));
  program = answers;
  started = [];
});
afterEach(() => {
  previewer.close();
  rmSync(home, { recursive: true, force: true });
});

describe('previews of augmentation', () => {
  it('come from one process, which is kept, as bytes', async () => {
    open();
    const shown = await Promise.all([3, 1, 2].map((step) => previewer.preview({ ...request, step })));
    expect(shown.map(({ labels }) => labels)).toEqual([[3], [1], [2]]);
    expect(shown[0]?.variants).toEqual(new Uint8Array(16).fill(3));
    await previewer.preview(request);
    expect(started).toHaveLength(1);
    expect(isAlive(started[0])).toBe(true);
  });

  it('end their process after a while without a question; the next one starts another', async () => {
    open({ idleMs: 100 });
    await previewer.preview(request);
    await untilGone(started[0]);
    expect((await previewer.preview(request)).labels).toEqual([0]);
    expect(started).toHaveLength(2);
  });

  it('tell what is wrong with the dataset', async () => {
    program = refuses;
    await expect(open().preview(request)).rejects.toMatchObject({ problem: { code: 'dataset-corrupt' } });
  });

  it('fail, each of them, where the process crashes, and work again with the next', async () => {
    program = crashes;
    open();
    const asked = [previewer.preview(request), previewer.preview(request)];
    for (const one of asked)
      await expect(one).rejects.toMatchObject({
        problem: { code: 'preview-failed', facts: { signal: 'SIGABRT' } },
      });
    program = answers;
    expect((await previewer.preview(request)).labels).toEqual([0]);
  });

  it('are given up where the process hangs, and end with the program', async () => {
    program = hangs;
    open({ patienceMs: 300 });
    const hung = previewer.preview(request);
    await expect(hung).rejects.toMatchObject({ problem: { facts: { detail: 'took-too-long' } } });
    await untilGone(started[0]);
    open();
    const closed = previewer.preview(request);
    previewer.close();
    await expect(closed).rejects.toMatchObject({ problem: { code: 'preview-failed' } });
    await untilGone(started[1]);
  });
});
