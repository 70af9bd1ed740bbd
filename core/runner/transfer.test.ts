import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeSafetensors } from '../export/index.ts';
import { inferArchitecture, initialWeights, parseArchitecture, presets } from '../model/index.ts';
import { toProblem, type Problem } from '../protocol/problems.ts';
import { readyExperiment } from '../protocol/ready-experiment.ts';
import type { RunSpec } from '../protocol/run-spec.ts';
import { weightsFile, type Transfer, type TransferSource } from '../protocol/transfer.ts';
import { openLibrary, type Library } from '../store/index.ts';
import { forkEngineHost, lookAtWeights, openRunner, type Runner } from './index.ts';

let home = '';
let library: Library;
let runner: Runner;
let file = '';

const { architecture } = presets.find(({ name }) => name === 'lenet5') ?? { architecture: undefined };

/** Weights of LeNet-5 for other images and other classes. */
function weightFile(classes: number, channels = 1): Buffer {
  const parsed = parseArchitecture(architecture);
  if (!parsed.ok) throw new Error('lenet5');
  const { network } = inferArchitecture(parsed.value, { input: [28, 28, channels], classes });
  if (network === undefined) throw new Error('no network');
  const values = initialWeights(network, 5);
  const tensors = new Map(
    network.layers.flatMap(({ weights }) =>
      weights.map(({ path, shape }) => [path, { shape, data: values.get(path) ?? new Float32Array() }]),
    ),
  );
  const names = Array.from({ length: classes }, (_, at) => `class ${String(at)}`);
  return Buffer.concat(encodeSafetensors({ metadata: { classes: JSON.stringify(names), epoch: '4' }, tensors }));
}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'blockyard-transfer-'));
  library = openLibrary(home);
  // Nothing trains here.
  runner = await openRunner({ library, engineHost: forkEngineHost(''), servesQueue: false });
  file = join(home, 'mine.safetensors');
  writeFileSync(file, weightFile(7));
});
afterEach(async () => {
  await runner.close();
  library.close();
  rmSync(home, { recursive: true, force: true });
});

const ofFile = (path = file): TransferSource => ({ kind: 'file', path });

function enter(transfer: Partial<Transfer> & Pick<Transfer, 'from'>, changes: Partial<RunSpec> = {}): string {
  const spec = { ...readyExperiment(), architecture, transfer: { fresh: [], frozen: [], ...transfer }, ...changes };
  const [run] = runner.enqueue([spec]);
  return run?.id ?? '';
}

function problemOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    return toProblem(error);
  }
  throw new Error('It was allowed.');
}

const initial = (run: string): string => join(library.runFolder(run), weightsFile('initial'));
const transferOf = (run: string): Transfer | undefined => library.runs.spec(run).transfer;

describe('weights to begin with', () => {
  it('are told by name and shape, with their classes and epoch, without being read', () => {
    const { name, tensors, classes, epoch } = lookAtWeights(library, { from: ofFile() });
    expect([name, classes?.length, epoch]).toEqual(['mine.safetensors', 7, 4]);
    expect(tensors.find(({ path }) => path.endsWith('kernel'))?.shape).toEqual([5, 5, 1, 6]);
  });

  it('of a file are copied into the run, which notes their hash and begins with them whatever becomes of the file', () => {
    const run = enter({ from: ofFile() });
    const { hash } = transferOf(run) ?? {};
    expect(hash).toMatch(/^[0-9a-f]{64}$/u);
    writeFileSync(file, weightFile(3));
    expect(readFileSync(initial(run)).equals(weightFile(7))).toBe(true);
    rmSync(file);
    const again = enter(transferOf(run) ?? { from: ofFile() }, { origin: { kind: 'again', run } });
    expect(transferOf(again)?.hash).toBe(hash);
    expect(readFileSync(initial(again)).equals(weightFile(7))).toBe(true);
    // Not of that run, the file is not looked at again.
    writeFileSync(file, weightFile(7));
    expect(problemOf(() => enter(transferOf(run) ?? { from: ofFile() })).code).toBe('transfer-gone');
  });

  it('of a run stay when the run is erased', () => {
    const source = enter({ from: ofFile() });
    const best = join(library.runFolder(source), weightsFile('best'));
    writeFileSync(best, weightFile(10));
    const from = { kind: 'run', run: source, weights: 'best' } as const;
    const run = enter({ from });
    expect(statSync(initial(run)).ino).toBe(statSync(best).ino);
    expect(problemOf(() => enter({ from: { ...from, weights: 'last' } })).code).toBe('weights-missing');
    runner.queue.remove([source]);
    runner.erase([source]);
    expect(problemOf(() => enter({ from })).code).toBe('unknown-run');
    const fork = enter(transferOf(run) ?? { from }, { origin: { kind: 'fork', run } });
    expect(readFileSync(initial(fork)).equals(weightFile(10))).toBe(true);
  });

  it('are refused with the reason where a block is not there, nothing is left to train, or nothing fits', () => {
    const facts = (transfer: Partial<Transfer>): Problem => problemOf(() => enter({ from: ofFile(), ...transfer }));
    expect(facts({ frozen: ['nobody'] }).facts).toMatchObject({ path: 'transfer.frozen' });
    expect(facts({ fresh: ['nobody'] }).facts).toMatchObject({ path: 'transfer.fresh' });
    const parsed = parseArchitecture(architecture);
    if (!parsed.ok) throw new Error('lenet5');
    const all = facts({ frozen: [parsed.value.root.id] });
    expect(all).toMatchObject({ code: 'invalid-run-spec', facts: { path: 'transfer.frozen' } });
    expect(facts({ fresh: [parsed.value.root.id] }).code).toBe('transfer-unfit');
    expect(runner.list()).toEqual([]);
  });

  it.each<[string, (path: string) => void, string]>([
    ['is not there', () => undefined, 'unreadable-file'],
    ['is a folder', (path) => mkdirSync(path), 'unreadable-file'],
    ['is a pipe', (path) => execFileSync('mkfifo', [path]), 'unreadable-file'],
    [
      'is cut off',
      (path) => {
        writeFileSync(path, weightFile(7).subarray(0, -1));
      },
      'checkpoint-corrupt',
    ],
    [
      'ends in its header',
      (path) => {
        writeFileSync(path, weightFile(7).subarray(0, 40));
      },
      'checkpoint-corrupt',
    ],
    [
      'says that its header is huge',
      (path) => {
        writeFileSync(path, Buffer.concat([Buffer.alloc(8, 255), Buffer.from('{}')]));
      },
      'checkpoint-corrupt',
    ],
    [
      'holds half precision',
      (path) => {
        writeFileSync(path, replaced('"F32"', '"F16"'));
      },
      'checkpoint-corrupt',
    ],
    [
      'has tensors that lie on each other',
      (path) => {
        writeFileSync(path, replaced(/"data_offsets":\[(\d+),(\d+)\]\}\}/u, '"data_offsets":[0,$2]}}'));
      },
      'checkpoint-corrupt',
    ],
    [
      'is text',
      (path) => {
        writeFileSync(path, 'no weights at all');
      },
      'checkpoint-corrupt',
    ],
  ])('are refused where the file %s', (name, make, code) => {
    const path = join(home, name, 'x.safetensors');
    mkdirSync(dirname(path));
    make(path);
    expect(problemOf(() => lookAtWeights(library, { from: ofFile(path) })).code).toBe(code);
    expect(problemOf(() => enter({ from: ofFile(path) })).code).toBe(code);
    expect(runner.list()).toEqual([]);
  });

  it('never lead out of the library, whatever is asked for', () => {
    const outside = { kind: 'run', run: '../../etc', weights: 'best' } as const;
    expect(problemOf(() => lookAtWeights(library, { from: outside })).code).toBe('unknown-run');
    expect(
      problemOf(() => lookAtWeights(library, { from: ofFile(), hash: '0'.repeat(64), keeper: '../..' })).code,
    ).toBe('transfer-gone');
  });
});

/** The file with another header of the same length. */
function replaced(from: string | RegExp, to: string): Buffer {
  const bytes = weightFile(7);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = bytes
    .subarray(8, 8 + length)
    .toString()
    .trimEnd()
    .replace(from, to)
    .padEnd(length);
  return Buffer.concat([bytes.subarray(0, 8), Buffer.from(header), bytes.subarray(8 + length)]);
}
