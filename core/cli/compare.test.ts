import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineEventBody } from '../protocol/engine.ts';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import { openLibrary } from '../store/index.ts';
import { runOn } from './in-process.test-support.ts';

let home = '';
const ids: string[] = [];

/** Enters a run of this rate and seed that ended with this validation accuracy. */
function enter(learningRate: number, seed: number, valAccuracy: number): void {
  const library = openLibrary(home);
  const ready = readyExperiment();
  const spec = { ...ready, recipe: { ...ready.recipe, learningRate, seed } };
  const { id } = library.runs.create(spec, 'ResNet-20', 'a host', ids.length, () => undefined);
  const bodies: EngineEventBody[] = [
    {
      kind: 'epoch',
      epoch: 1,
      step: 2,
      loss: 1,
      accuracy: 0.5,
      valLoss: 1,
      valAccuracy,
      seconds: 1,
      imagesPerSecond: 9,
    },
    { kind: 'done', outcome: 'completed', weightsHash: 'a' },
  ];
  library.runs.ingest(
    id,
    bodies.map((body, at) => ({ version: 1, runId: id, sequence: at + 1, time: at, body })),
  );
  library.runs.finish(id, undefined, 'a host');
  library.close();
  ids.push(id);
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-compare-'));
  for (const [at, value] of [0.9, 0.91, 0.905].entries()) enter(0.01, at, value);
  for (const [at, value] of [0.93, 0.942, 0.933].entries()) enter(0.1, at, value);
});
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

const compare = (...args: string[]) => runOn(home, ['runs', 'compare', ...args]);

describe('runs compare', () => {
  it('tells what differs, marks the best, and what the seeds carry', async () => {
    const { code, stdout } = await compare(...ids);
    expect(code).toBe(0);
    expect(stdout).toMatch(/recipe\.learningRate +0\.01 +0\.01 +0\.01 +0\.1 +0\.1 +0\.1\n/);
    expect(stdout).toMatch(/lastAccuracy +90\.00% .* 94\.20% \* +93\.30%/);
    expect(stdout).not.toMatch(/batchSize/);
    expect(stdout).toMatch(/Variant A \(.*\): 3 seeds, mean 90\.50%, 95% interval/);
    expect(stdout).toMatch(
      /B is better than A by 3\.00 points \(95% interval .* to .* points, Hedges' g .*; 3 pairs\)\./,
    );
  });

  it('prints one document', async () => {
    const { stdout } = await compare(...ids, '--figure', 'bestAccuracy', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      runs: ids.map((runId) => ({ runId, status: 'completed' })),
      settings: expect.arrayContaining([{ path: 'recipe.seed', values: [0, 1, 2, 0, 1, 2] }]) as unknown,
      networks: ids.map(() => []),
      verdict: { figure: 'bestAccuracy', comparisons: [{ finding: 'better', paired: true, count: 3 }] },
    });
  });

  it('does not judge where no seed is repeated', async () => {
    const { stdout } = await compare(ids[0] ?? '', ids[3] ?? '');
    expect(stdout).toMatch(/recipe\.learningRate/);
    expect(stdout).not.toMatch(/Variant|better/);
  });

  it('wants two runs that are there', async () => {
    expect(await compare(ids[0] ?? '', ids[0] ?? '')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/two runs at least/) as unknown,
    });
    expect((await compare(ids[0] ?? '', '20200101-aaaaaa')).code).toBe(2);
  });
});
