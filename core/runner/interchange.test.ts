import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync, type Unzipped } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeProblem, type BlockyardError, type Problem } from '../protocol/problems.ts';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import type { EngineEventBody } from '../protocol/engine.ts';
import type { LayerValues } from '../protocol/layer-figures.ts';
import { epochBody, eventLog, metricsBody, readyBody } from '../store/history.test-support.ts';
import { openLibrary, type Library } from '../store/index.ts';
import { exportRuns, importRun } from './interchange.ts';
import { makeRunFolder } from './own-run.ts';

const layerValues: LayerValues = {
  gradientNorm: [0.5, 0.25],
  weightNorm: [2, 3],
  updateRatio: [0.125, null],
  activationMean: [null, null],
  activationDeviation: [null, null],
  deadShare: [null, null],
};

/** Of a training that went back to a checkpoint once. */
const history: EngineEventBody[] = [
  readyBody,
  {
    kind: 'layers',
    layers: [
      { name: 'a', kind: 'conv' },
      { name: 'b', kind: 'dense' },
    ],
  },
  metricsBody([1, 2]),
  { kind: 'layerFigures', step: 1, figures: layerValues },
  epochBody(1, 0.25),
  { kind: 'checkpoint', which: 'last', file: 'weights/last.safetensors', epoch: 1, step: 2 },
  metricsBody([3]),
  { kind: 'log', level: 'info', message: 'Continuing after step 2 of 8.' },
  metricsBody([3, 4]),
  epochBody(2, 0.75),
  { kind: 'done', outcome: 'completed', weightsHash: 'abc' },
];

const weights = 'weights/last.safetensors';
const homes: string[] = [];
let library: Library;
let other: Library;
let id = '';
let place = '';

function openHome(): Library {
  const home = mkdtempSync(join(tmpdir(), 'blockyard-interchange-'));
  homes.push(home);
  return openLibrary(home);
}

beforeEach(() => {
  library = openHome();
  other = openHome();
  const spec = { ...readyExperiment(), name: 'A, "quoted" run' };
  id = library.runs.create(spec, 'A net', 'a host', 5, (run) => {
    makeRunFolder(library.runFolder(run), spec);
  }).id;
  mkdirSync(join(library.runFolder(id), 'weights'));
  writeFileSync(join(library.runFolder(id), weights), 'weights of the run');
  library.runs.ingest(id, eventLog(id, history));
  library.runs.addLog(id, { time: 7, level: 'warning', message: 'the host says' });
  library.runs.finish(id, undefined, 'a host');
  library.runs.change([id], { addTags: ['x'], notes: 'why', starred: true }, 9);
  place = join(library.home, 'run.blockyard');
});
afterEach(() => {
  library.close();
  other.close();
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

async function files(): Promise<Unzipped> {
  await exportRuns(library, { ids: [id], format: 'bundle', place, replace: true });
  return unzipSync(readFileSync(place));
}

/** The bundle with other files, which its manifest says are the right ones. */
async function pack(changes: Readonly<Record<string, string>>): Promise<void> {
  const all = { ...(await files()) };
  for (const [name, text] of Object.entries(changes)) all[name] = strToU8(text);
  const manifest = JSON.parse(strFromU8(all['bundle.json'] ?? new Uint8Array())) as { files: object };
  const stated = Object.entries(all)
    .filter(([name]) => name !== 'bundle.json')
    .map(([name, bytes]): [string, unknown] => [
      name,
      { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
    ]);
  all['bundle.json'] = strToU8(JSON.stringify({ ...manifest, files: Object.fromEntries(stated) }));
  write(all);
}

function write(all: Unzipped): void {
  writeFileSync(place, zipSync(all, { level: 0 }));
}

const problem = async (): Promise<{ code: string; facts: Record<string, unknown> }> =>
  importRun(other, place).then(
    () => ({ code: 'none', facts: {} }),
    (error: unknown) => (error as BlockyardError).problem,
  );

/** Nothing of a refused bundle is kept. */
function expectNothing(): void {
  expect(other.runs.list()).toEqual([]);
  expect(readdirSync(other.runsFolder)).toEqual([]);
}

describe('a bundle', () => {
  it('carries a run into another library, whole', async () => {
    await files();
    const { summary, data } = await importRun(other, place);
    expect(data).toBe('unknown');
    const before = library.runs.detail(id);
    const after = other.runs.detail(summary.id);
    expect(summary.id).toBe(id);
    expect(after.summary).toEqual({ ...before.summary, origin: { kind: 'import' }, architecture: 'ResNet-20' });
    expect({ ...after, summary: 0, spec: 0 }).toEqual({ ...before, summary: 0, spec: 0 });
    expect(other.runs.metrics(id)).toEqual(library.runs.metrics(id));
    expect(other.runs.layers(id)).toEqual(library.runs.layers(id));
    expect(other.continuation.saved(id)).toEqual(library.continuation.saved(id));
    expect(readFileSync(join(other.runFolder(id), weights), 'utf8')).toBe('weights of the run');
    expect(readdirSync(other.runsFolder)).toEqual([id]);
    expect(await problem()).toEqual({ code: 'run-known', facts: { id, name: 'A, "quoted" run' } });
  });

  it('gets an id of its own where that of the run is used up', async () => {
    await files();
    await importRun(other, place);
    other.runs.remove([id], 1);
    other.runs.erase([id]);
    const { summary } = await importRun(other, place);
    expect(summary.id).not.toBe(id);
    const lines = readFileSync(join(other.runFolder(summary.id), 'events.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { runId: string }).runId)).toEqual(lines.map(() => summary.id));
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a way out of its folder',
      { '../../evil.txt': 'x' },
      /holds the file "\.\.\/\.\.\/evil\.txt", which no bundle has/,
    ],
    ['a file too many', { 'weights/other.safetensors': 'x' }, /which no bundle has/],
    ['a run that is none', { 'run.json': '{}' }, /its file run\.json is not as it should be at "createdAt"/],
    ['a text that is none', { 'spec.json': 'x' }, /its file spec\.json is not JSON/],
    ['an event that is none', { 'events.jsonl': '{"version":1}\n' }, /events\.jsonl, line 1 is not as it should be/],
    [
      'events of another run',
      { 'events.jsonl': `${JSON.stringify(eventLog('20200101-aaaaaa', [readyBody])[0])}\n` },
      /not those of one run/,
    ],
    ['a network that is none', { 'architecture.json': '{"format":"x"}' }, /cannot be used/],
  ])('with %s is refused, and nothing of it kept', async (_, changes, words) => {
    await pack(changes);
    const { code, facts } = await problem();
    expect(describeProblem({ code, facts } as Problem)).toMatch(words);
    expectNothing();
  });

  it('whose weights lie elsewhere is refused', async () => {
    const body: EngineEventBody = { kind: 'checkpoint', which: 'last', file: '../../library.db', epoch: 1, step: 2 };
    await pack({ 'events.jsonl': `${JSON.stringify(eventLog(id, [body])[0])}\n` });
    expect((await problem()).facts['detail']).toMatch(/its weights "\.\.\/\.\.\/library\.db" are missing/);
    expectNothing();
  });

  it('of a newer program, or with a wrong checksum, is refused', async () => {
    const all = await files();
    write({ ...all, 'bundle.json': strToU8('{"format":"blockyard.run","version":2,"what":"is new"}') });
    expect(await problem()).toMatchObject({ code: 'bundle-newer', facts: { found: 2, known: 1 } });
    write({ ...all, [weights]: strToU8('weights of the rum') });
    expect((await problem()).facts['detail']).toMatch(/weights\/last\.safetensors is not the one that was packed/);
    expectNothing();
  });

  it('that is cut off anywhere, or holds a bomb, is refused', async () => {
    const all = await files();
    const bytes = readFileSync(place);
    for (const part of [0, 0.3, 0.6, 0.99]) {
      writeFileSync(place, bytes.subarray(0, Math.floor(part * bytes.length)));
      expect((await problem()).facts['detail']).toMatch(/it is not a whole zip file/);
    }
    // Of the last mention of a file, which is that of the zip's directory: how long it is, unpacked.
    const claim = (length: number): void => {
      const forged = Buffer.from(bytes);
      forged.writeUInt32LE(length, forged.lastIndexOf('metrics.csv') - 46 + 24);
      writeFileSync(place, forged);
    };
    claim(0x7fff_ffff);
    expect((await problem()).facts['detail']).toMatch(/its texts are longer than any run has/);
    claim(10);
    expect((await problem()).facts['detail']).toMatch(/metrics\.csv is not the one that was packed/);
    writeFileSync(place, zipSync({ ...all, [weights]: [new Uint8Array(1e6), { level: 9 }] }));
    expect((await problem()).facts['detail']).toMatch(/its file weights\/last\.safetensors is packed/);
    expectNothing();
  });
});
