import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tinySpec } from '../engine/tiny-run.test-support.ts';
import { openLibrary } from '../store/index.ts';
import { buildBundles } from './bundles.test-support.ts';

/** Programs that serve the queue with the real engine, and are killed. */
let bundles = '';
beforeAll(async () => {
  const host = fileURLToPath(new URL('./queue-host.test-support.ts', import.meta.url));
  bundles = await buildBundles({ host, engine: 'core/engine/main.ts' });
});
afterAll(() => {
  rmSync(bundles, { recursive: true, force: true });
});

let home = '';
const hosts: ChildProcess[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-restart-'));
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await killed(host);
  rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

function startHost(specs?: string): ChildProcess {
  const args = [join(bundles, 'host.cjs'), home, join(bundles, 'engine.cjs'), ...(specs === undefined ? [] : [specs])];
  const host = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  hosts.push(host);
  return host;
}

/** Until the host has said so many lines. */
async function said(host: ChildProcess, lines: number): Promise<void> {
  let heard = 0;
  while (heard < lines) {
    const [text] = (await once(host.stdout ?? host, 'data')) as [Buffer];
    heard += text.toString().split('\n').length - 1;
  }
}

async function killed(host: ChildProcess): Promise<void> {
  if (host.exitCode !== null || host.signalCode !== null) return;
  const ended = once(host, 'exit');
  host.kill('SIGKILL');
  await ended;
}

async function ended(host: ChildProcess): Promise<number | null> {
  if (host.exitCode === null && host.signalCode === null) await once(host, 'exit');
  return host.exitCode;
}

/** A file of so many specs, the first of which trains for long. */
function specs(epochs: readonly number[]): string {
  const path = join(home, 'specs.json');
  writeFileSync(
    path,
    JSON.stringify(
      epochs.map((count, at) => ({ ...tinySpec({ recipe: { epochs: count } }), name: `run ${String(at)}` })),
    ),
  );
  return path;
}

/** What the library tells of its runs, oldest first, and how often each began to train by what its engine wrote. */
function outcome(): { name: string; status: string; begun: number; weights: string | undefined }[] {
  const library = openLibrary(home);
  const runs = library.runs.list().map(({ id, name, status, weightsHash }) => {
    const path = join(library.runFolder(id), 'events.jsonl');
    const events = existsSync(path) ? readFileSync(path, 'utf8') : '';
    return { name, status, begun: events.split('"kind":"ready"').length - 1, weights: weightsHash };
  });
  library.close();
  return runs.sort((a, b) => (a.name < b.name ? -1 : 1));
}

describe('the queue across the death of its host', { timeout: 240_000 }, () => {
  it('goes on with what waited when a host was killed in the midst of training', async () => {
    const first = startHost(specs([100_000, 2, 1]));
    await said(first, 3);
    await killed(first);
    const second = startHost();
    expect(await ended(second)).toBe(0);
    expect(outcome()).toMatchObject([
      { name: 'run 0', status: 'interrupted', begun: 1 },
      { name: 'run 1', status: 'completed', begun: 1 },
      { name: 'run 2', status: 'completed', begun: 1 },
    ]);
  });

  it('loses no run and trains none twice, whenever hosts are killed and however many there are', async () => {
    const first = startHost(specs([1, 1, 1, 1]));
    await said(first, 1);
    await killed(first);
    // Killed at moments that no test chooses: about when they open, take a run, start its engine.
    for (const patience of [150, 400]) {
      const host = startHost();
      await new Promise((resolve) => setTimeout(resolve, patience));
      await killed(host);
    }
    const last = [startHost(), startHost()];
    expect(await Promise.all(last.map(ended))).toEqual([0, 0]);
    const library = openLibrary(home);
    expect(library.queue.isEmpty).toBe(true);
    library.close();
    const runs = outcome();
    expect(runs).toHaveLength(4);
    for (const { status, begun, weights } of runs) {
      expect(['completed', 'interrupted']).toContain(status);
      expect(begun).toBeLessThanOrEqual(1);
      // The same spec gives the same weights, whoever trained it.
      if (status === 'completed') expect(weights).toBe(runs.find((run) => run.status === 'completed')?.weights);
    }
    expect(runs.filter(({ status }) => status === 'completed').length).toBeGreaterThan(0);
  });
});
